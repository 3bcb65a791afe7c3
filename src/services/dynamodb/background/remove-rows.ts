/** Removes rows whose keys begin alike: those of a table, an index or a backup that is gone. */
import type { Scope } from '../../../contract/context.js';
import type { Key, Table } from '../../../state/table.js';
import type { Storage } from '../storage.js';
import { hasMoreThan, LARGE } from '../tables/table-size.js';
import { carryOut, finishJobs, STEP_ROWS } from './jobs.js';

export type RowsName = 'items' | 'entries' | 'expiries' | 'history' | 'backupItems';

export interface RemoveJob {
  readonly kind: 'remove';
  readonly rows: RowsName;
  readonly prefix: readonly number[];
  /** The last row that is removed; all of them without it. */
  readonly to?: readonly number[];
}

export function removeRows(storage: Storage, rows: RowsName, prefix: readonly number[], scope: Scope, to?: readonly number[]): void {
  const isLarge = hasMoreThan(rowsOf(storage, rows, scope), prefix, LARGE);
  carryOut(storage, { kind: 'remove', rows, prefix, ...(to === undefined ? {} : { to }) }, isLarge, scope);
}

/** For a caller who is about to write such rows again. */
export const finishRemoval = (storage: Storage, rows: RowsName, first: number, scope: Scope): void =>
  finishJobs(storage, (job) => job.kind === 'remove' && job.rows === rows && job.prefix[0] === first, scope);

export function removeStep(storage: Storage, job: RemoveJob, scope: Scope): RemoveJob | undefined {
  const rows = rowsOf(storage, job.rows, scope);
  const keys: Key[] = [];
  for (const [key] of rows.range({ prefix: job.prefix, ...(job.to === undefined ? {} : { to: job.to }) })) {
    keys.push(key);
    if (keys.length === STEP_ROWS) break;
  }
  for (const key of keys) rows.delete(key);
  return keys.length === STEP_ROWS ? job : undefined;
}

/** Only keys are looked at, so that the rows' types don't matter. */
function rowsOf(storage: Storage, name: RowsName, scope: Scope): Pick<Table<Key, unknown>, 'range' | 'delete'> {
  switch (name) {
    case 'items':
      return storage.items.in(scope);
    case 'entries':
      return storage.entries.in(scope);
    case 'expiries':
      return storage.expiries.in(scope);
    case 'backupItems':
      return storage.backups.items.in(scope);
    case 'history':
      return storage.history.in(scope) as Pick<Table<Key, unknown>, 'range' | 'delete'>; // its keys are pairs of numbers, and come from it
  }
}
