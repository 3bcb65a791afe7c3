/**
 * Copies a table's items into a backup, or those of a backup or a table into a new table. Items that are written to the source meanwhile
 * don't matter: the copy is of one time. First all items are copied as they come, then the changes since that time are undone in the
 * copy, the latest one first.
 */
import type { Scope } from '../../../contract/context.js';
import type { BackupKey, BackupRecord } from '../backups/backup-storage.js';
import { lastChange } from '../backups/change-history.js';
import { writeEntries } from '../indexes/index-entries.js';
import type { ItemKey } from '../items/item-key.js';
import type { ItemTable, RowsSize, Storage, StoredItem, TableRecord } from '../storage.js';
import { unpack } from '../values/packed-items.js';
import { carryOut, jobsOf, STEP_BYTES, STEP_ROWS } from './jobs.js';
import { removeRows } from './remove-rows.js';

export interface CopyJob {
  readonly kind: 'copy';
  readonly source: CopySource;
  readonly target: { readonly kind: 'backup'; readonly key: BackupKey } | { readonly kind: 'table'; readonly name: string };
  /** Stands in the keys of the copies. */
  readonly number: number;
  /** Where the copies lie; a table may be restored into another region. */
  readonly into: Scope;
  /** Of the copies so far. */
  readonly size: RowsSize;
  /** The last item that was copied. */
  readonly after?: ItemKey;
  /** Once all are copied: changes below this number are still to be undone. */
  readonly undoing?: number;
}

export type CopySource =
  | { readonly kind: 'backup'; readonly number: number }
  | {
      readonly kind: 'table';
      readonly name: string;
      readonly number: number;
      /** What is undone: changes behind a time (ms since the epoch), or behind one of them. */
      readonly since: { readonly at: number } | { readonly sequence: number };
    };

export type NewCopy = Pick<CopyJob, 'source' | 'target' | 'number' | 'into'>;

type Target = {
  readonly rows: ItemTable;
  readonly write: (key: ItemKey, old: StoredItem | undefined, item: StoredItem | undefined) => void;
};

/**
 * To be called once the target is there, marked as being filled.
 * @param isLarge whether to copy in the background
 * @param scope of the source
 */
export function copyItems(storage: Storage, job: NewCopy, isLarge: boolean, scope: Scope): void {
  const { source } = job;
  const table = source.kind === 'table' ? tableOf(storage, source, scope) : undefined;
  if (isLarge && table !== undefined) storage.tables.in(scope).put([table.name], { ...table, isCopied: true });
  const into = { accountId: job.into.accountId, region: job.into.region };
  carryOut(storage, { kind: 'copy', ...job, into, size: { items: 0, bytes: 0 } }, isLarge, scope);
}

export function copyStep(storage: Storage, job: CopyJob, scope: Scope): CopyJob | undefined {
  const target = targetOf(storage, job);
  const left = target && (job.undoing === undefined ? copySome(storage, job, target, scope) : undoSome(storage, job, target, scope));
  if (left === undefined) endSource(storage, job, scope);
  return left;
}

/** Undefined when what was to be filled was removed meanwhile. */
function targetOf(storage: Storage, { target, number, into: scope }: CopyJob): Target | undefined {
  if (target.kind === 'backup') {
    if (storage.backups.backups.in(scope).get(target.key)?.number !== number) return undefined;
    const rows = storage.backups.items.in(scope);
    return { rows, write: (key, _old, item) => put(rows, key, item) };
  }
  const table = storage.tables.in(scope).get([target.name]);
  if (table?.number !== number) return undefined;
  const rows = storage.items.in(scope);
  return {
    rows,
    write: (key, old, item) => {
      put(rows, key, item);
      if (table.indexes.length > 0) writeEntries(storage, table, key, old, item, scope);
      storage.sizes.changed(table);
    },
  };
}

function put(rows: ItemTable, key: ItemKey, item: StoredItem | undefined): void {
  if (item === undefined) rows.delete(key);
  else rows.put(key, item);
}

function copySome(storage: Storage, job: CopyJob, target: Target, scope: Scope): CopyJob | undefined {
  const { source, after } = job;
  const items = source.kind === 'backup' ? storage.backups.items.in(scope) : storage.items.in(scope);
  const some: (readonly [ItemKey, StoredItem])[] = [];
  let bytes = 0;
  for (const row of items.range({ prefix: [source.number], ...(after === undefined ? {} : { after }) })) {
    some.push(row);
    bytes += row[1].size;
    if (some.length === STEP_ROWS || bytes >= STEP_BYTES) break;
  }
  for (const [key, item] of some) target.write([job.number, ...key.slice(1)], undefined, item);
  const copied = { ...job, size: { items: job.size.items + some.length, bytes: job.size.bytes + bytes } };
  const [last] = some.at(-1) ?? [];
  if (last !== undefined) return { ...copied, after: last };
  if (source.kind === 'backup') return end(storage, copied);
  return { ...copied, undoing: lastChange(storage, source.number, scope) + 1 };
}

function undoSome(storage: Storage, job: CopyJob, target: Target, scope: Scope): CopyJob | undefined {
  const { source, undoing } = job;
  if (source.kind === 'backup' || undoing === undefined) throw new Error('A backup has no changes that could be undone');
  let { items, bytes } = job.size;
  let steps = 0;
  let next: number | undefined;
  for (const [[, sequence], { at, key, old: packed }] of storage.history
    .in(scope)
    .range({ prefix: [source.number], before: [source.number, undoing], reverse: true })) {
    if ('at' in source.since ? at <= source.since.at : sequence <= source.since.sequence) break;
    const place = [job.number, ...key.slice(1)];
    const old = packed === undefined ? undefined : unpack(packed);
    const copied = target.rows.get(place);
    target.write(place, copied, old);
    items += (old === undefined ? 0 : 1) - (copied === undefined ? 0 : 1);
    bytes += (old?.size ?? 0) - (copied?.size ?? 0);
    steps += 1;
    if (steps < STEP_ROWS) continue;
    next = sequence;
    break;
  }
  const undone = { ...job, size: { items, bytes } };
  return next === undefined ? end(storage, undone) : { ...undone, undoing: next };
}

function end(storage: Storage, { target, size, into: scope }: CopyJob): undefined {
  if (target.kind === 'backup') {
    const backup = storage.backups.backups.in(scope).get(target.key);
    if (backup !== undefined) storage.backups.backups.in(scope).put(target.key, { ...filled<BackupRecord>(backup), ...size });
    return;
  }
  const table = storage.tables.in(scope).get([target.name]);
  if (table !== undefined) storage.tables.in(scope).put([target.name], filled<TableRecord>(table));
}

function filled<T extends { readonly isFilling?: true }>({ isFilling: _isOver, ...rest }: T): Omit<T, 'isFilling'> {
  return rest;
}

/** What was remembered for the sake of the copy alone can be forgotten. */
function endSource(storage: Storage, { source, target, number, into }: CopyJob, scope: Scope): void {
  const table = source.kind === 'table' ? tableOf(storage, source, scope) : undefined;
  if (table?.isCopied !== true) return;
  const others = jobsOf(storage, scope).filter(
    (job) =>
      job.kind === 'copy' &&
      (job.number !== number || job.target.kind !== target.kind || job.into.region !== into.region) &&
      job.source.kind === 'table' &&
      job.source.number === source.number,
  );
  if (others.length > 0) return;
  const { isCopied: _isOver, ...rest } = table;
  storage.tables.in(scope).put([table.name], rest);
  if (table.pointInTimeRecovery === undefined)
    removeRows(storage, 'history', [table.number], scope, [table.number, lastChange(storage, table.number, scope)]);
}

function tableOf(
  storage: Storage,
  { name, number }: { readonly name: string; readonly number: number },
  scope: Scope,
): TableRecord | undefined {
  const table = storage.tables.in(scope).get([name]);
  return table?.number === number ? table : undefined;
}
