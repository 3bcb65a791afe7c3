/** Pages of lists: 100 items each, and a token for the next. */
import { invalidParameter } from './refusals.js';

const PAGE = 100;

/** @returns the key after which the next page begins. */
export function readToken(token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  const key = Buffer.from(token, 'base64').toString('utf8');
  if (key === '' || tokenFor(key) !== token) throw invalidParameter('NextToken Reason: Invalid token');
  return key;
}

const tokenFor = (key: string): string => Buffer.from(key, 'utf8').toString('base64');

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly next: string | undefined;
}

/**
 * @param keyOf what the next page begins after.
 * @param size how many items it has at most.
 */
export function pageOf<T>(rows: Iterable<T>, keyOf: (item: T) => string, size = PAGE): Page<T> {
  const items: T[] = [];
  for (const row of rows) {
    const last = items.at(-1);
    if (items.length === size && last !== undefined) return { items, next: tokenFor(keyOf(last)) };
    items.push(row);
  }
  return { items, next: undefined };
}
