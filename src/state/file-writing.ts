/** Writes pieces behind one another while the next ones come: whatever has come by the end of a write goes out in one. */
import type { FileHandle } from 'node:fs/promises';

/** Bytes that may wait for the file before their source is made to wait. */
const MOST_WAITING = 1024 * 1024;

export class FileWriting {
  private waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  private size = 0;
  /** Never rejects: what failed stands below. */
  private write: Promise<void> | undefined;
  private failed: { readonly error: unknown } | undefined;

  constructor(private readonly file: FileHandle) {}

  /** Throws what an earlier write threw. */
  async add(piece: Uint8Array): Promise<void> {
    this.check();
    if (piece.byteLength === 0) return;
    this.waiting.push(piece);
    this.waitingBytes += piece.byteLength;
    this.size += piece.byteLength;
    this.write ??= this.writeWaiting();
    if (this.waitingBytes > MOST_WAITING) {
      await this.write;
      this.check();
    }
  }

  /** When nothing is being written any more, whether or not all went well. */
  async settled(): Promise<void> {
    await this.write;
  }

  /** @returns how many bytes there are. Throws what a write threw. */
  finish(): number {
    this.check();
    return this.size;
  }

  private check(): void {
    if (this.failed !== undefined) throw this.failed.error;
  }

  private async writeWaiting(): Promise<void> {
    try {
      while (this.waiting.length > 0) {
        const pieces = this.waiting;
        const bytes = this.waitingBytes;
        this.waiting = [];
        this.waitingBytes = 0;
        const { bytesWritten } = await this.file.writev(pieces);
        // The rest, where the file system took a part.
        if (bytesWritten < bytes) await this.file.writeFile(Buffer.concat(pieces).subarray(bytesWritten));
      }
    } catch (error) {
      this.failed = { error };
    }
    this.write = undefined;
  }
}
