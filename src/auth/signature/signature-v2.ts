/** S3's older signature (Amazon S3 User Guide, "Signing and authenticating REST requests"). */
import { createHmac } from 'node:crypto';
import type { WireHeaders } from '../../contract/wire.js';
import { queryPairs } from '../../signature/uri-encoding.js';

/** The parameters that belong to the resource; the others, of operations that came after this signature, aren't signed. */
const SUBRESOURCES: ReadonlySet<string> = new Set([
  'accelerate',
  'acl',
  'analytics',
  'cors',
  'delete',
  'inventory',
  'lifecycle',
  'location',
  'logging',
  'metrics',
  'notification',
  'object-lock',
  'partNumber',
  'policy',
  'replication',
  'requestPayment',
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
  'response-content-language',
  'response-content-type',
  'response-expires',
  'restore',
  'select',
  'select-type',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'versionId',
  'versioning',
  'versions',
  'website',
]);

export interface V2Request {
  readonly method: string;
  /** With the bucket of a virtual host in front; undecoded. */
  readonly resource: string;
  /** Undecoded. */
  readonly query: string;
  /** With those that a presigned URL carries in its query. */
  readonly headers: WireHeaders;
  /** The Date header, '' where x-amz-date stands instead; a presigned URL's Expires. */
  readonly date: string;
}

export function stringToSignV2({ method, resource, query, headers, date }: V2Request): string {
  const parameters = queryPairs(query);
  const inQuery = (name: string): string => parameters.find(([own]) => own === name)?.[1] ?? '';
  const own = Object.entries(headers)
    .filter(([name, value]) => name.startsWith('x-amz-') && value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}:${(value ?? '').trim()}\n`)
    .join('');
  const subresources = parameters
    .filter(([name]) => SUBRESOURCES.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
    .join('&');
  const [md5, type] = ['content-md5', 'content-type'].map((name) => headers[name] ?? inQuery(name));
  return `${method}\n${md5}\n${type}\n${date}\n${own}${resource}${subresources === '' ? '' : `?${subresources}`}`;
}

/** Base64. */
export const signatureV2 = (secret: string, text: string): string => createHmac('sha1', secret).update(text).digest('base64');
