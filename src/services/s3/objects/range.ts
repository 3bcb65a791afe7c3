/** The Range header, in the forms that S3 takes: one range of bytes. Anything else is ignored, as RFC 9110 wants. */
import { InvalidRange } from '../../../../generated/s3/errors.js';

export interface ByteRange {
  /** Inclusive. */
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** @returns undefined where the whole object is meant. */
export function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? [];
  if (header === undefined || first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  if (first === '') {
    const length = Math.min(Number(last), size);
    if (length === 0) throw unsatisfiable(header, size);
    return { start: size - length, end: size };
  }
  const start = Number(first);
  const end = last === '' ? size : Math.min(Number(last) + 1, size);
  if (last !== '' && Number(last) < start) return undefined;
  if (start >= size) throw unsatisfiable(header, size);
  return { start, end };
}

const unsatisfiable = (header: string, size: number): InvalidRange =>
  new InvalidRange('The requested range is not satisfiable', { RangeRequested: header, ActualObjectSize: size });
