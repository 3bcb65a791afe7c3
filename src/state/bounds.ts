/** Every range comes down to one half-open interval of encoded keys. */
import { behind, behindPrefix, encodeKey, partialBounds } from './key.js';
import type { Range } from './table.js';

/** From `low` up to, not including, `high`. */
export interface Bounds {
  readonly low: string;
  readonly high: string;
}

const everything: Bounds = { low: '', high: behindPrefix('') };

export function boundsOf(range: Range | undefined): Bounds {
  if (range === undefined) return everything;
  let { low, high } = everything;
  const raise = (bound: string): void => {
    if (bound > low) low = bound;
  };
  const lower = (bound: string): void => {
    if (bound < high) high = bound;
  };
  const prefix = range.prefix === undefined ? '' : encodeKey(range.prefix);
  if (prefix !== '') {
    raise(prefix);
    lower(behindPrefix(prefix));
  }
  if (range.startsWith !== undefined) {
    const partial = partialBounds(prefix, range.startsWith);
    raise(partial.low);
    lower(partial.high);
  }
  if (range.from !== undefined) raise(encodeKey(range.from));
  if (range.after !== undefined) raise(behind(encodeKey(range.after)));
  if (range.to !== undefined) lower(behind(encodeKey(range.to)));
  if (range.before !== undefined) lower(encodeKey(range.before));
  return { low, high };
}
