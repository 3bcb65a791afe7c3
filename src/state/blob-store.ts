/** Where the bytes of blobs are. Which of them are still needed is the kernel's business. */
import type { ByteStream } from '../contract/wire.js';
import type { BlobHandle, BlobReading } from './table.js';

export interface BlobRange {
  readonly start: number;
  readonly end: number;
}

export interface BlobStore {
  /** When the source fails nothing is left, and the source's error is thrown. */
  write(id: string, source: ByteStream | Uint8Array): Promise<BlobHandle>;
  /** Throws a StateError when there is no such blob, at the first piece at the latest. What was begun to be read ends well even when the blob is freed meanwhile. */
  read(id: string, range?: BlobRange): BlobReading;
  peek(id: string): Uint8Array | undefined;
  /** Writes at once, where that needs no waiting; undefined elsewhere. */
  hold(id: string, bytes: Uint8Array): BlobHandle | undefined;
  free(id: string): void;
  /** All complete blobs. */
  ids(): AsyncIterable<string> | Iterable<string>;
  /** Resolves when everything freed so far is gone. */
  settled(): Promise<void>;
}
