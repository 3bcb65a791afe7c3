/** When items expire: an ordered table of it for each table with time to live, kept in step with the items. */
import type { Scope } from '../../../contract/context.js';
import type { ScopedTable, State } from '../../../state/table.js';
import { removeRows } from '../background/remove-rows.js';
import type { ItemKey } from '../items/item-key.js';
import type { Storage, StoredItem, TableRecord } from '../storage.js';
import { attributeOf } from '../values/attribute-value.js';

/** [table, second of expiry, the rest of the item's key]. */
type ExpiryKey = ItemKey;

export type Expiries = ScopedTable<ExpiryKey, true>;

export const openExpiries = (state: State): Expiries => state.table('expiries');

export interface TimeToLive {
  readonly attribute: string;
  /** Items that were there before time to live are taken in step by step; the last one so far, if that isn't done. */
  readonly filling?: { readonly after?: ItemKey };
}

/** An expired item goes within a minute of its time; until then it can be read, as on AWS, where it may take two days. */
export const REMOVAL_DELAY = 60_000;

/** AWS leaves alone what expired more than five years ago: such a number wasn't meant as a time. */
const OLDEST = 5 * 366 * 24 * 3600;
/** The end of 9999, in seconds. What lies behind it is a time in milliseconds, or no time. */
const LATEST = 253_402_300_799;

/** In seconds since the epoch; undefined for an item that doesn't expire. */
export function expiryOf(item: StoredItem | undefined, attribute: string): number | undefined {
  const number = item && attributeOf(item.attributes, attribute)?.N;
  const second = number === undefined ? undefined : Number(number);
  return second === undefined || second < 0 || second > LATEST ? undefined : second;
}

const expiryKey = (key: ItemKey, second: number): ExpiryKey => [key[0] ?? 0, second, ...key.slice(1)];

const itemKey = ([table = 0, , ...rest]: ExpiryKey): ItemKey => [table, ...rest];

export interface ExpiryChange {
  readonly key: ItemKey;
  readonly old: StoredItem | undefined;
  readonly item: StoredItem | undefined;
}

/** To be called by whoever writes the item. */
export function moveExpiry(storage: Storage, { attribute }: TimeToLive, { key, old, item }: ExpiryChange, scope: Scope): void {
  const before = expiryOf(old, attribute);
  const after = expiryOf(item, attribute);
  if (before === after) return;
  if (before !== undefined) storage.expiries.in(scope).delete(expiryKey(key, before));
  if (after !== undefined) addExpiry(storage, key, after, scope);
}

function addExpiry(storage: Storage, key: ItemKey, second: number, scope: Scope): void {
  storage.expiries.in(scope).put(expiryKey(key, second), true);
  storage.expiry.by(dueAt(second));
}

const dueAt = (second: number): number => second * 1000 + REMOVAL_DELAY;

/** Items that are taken in or removed in one go: others wait no longer than that takes. */
const CHUNK = 500;

/**
 * Takes some of the items in that were there before time to live was enabled.
 * @returns where that stands; undefined when it is done
 */
export function fillExpiries(storage: Storage, table: TableRecord, { attribute, filling }: TimeToLive, scope: Scope): TimeToLive {
  let after: ItemKey | undefined;
  let count = 0;
  const range = { prefix: [table.number], ...(filling?.after === undefined ? {} : { after: filling.after }) };
  for (const [key, item] of storage.items.in(scope).range(range)) {
    const second = expiryOf(item, attribute);
    if (second !== undefined) addExpiry(storage, key, second, scope);
    after = key;
    count += 1;
    if (count === CHUNK) return { attribute, filling: { after } };
  }
  return { attribute };
}

/** @returns the keys of some of the items whose time has come, and when the next one's comes. */
export function dueItems(storage: Storage, table: TableRecord, now: number, scope: Scope): { due: ItemKey[]; next: number | undefined } {
  const due: ItemKey[] = [];
  const from = [table.number, Math.floor(now / 1000) - OLDEST];
  for (const [key] of storage.expiries.in(scope).range({ prefix: [table.number], from })) {
    const at = dueAt(Number(key[1]));
    if (at > now || due.length === CHUNK) return { due, next: at };
    due.push(itemKey(key));
  }
  return { due, next: undefined };
}

export const deleteExpiries = (storage: Storage, { number }: TableRecord, scope: Scope): void =>
  removeRows(storage, 'expiries', [number], scope);
