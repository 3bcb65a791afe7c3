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
  const prefix = range.prefix === undefined ? '' : encodeKey(range.prefix);
  if (prefix !== '') {
    low = prefix;
    high = behindPrefix(prefix);
  }
  if (range.startsWith !== undefined) {
    const partial = partialBounds(prefix, range.startsWith);
    low = higher(low, partial.low);
    high = lower(high, partial.high);
  }
  if (range.from !== undefined) low = higher(low, encodeKey(range.from));
  if (range.after !== undefined) low = higher(low, behind(encodeKey(range.after)));
  if (range.to !== undefined) high = lower(high, behind(encodeKey(range.to)));
  if (range.before !== undefined) high = lower(high, encodeKey(range.before));
  return { low, high };
}

const higher = (bound: string, other: string): string => (other > bound ? other : bound);
const lower = (bound: string, other: string): string => (other < bound ? other : bound);
