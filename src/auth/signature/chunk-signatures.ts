/** Signatures of the chunks of a body, each built on the one before (STREAMING-AWS4-HMAC-SHA256-PAYLOAD and -TRAILER). */
import { createHash, type Hash } from 'node:crypto';
import { sha256 } from '../../signature/canonical-request.js';
import { hmac } from '../../signature/signing-key.js';
import { isSameSignature } from './same-signature.js';

export interface ChunkSeed {
  readonly key: Uint8Array;
  /** `20260101T000000Z` */
  readonly date: string;
  readonly scope: string;
  /** Of the request's head. */
  readonly signature: string;
}

const OF_NOTHING = sha256('');

export class ChunkSignatures {
  readonly #seed: ChunkSeed;
  #previous: string;
  #hash: Hash = createHash('sha256');

  constructor(seed: ChunkSeed) {
    this.#seed = seed;
    this.#previous = seed.signature;
  }

  /** Bytes of the present chunk. */
  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  /** @returns whether the chunk that ends here was signed so. */
  endChunk(signature: string): boolean {
    const digest = this.#hash.digest('hex');
    this.#hash = createHash('sha256');
    return this.#follows('AWS4-HMAC-SHA256-PAYLOAD', `${OF_NOTHING}\n${digest}`, signature);
  }

  /** @param trailers as they were sent, in their order. */
  endTrailers(trailers: readonly (readonly [name: string, value: string])[], signature: string): boolean {
    const text = trailers.map(([name, value]) => `${name}:${value}\n`).join('');
    return this.#follows('AWS4-HMAC-SHA256-TRAILER', sha256(text), signature);
  }

  #follows(algorithm: string, digests: string, signature: string): boolean {
    const { key, date, scope } = this.#seed;
    const expected = hmac(key, [algorithm, date, scope, this.#previous, digests].join('\n')).toString('hex');
    this.#previous = expected;
    return isSameSignature(expected, signature);
  }
}
