/** What ordered tables should do, in the plainest way: sorted lists and comparisons part by part. */
import type { Key, KeyPart, Range } from '../../src/state/table.js';

const rank = (part: KeyPart): number => (typeof part === 'boolean' ? 0 : typeof part === 'number' ? 1 : typeof part === 'string' ? 2 : 3);

const bytesOf = (part: string | Uint8Array): Buffer => (typeof part === 'string' ? Buffer.from(part, 'utf8') : Buffer.from(part));

function compareParts(a: KeyPart, b: KeyPart): number {
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (typeof a === 'object' || typeof a === 'string') return Buffer.compare(bytesOf(a), bytesOf(b as string | Uint8Array));
  return a < b ? -1 : a > b ? 1 : 0;
}

export function compareKeys(a: Key, b: Key): number {
  for (const [i, part] of a.entries()) {
    const other = b[i];
    if (other === undefined) return 1;
    const order = compareParts(part, other);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

const beginsWith = (part: KeyPart | undefined, start: string | Uint8Array): boolean =>
  part !== undefined &&
  typeof part === typeof start &&
  bytesOf(part as string | Uint8Array)
    .subarray(0, bytesOf(start).length)
    .equals(bytesOf(start));

export function inRange(key: Key, range: Range): boolean {
  const prefix = range.prefix ?? [];
  if (key.length < prefix.length || compareKeys(key.slice(0, prefix.length), prefix) !== 0) return false;
  if (range.startsWith !== undefined && !beginsWith(key[prefix.length], range.startsWith)) return false;
  if (range.from !== undefined && compareKeys(key, range.from) < 0) return false;
  if (range.after !== undefined && compareKeys(key, range.after) <= 0) return false;
  if (range.to !== undefined && compareKeys(key, range.to) > 0) return false;
  return range.before === undefined || compareKeys(key, range.before) < 0;
}

export type ModelRows = readonly (readonly [Key, unknown])[];

export const put = (rows: ModelRows, key: Key, value: unknown): ModelRows =>
  [...remove(rows, key), [key, value] as const].sort((a, b) => compareKeys(a[0], b[0]));

export const remove = (rows: ModelRows, key: Key): ModelRows => rows.filter(([other]) => compareKeys(other, key) !== 0);

export function read(rows: ModelRows, range: Range): ModelRows {
  const found = rows.filter(([key]) => inRange(key, range));
  return range.reverse === true ? found.reverse() : found;
}
