/** The bytes of a version, out of the blobs that its pieces name. */
import type { Answer } from '../../../contract/context.js';
import type { BlobReading, Blobs } from '../../../state/table.js';
import type { Piece } from './stored-version.js';

interface Stretch {
  readonly blob: string;
  readonly start: number;
  readonly end: number;
}

type Body = Uint8Array | BlobReading;

/**
 * Reads the bytes start (inclusive) to end (exclusive). What was begun to be read ends well even when the version goes meanwhile.
 * @param size of all pieces, in bytes.
 */
export function readPieces(
  blobs: Blobs,
  pieces: readonly Piece[],
  size: number,
  range?: { readonly start: number; readonly end: number },
): Body {
  const [first] = pieces;
  if (first !== undefined && pieces.length === 1) {
    const offset = first.start ?? 0;
    const held = blobs.peek(first.blob);
    const whole = range === undefined && offset === 0;
    if (held !== undefined) {
      if (whole && held.byteLength === size) return held;
      return held.subarray(offset + (range?.start ?? 0), offset + (range?.end ?? size));
    }
    return blobs.read(first.blob, { start: offset + (range?.start ?? 0), end: offset + (range?.end ?? size) });
  }
  return chain(stretchesIn(pieces, range?.start ?? 0, range?.end ?? size).map(({ blob, start, end }) => blobs.read(blob, { start, end })));
}

/** Bytes that another machine holds are waited for: when they can't be had, the caller is refused instead of given half an answer. */
export function onceReadable<T extends object>(body: Body, answer: T): Answer<T> {
  return body instanceof Uint8Array || body.ready === undefined ? answer : body.ready().then(() => answer);
}

/** The pieces that a part of the whole lies in, linked and not copied. */
export function slicePieces(pieces: readonly Piece[], start: number, end: number): readonly Piece[] {
  return stretchesIn(pieces, start, end).map((stretch) => ({
    blob: stretch.blob,
    size: stretch.end - stretch.start,
    ...(stretch.start === 0 ? {} : { start: stretch.start }),
  }));
}

function stretchesIn(pieces: readonly Piece[], start: number, end: number): Stretch[] {
  const stretches: Stretch[] = [];
  let at = 0;
  for (const { blob, size, start: offset = 0 } of pieces) {
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, size);
    if (from < to) stretches.push({ blob, start: offset + from, end: offset + to });
    at += size;
    if (at >= end) break;
  }
  return stretches;
}

/** One source after the other. All are begun already, so that their blobs stay; whoever leaves early ends them all. */
function chain(sources: readonly BlobReading[]): BlobReading {
  const ready = sources[0]?.ready;
  const held = sources.map((source) => source.held);
  const readings = sources.map((source) => source[Symbol.asyncIterator]());
  let at = 0;
  const iterator: AsyncIterableIterator<Uint8Array> & BlobReading = {
    ...(ready === undefined ? {} : { ready: () => ready.call(sources[0]) }),
    held: held.every((pieces) => pieces !== undefined) ? held.flat() : undefined,
    [Symbol.asyncIterator]: () => iterator,
    next: async () => {
      for (;;) {
        const result = await readings[at]?.next();
        if (result === undefined) return { done: true, value: undefined };
        if (result.done !== true) return result;
        at += 1;
      }
    },
    return: async () => {
      const left = readings.slice(at);
      at = readings.length;
      await Promise.all(left.map((reading) => reading.return?.()));
      return { done: true, value: undefined };
    },
  };
  return iterator;
}
