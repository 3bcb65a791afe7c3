import { createHash } from 'node:crypto';
import type { ByteStream } from '../../contract/wire.js';
import { payloadMismatch } from './s3-refusals.js';

/**
 * The same bytes; the iteration fails at its end when they aren't those that were signed.
 * @param claimed their SHA-256, in hexadecimal.
 */
export function checkedPayload(source: ByteStream, claimed: string): ByteStream {
  return {
    length: source.length,
    ...(source.trailers === undefined ? {} : { trailers: source.trailers }),
    async *[Symbol.asyncIterator]() {
      const hash = createHash('sha256');
      for await (const chunk of source) {
        hash.update(chunk);
        yield chunk;
      }
      const computed = hash.digest('hex');
      if (computed !== claimed) throw payloadMismatch(claimed, computed);
    },
  };
}
