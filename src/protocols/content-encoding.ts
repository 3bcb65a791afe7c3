/** Compressed requests: SDKs gzip large bodies of operations that allow it (CloudWatch's PutMetricData). */
import { gunzipSync } from 'node:zlib';
import { FrameworkError } from '../contract/errors.js';
import type { WireHeaders } from '../contract/wire.js';
import type { RequestParts } from './protocol.js';

/** Bytes that a compressed body may grow to. */
const LIMIT = 64 * 1024 * 1024;

/** The body with its gzip undone, where Content-Encoding says that it has been applied last. */
export function decompressed(headers: WireHeaders, body: Uint8Array): Uint8Array {
  if (body.length === 0 || encodingsOf(headers)?.at(-1)?.toLowerCase() !== 'gzip') return body;
  try {
    return gunzipSync(body, { maxOutputLength: LIMIT });
  } catch (error) {
    if (error instanceof RangeError) throw new FrameworkError('RequestEntityTooLarge', 'The decompressed request is too large.');
    throw new FrameworkError('SerializationException', 'The request is not gzip, as its Content-Encoding says.');
  }
}

/**
 * The request with its gzip undone and taken off Content-Encoding; the same request when there is none.
 * Not for what is stored with its encoding (S3's objects), nor for bodies that stream.
 */
export function withoutCompression(request: RequestParts): RequestParts {
  const encodings = request.stream === undefined ? encodingsOf(request.headers) : undefined;
  if (encodings?.at(-1)?.toLowerCase() !== 'gzip') return request;
  const rest = encodings.slice(0, -1).join(', ');
  return {
    ...request,
    headers: { ...request.headers, 'content-encoding': rest === '' ? undefined : rest },
    body: decompressed(request.headers, request.body),
  };
}

const encodingsOf = (headers: WireHeaders): readonly string[] | undefined =>
  headers['content-encoding']?.split(',').map((encoding) => encoding.trim());
