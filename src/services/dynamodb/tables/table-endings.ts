/** How tables and indexes go: at once, or after a while in which they are DELETING. */
import type { Scope } from '../../../contract/context.js';
import { removeRows } from '../background/remove-rows.js';
import type { IndexRecord } from '../indexes/secondary-index.js';
import type { WritePlace } from '../items/write-item.js';
import type { Storage, TableRecord } from '../storage.js';
import { deleteExpiries } from '../time-to-live/expiries.js';
import { pendingMember } from './pending.js';
import { isGone } from './table-status.js';

/** The table is DELETING, without time to live or stream, until its time has come. */
export function beginDeletion(storage: Storage, table: TableRecord, at: WritePlace): void {
  const { timeToLive: _ended, stream, ...rest } = table;
  const kept = stream && { stream: { label: stream.label, arn: stream.arn } };
  const deleting: TableRecord = { ...rest, ...kept, ...pendingMember(storage, 'DELETING', at.clock.now(), 'table') };
  storage.tables.in(at).put([table.name], deleting);
  endLater(storage, deleting);
}

/** To be called for a table that is put while it, or an index of it, is DELETING. */
export function endLater(storage: Storage, table: TableRecord): void {
  for (const { pending } of [table, ...table.indexes]) if (pending?.status === 'DELETING') storage.endings.by(pending.until);
}

export function removeTable(storage: Storage, table: TableRecord, scope: Scope): void {
  storage.tables.in(scope).delete([table.name]);
  deleteExpiries(storage, table, scope);
  for (const rows of ['items', 'history', 'entries'] as const) removeRows(storage, rows, [table.number], scope);
  storage.sizes.forget(table);
}

/** Whether there is a table of that name; one whose time has come makes room. */
export function isTaken(storage: Storage, name: string, at: WritePlace): boolean {
  const table = storage.tables.in(at).get([name]);
  if (table === undefined) return false;
  if (!isGone(table.pending, at.clock.now())) return true;
  removeTable(storage, table, at);
  return false;
}

/**
 * Removes the tables and indexes whose time has come.
 * @returns when the next one's comes, in ms since the epoch
 */
export function endDeletions(storage: Storage, now: number): number | undefined {
  const times: number[] = [];
  for (const scope of storage.tables.scopes()) {
    for (const [, table] of [...storage.tables.in(scope).range()]) {
      if (isGone(table.pending, now)) removeTable(storage, table, scope);
      else times.push(...endIndexes(storage, table, now, scope));
    }
  }
  return times.length === 0 ? undefined : Math.min(...times);
}

function endIndexes(storage: Storage, table: TableRecord, now: number, scope: Scope): number[] {
  const gone = table.indexes.filter(({ pending }) => isGone(pending, now));
  if (gone.length > 0) {
    storage.tables.in(scope).put([table.name], { ...table, indexes: table.indexes.filter((index) => !gone.includes(index)) });
    for (const index of gone) removeEntries(storage, table, index, scope);
  }
  return [table, ...table.indexes].flatMap(({ pending }) => (pending?.status === 'DELETING' && pending.until > now ? [pending.until] : []));
}

/** Of an index that is deleted. */
export function removeEntries(storage: Storage, table: TableRecord, index: IndexRecord, scope: Scope): void {
  removeRows(storage, 'entries', [table.number, index.number], scope);
  storage.sizes.changed(table);
}
