/** One line of an access log (S3 User Guide, "Amazon S3 server access log format"). */
import type { AnsweredRequest } from '../../../contract/service-front.js';
import type { WireHeaders } from '../../../contract/wire.js';
import { type Bucket, canonicalIdOf } from '../storage.js';
import { operationName } from './operation-name.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export interface LoggedRequest extends AnsweredRequest {
  readonly key: string;
  /** Bytes; undefined where the request was for no object. */
  readonly objectSize: number | undefined;
}

/** @param bucket that the request was for. */
export function logLine(bucket: Bucket, request: LoggedRequest): string {
  const { key, query, headers, response } = request;
  const signature = signatureOf(headers, query);
  return [
    canonicalIdOf(bucket.accountId),
    bucket.name,
    `[${timeOf(request.at)}]`,
    request.remoteAddress ?? '-',
    requesterOf(request, signature !== undefined),
    request.requestId,
    operationName({ ...request, isCopy: headers['x-amz-copy-source'] !== undefined }),
    // Twice, since a key may hold what a URL encodes (as AWS says of keys).
    key === '' ? '-' : encodeURIComponent(encodeURI(key)).replaceAll('%2F', '/'),
    quoted(`${request.method} ${request.target} HTTP/1.1`),
    String(response.status),
    request.code === '' ? '-' : request.code,
    number(bytesSent(request)),
    number(request.objectSize),
    String(Math.round(request.durationMs)),
    response.status < 400 && request.operation !== '' ? String(Math.round(request.durationMs)) : '-',
    quoted(headers.referer ?? '-'),
    quoted(headers['user-agent'] ?? '-'),
    versionOf(request),
    request.requestId,
    signature?.version ?? '-',
    request.scheme === 'https' ? 'TLS_AES_128_GCM_SHA256' : '-',
    signature?.placed ?? '-',
    request.host.replace(/:\d+$/, ''),
    request.scheme === 'https' ? 'TLSv1.3' : '-',
    // No access point, and no ACL was needed.
    '-',
    '-',
  ].join(' ');
}

/** `06/Feb/2019:00:00:38 +0000` */
function timeOf(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()] ?? ''}/${date.getUTCFullYear()}`;
  return `${day}:${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
}

/** A root by its canonical id, anybody else by the ARN; nobody where there is no signature. */
function requesterOf({ ctx }: LoggedRequest, isSigned: boolean): string {
  if (!isSigned || ctx === undefined || ctx.principal.kind === 'anonymous') return '-';
  return ctx.principal.kind === 'root' ? canonicalIdOf(ctx.principal.accountId) : ctx.principal.arn;
}

function signatureOf(headers: WireHeaders, query: string): { readonly version: string; readonly placed: string } | undefined {
  const { authorization } = headers;
  if (authorization?.startsWith('AWS4-') === true) return { version: 'SigV4', placed: 'AuthHeader' };
  if (authorization?.startsWith('AWS ') === true) return { version: 'SigV2', placed: 'AuthHeader' };
  if (query.includes('X-Amz-Signature=')) return { version: 'SigV4', placed: 'QueryString' };
  return query.includes('AWSAccessKeyId=') ? { version: 'SigV2', placed: 'QueryString' } : undefined;
}

/** Nothing, for an empty body. */
function bytesSent({ method, response: { headers, body } }: LoggedRequest): number | undefined {
  if (method === 'HEAD' || body === undefined || body === '') return undefined;
  if (typeof body === 'string') return Buffer.byteLength(body);
  if (body instanceof Uint8Array) return body.length;
  const length = headers['Content-Length'];
  return length === undefined ? undefined : Number(length);
}

function versionOf({ query, response: { headers } }: LoggedRequest): string {
  return new URLSearchParams(query).get('versionId') ?? headers['x-amz-version-id'] ?? '-';
}

const number = (value: number | undefined): string => (value === undefined || value === 0 ? '-' : String(value));

/** What a header holds may not end the field. */
const quoted = (text: string): string => `"${text.replace(/["\r\n]/g, (character) => encodeURIComponent(character))}"`;
