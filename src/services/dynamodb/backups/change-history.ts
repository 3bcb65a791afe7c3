/**
 * What each change of a table with point-in-time recovery took the place of. The items as they are now and the changes since a time,
 * the latest one first, give the items of that time; nothing else has to be kept.
 */
import type { Scope } from '../../../contract/context.js';
import type { ScopedTable, State } from '../../../state/table.js';
import { type ItemKey, keyText } from '../item-key.js';
import { type PackedItem, pack, unpack } from '../packed-items.js';
import { copyRows } from '../rows.js';
import type { Storage, StoredItem, TableRecord } from '../storage.js';
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
  if (recovery === undefined) return;
  const history = storage.history.in(scope);
  const [last] = history.range({ prefix: [table.number], reverse: true });
  history.put([table.number, (last?.[0][1] ?? 0) + 1], { at, key, ...(old === undefined ? {} : { old: pack(old) }) });
  storage.recovery.by(at + lengthOf(recovery) + GRAIN);
}

/** A table, and where it is. */
export interface RestoredSource {
  readonly source: TableRecord;
  readonly home: Scope;
}

/**
 * Puts the items that the source had at that time into the target, which has none.
 * @param scope of the target
 */
export function restoreItems(storage: Storage, { source, home }: RestoredSource, target: TableRecord, at: number, scope: Scope): void {
  const items = storage.items.in(scope);
  const changed = changedSince(storage, source, at, home);
  const isLeftOut = (key: ItemKey): boolean => changed.has(keyText(key));
  copyRows(storage.items.in(home), items, { from: source.number, to: target.number, ...(changed.size === 0 ? {} : { isLeftOut }) });
  for (const { key, old } of changed.values()) if (old !== undefined) items.put([target.number, ...key.slice(1)], unpack(old));
}

/** Of each item that changed after that time the first change, by the text of its key without the table. */
function changedSince(storage: Storage, table: TableRecord, at: number, scope: Scope): Map<string, PastChange> {
  const changed = new Map<string, PastChange>();
  for (const [, change] of storage.history.in(scope).range({ prefix: [table.number], reverse: true })) {
    if (change.at <= at) break;
    changed.set(keyText(change.key.slice(1)), change);
  }
  return changed;
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
export function deleteHistory(storage: Storage, table: TableRecord, scope: Scope): void {
  const history = storage.history.in(scope);
  for (;;) {
    const keys: HistoryKey[] = [];
    for (const [key] of history.range({ prefix: [table.number] })) {
      keys.push(key);
      if (keys.length === CHUNK) break;
    }
    for (const key of keys) history.delete(key);
    if (keys.length < CHUNK) return;
  }
}
