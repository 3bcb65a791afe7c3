/** Blobs in memory, as the pieces in which they came. */
import type { ByteStream } from '../contract/wire.js';
import type { BlobRange, BlobStore } from './blob-store.js';
import { StateError } from './errors.js';
import type { BlobHandle, BlobReading } from './table.js';

/** Up to here the pieces are joined, so that one peek gives the whole blob. */
const JOIN_LIMIT = 64 * 1024;

export class MemoryBlobs implements BlobStore {
  private readonly blobs = new Map<string, readonly Uint8Array[]>();

  async write(id: string, source: ByteStream | Uint8Array): Promise<BlobHandle> {
    if (source instanceof Uint8Array) return this.hold(id, source);
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of source) {
      if (piece.byteLength === 0) continue;
      pieces.push(own(piece));
      size += piece.byteLength;
    }
    this.blobs.set(id, size <= JOIN_LIMIT && pieces.length !== 1 ? [Buffer.concat(pieces, size)] : pieces);
    return { id, size };
  }

  hold(id: string, bytes: Uint8Array): BlobHandle {
    this.blobs.set(id, [own(bytes)]);
    return { id, size: bytes.byteLength };
  }

  read(id: string, range?: BlobRange): BlobReading {
    const held = piecesIn(this.pieces(id), range?.start ?? 0, range?.end ?? Number.POSITIVE_INFINITY);
    return { held, [Symbol.asyncIterator]: () => oneByOne(held) };
  }

  peek(id: string): Uint8Array | undefined {
    const pieces = this.pieces(id);
    return pieces.length === 1 ? pieces[0] : undefined;
  }

  free(id: string): void {
    this.blobs.delete(id);
  }

  ids(): Iterable<string> {
    return this.blobs.keys();
  }

  settled(): Promise<void> {
    return Promise.resolve();
  }

  private pieces(id: string): readonly Uint8Array[] {
    const pieces = this.blobs.get(id);
    if (pieces === undefined) throw new StateError('unknown-blob', `There is no blob ${id}`);
    return pieces;
  }
}

/** A small view of a big buffer would keep the whole buffer (sockets read into large slabs), so that one is copied. */
const own = (piece: Uint8Array): Uint8Array => (piece.byteLength * 2 < piece.buffer.byteLength ? new Uint8Array(piece) : piece);

function piecesIn(pieces: readonly Uint8Array[], start: number, end: number): readonly Uint8Array[] {
  const within: Uint8Array[] = [];
  let at = 0;
  for (const piece of pieces) {
    if (at >= end) break;
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, piece.byteLength);
    if (from < to) within.push(from === 0 && to === piece.byteLength ? piece : piece.subarray(from, to));
    at += piece.byteLength;
  }
  return within;
}

async function* oneByOne(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}
