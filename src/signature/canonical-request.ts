/** SigV4's canonical request and string to sign (IAM User Guide, "Create a signed AWS API request"). */
import { createHash } from 'node:crypto';
import type { WireHeaders } from '../contract/wire.js';
import { decodeUri, encodeUri, queryPairs } from './uri-encoding.js';

export interface SignedRequest {
  readonly method: string;
  /** Undecoded. */
  readonly path: string;
  /** Undecoded. */
  readonly query: string;
  readonly headers: WireHeaders;
  /** In lower case, as the caller lists them. */
  readonly signedHeaders: readonly string[];
  /** What stands for the body: its SHA-256 in hexadecimal, `UNSIGNED-PAYLOAD` and the like. */
  readonly payloadHash: string;
  /** S3 signs its paths as they are; other services normalise them and encode them twice. */
  readonly isS3: boolean;
}

export function canonicalRequest(request: SignedRequest): string {
  const { signedHeaders, headers } = request;
  return [
    request.method,
    request.isS3 ? encodedSegments(request.path) : normalPath(request.path),
    canonicalQuery(request.query),
    ...signedHeaders.map((name) => `${name}:${canonicalValue(headers[name] ?? '')}`),
    '',
    signedHeaders.join(';'),
    request.payloadHash,
  ].join('\n');
}

/** @param scope `20260101/us-east-1/s3/aws4_request` */
export function stringToSign(date: string, scope: string, canonical: string): string {
  return ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n');
}

export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** Whatever way the caller wrote it. */
const encodedSegments = (path: string): string =>
  path
    .split('/')
    .map((segment) => encodeUri(decodeUri(segment)))
    .join('/');

function normalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') segments.pop();
    else segments.push(encodeUri(segment));
  }
  const isFolder = segments.length > 0 && path.endsWith('/');
  return `/${segments.join('/')}${isFolder ? '/' : ''}`;
}

function canonicalQuery(query: string): string {
  return queryPairs(query)
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encodeUri(name), encodeUri(value)] as const)
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

const canonicalValue = (value: string): string => value.trim().replace(/ +/g, ' ');
