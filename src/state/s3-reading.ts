/** One reading of an object of the store: asked for at the first piece, ended at the last, on failure, or when the reader leaves. */

import type { BlobReading } from './table.js';

type Pieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** Readings that were handed out but never begun, ended once nobody can begin them any more. */
const abandoned = new FinalizationRegistry<() => void>((end) => end());

export class S3Reading implements AsyncIterableIterator<Uint8Array>, BlobReading {
  private pieces: AsyncGenerator<Uint8Array> | undefined;
  /** Come, and not read yet. */
  private first: IteratorResult<Uint8Array, undefined> | undefined;
  private over = false;

  constructor(
    private readonly open: () => Promise<Pieces>,
    /** Called once, when the object is no longer needed. */
    private readonly onEnd: () => void,
  ) {
    abandoned.register(this, onEnd, this);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async ready(): Promise<void> {
    this.first ??= await this.next();
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const { first } = this;
    if (first !== undefined) {
      this.first = undefined;
      return first;
    }
    if (this.over) return { done: true, value: undefined };
    try {
      this.pieces ??= iterate(await this.open());
      const { done, value } = await this.pieces.next();
      if (done !== true) return { done: false, value };
    } catch (error) {
      this.stop();
      throw error;
    }
    this.stop();
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.first = undefined;
    // Leaving the generator cancels the answer that it reads.
    await this.pieces?.return(undefined);
    this.stop();
    return { done: true, value: undefined };
  }

  private stop(): void {
    if (this.over) return;
    this.over = true;
    abandoned.unregister(this);
    this.onEnd();
  }
}

async function* iterate(pieces: Pieces): AsyncGenerator<Uint8Array, undefined> {
  yield* pieces;
  return undefined;
}
