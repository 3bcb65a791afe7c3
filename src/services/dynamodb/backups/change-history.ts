/**
 * What each change of a table with point-in-time recovery took the place of. The items as they are now and the changes since a time,
 * the latest one first, give the items of that time; nothing else has to be kept.
 */
import type { Scope } from '../../../contract/context.js';
import type { ScopedTable, State } from '../../../state/table.js';
import { removeRows } from '../background/remove-rows.js';
import type { ItemKey } from '../items/item-key.js';
import type { Storage, StoredItem, TableRecord } from '../storage.js';
import { type PackedItem, pack } from '../values/packed-items.js';
import { lengthOf, windowOf } from './recovery-window.js';

export interface PastChange {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly key: ItemKey;
  /** Absent where there was no item. */
  readonly old?: PackedItem;
}

type HistoryKey = readonly [table: number, sequence: number];

export type ChangeHistory = ScopedTable<HistoryKey, PastChange>;

export const openChangeHistory = (state: State): ChangeHistory => state.table('changeHistory');

/** To be called by whoever writes the item. */
export function rememberChange(
  storage: Storage,
  table: TableRecord,
  key: ItemKey,
  old: StoredItem | undefined,
  at: number,
  scope: Scope,
): void {
  const recovery = table.pointInTimeRecovery;
  if (recovery === undefined && table.isCopied !== true) return;
  const change = { at, key, ...(old === undefined ? {} : { old: pack(old) }) };
  storage.history.in(scope).put([table.number, lastChange(storage, table.number, scope) + 1], change);
  if (recovery !== undefined) storage.recovery.by(at + lengthOf(recovery) + GRAIN);
}

/** The number of a table's latest change; 0 when nothing is remembered. */
export function lastChange(storage: Storage, table: number, scope: Scope): number {
  const [last] = storage.history.in(scope).range({ prefix: [table], reverse: true });
  return last?.[0][1] ?? 0;
}

/** Whether more changes than that were made since then. */
export function hasChangedMore(storage: Storage, { number }: TableRecord, at: number, most: number, scope: Scope): boolean {
  let changes = 0;
  for (const [, change] of storage.history.in(scope).range({ prefix: [number], reverse: true })) {
    if (change.at <= at) return false;
    changes += 1;
    if (changes > most) return true;
  }
  return false;
}

/** Changes that are removed in one go: others wait no longer than that takes. */
const CHUNK = 1000;

/** Changes go in batches of what came within this time. */
const GRAIN = 60_000;

/**
 * Removes what no time that can be restored needs.
 * @returns when there is more to remove, in ms since the epoch.
 */
export function pruneHistories(storage: Storage, now: number): number | undefined {
  const times: number[] = [];
  for (const scope of storage.tables.scopes()) {
    for (const [, table] of storage.tables.in(scope).range()) {
      const next = pruneHistory(storage, table, now, scope);
      if (next !== undefined) times.push(next);
    }
  }
  return times.length === 0 ? undefined : Math.min(...times);
}

/** @returns when the first change that stays is too old, or now when there is more to remove. */
function pruneHistory(storage: Storage, table: TableRecord, now: number, scope: Scope): number | undefined {
  const recovery = table.pointInTimeRecovery;
  if (recovery === undefined) return undefined;
  // A restore that is under way may need them.
  if (table.isCopied === true) return now + GRAIN;
  const { earliest } = windowOf(recovery, now);
  const history = storage.history.in(scope);
  const over: HistoryKey[] = [];
  let next: number | undefined;
  for (const [key, { at }] of history.range({ prefix: [table.number] })) {
    if (at > earliest) next = at + lengthOf(recovery) + GRAIN;
    else if (over.length === CHUNK) next = now;
    else over.push(key);
    if (next !== undefined) break;
  }
  for (const key of over) history.delete(key);
  return next;
}

/** Of a table that is deleted, or whose point-in-time recovery is disabled. */
export const deleteHistory = (storage: Storage, { number }: TableRecord, scope: Scope): void =>
  removeRows(storage, 'history', [number], scope, [number, lastChange(storage, number, scope)]);
