/** One reading of a file: opened at the first piece, closed at the end, on failure, or when the reader leaves. */
import { type FileHandle, open } from 'node:fs/promises';
import type { BlobRange } from './blob-store.js';

const PIECE = 128 * 1024;

/** Readings that were handed out but never begun, ended once nobody can begin them any more. */
const abandoned = new FinalizationRegistry<() => void>((end) => end());

export class FileReading implements AsyncIterableIterator<Uint8Array> {
  private file: FileHandle | undefined;
  private at: number;
  private readonly end: number;
  private over = false;

  constructor(
    private readonly path: string,
    range: BlobRange | undefined,
    /** Called once, when the file is no longer needed. */
    private readonly onEnd: () => void,
  ) {
    this.at = range?.start ?? 0;
    this.end = range?.end ?? Number.POSITIVE_INFINITY;
    abandoned.register(this, onEnd, this);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (this.over) return { done: true, value: undefined };
    try {
      this.file ??= await open(this.path, 'r');
      const wanted = Math.min(PIECE, this.end - this.at);
      const piece = wanted > 0 ? Buffer.allocUnsafeSlow(wanted) : undefined;
      const { bytesRead } = piece === undefined ? { bytesRead: 0 } : await this.file.read(piece, 0, wanted, this.at);
      if (piece !== undefined && bytesRead > 0) {
        this.at += bytesRead;
        return { done: false, value: piece.subarray(0, bytesRead) };
      }
    } catch (error) {
      await this.stop();
      throw error;
    }
    await this.stop();
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    await this.stop();
    return { done: true, value: undefined };
  }

  private async stop(): Promise<void> {
    if (this.over) return;
    this.over = true;
    abandoned.unregister(this);
    await this.file?.close();
    this.onEnd();
  }
}
