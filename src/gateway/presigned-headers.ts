/**
 * Headers in the query of a presigned URL. Signers put `x-amz-*` headers there ("hoist" them), and S3 takes them for headers:
 * metadata, storage class, ACL. Checksums are left out: S3 doesn't read them there, and the JavaScript SDK writes one of an empty body.
 */
import type { WireHeaders } from '../contract/wire.js';

const NOT_HEADERS: ReadonlySet<string> = new Set([
  'x-amz-algorithm',
  'x-amz-content-sha256',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-security-token',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-signature',
  'x-amz-signedheaders',
]);

/** @param query undecoded. */
export function withPresignedHeaders(headers: WireHeaders, query: string): WireHeaders {
  const hoisted: Record<string, string> = {};
  for (const [parameter, value] of new URLSearchParams(query)) {
    const name = parameter.toLowerCase();
    if (!name.startsWith('x-amz-') || name.startsWith('x-amz-checksum-') || NOT_HEADERS.has(name)) continue;
    // Headers hold bytes.
    hoisted[name] = Buffer.from(value).toString('latin1');
  }
  return { ...hoisted, ...headers };
}
