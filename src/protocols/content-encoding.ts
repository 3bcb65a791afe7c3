/** Compressed requests: SDKs gzip large bodies of operations that allow it (CloudWatch's PutMetricData). */
import { gunzipSync } from 'node:zlib';
import { FrameworkError } from '../contract/errors.js';
import type { RequestParts } from './protocol.js';

/** What a compressed body may grow to. */
const LIMIT = 64 * 1024 * 1024;

/**
 * The request with its gzip undone and taken off Content-Encoding; the same request when there is none.
 * Not for S3, which stores the encoding with the object, nor for bodies that stream.
 */
export function withoutCompression(request: RequestParts): RequestParts {
  const header = request.headers['content-encoding'];
  if (header === undefined || request.stream !== undefined) return request;
  const encodings = header.split(',').map((encoding) => encoding.trim());
  if (encodings.at(-1)?.toLowerCase() !== 'gzip') return request;
  const rest = encodings.slice(0, -1).join(', ');
  const headers = { ...request.headers, 'content-encoding': rest === '' ? undefined : rest };
  if (request.body.length === 0) return { ...request, headers };
  try {
    return { ...request, headers, body: gunzipSync(request.body, { maxOutputLength: LIMIT }) };
  } catch (error) {
    if (error instanceof RangeError) throw new FrameworkError('RequestEntityTooLarge', 'The decompressed request is too large.');
    throw new FrameworkError('SerializationException', 'The request is not gzip, as its Content-Encoding says.');
  }
}
