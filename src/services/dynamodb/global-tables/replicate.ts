/**
 * Carries writes from the replica that they were made in to the others. What isn't carried over yet waits in one line for the whole
 * account, so that the writes of all regions are known in the order in which they were made, and the last one wins: a write that
 * comes late finds that its item was written to (or deleted) in the meantime, and stays behind.
 */
import type { Scope } from '../../../contract/context.js';
import type { ScopedTable, State } from '../../../state/table.js';
import type { ItemKey } from '../items/item-key.js';
import { type Write, type WritePlace, writeHere } from '../items/write-item.js';
import type { Storage, StoredItem } from '../storage.js';
import { type PackedItem, pack, unpack } from '../values/packed-items.js';
import { stampDeleting, stampItem } from './item-stamp.js';
import { inRegion, isReplica, LEGACY_VERSION, type ReplicaRecord } from './replication.js';

interface ReplicatedWrite {
  /** When it was made; milliseconds since the epoch. */
  readonly at: number;
  /** Where. */
  readonly region: string;
  readonly tableName: string;
  readonly group: string;
  /** With the number of the table that it was made in. */
  readonly key: ItemKey;
  /** Absent when the item was deleted. */
  readonly item?: StoredItem;
}

interface PendingWrite extends Omit<ReplicatedWrite, 'item'> {
  readonly packed?: PackedItem;
}

export interface ReplicationTables {
  /** Of each account, in the order in which they were made. */
  readonly pending: ScopedTable<readonly [sequence: number], PendingWrite>;
  /** Of each region: by item, the last write that is pending. A deleted item has one, too. */
  readonly last: ScopedTable<ItemKey, number>;
}

export const openReplicationTables = (state: State): ReplicationTables => ({
  pending: state.table('pendingWrites'),
  last: state.table('lastPendingWrites'),
});

/** What belongs to an account's regions together lies under the name that AWS has for them. */
const ALL_REGIONS = 'aws-global';

/** What replication takes on the clock, in ms, when it takes its time. */
export const REPLICATION_DELAY = 1000;

/** To be called after a write to a replica. */
export function replicate(
  storage: Storage,
  table: ReplicaRecord,
  { key, item }: Pick<Write, 'key' | 'item'>,
  old: StoredItem | undefined,
  { accountId, region, clock }: WritePlace,
): void {
  // Nothing was deleted.
  if (item === undefined && old === undefined) return;
  const { group, consistency } = table.replication;
  const now = clock.now();
  const write: ReplicatedWrite = { at: now, region, tableName: table.name, group, key, ...(item === undefined ? {} : { item }) };
  const scope = { accountId, region: ALL_REGIONS };
  if (!storage.delays || consistency === 'STRONG') {
    // What waits since before a restart was made earlier.
    if (consistency !== 'STRONG') replicateDue(storage, scope, now);
    carryOver(storage, write, accountId);
    return;
  }
  const pending = storage.replication.pending.in(scope);
  const [last] = pending.range({ reverse: true });
  const sequence = (last?.[0][0] ?? 0) + 1;
  const { item: _plain, ...rest } = write;
  pending.put([sequence], { ...rest, ...(item === undefined ? {} : { packed: pack(item) }) });
  storage.replication.last.in({ accountId, region }).put(key, sequence);
  storage.replicator.by(now + REPLICATION_DELAY);
}

/** Writes that are carried over in one go: others wait no longer than that takes. */
const CHUNK = 500;

/** @returns when there is more to carry over, in ms since the epoch. */
export function replicatePending(storage: Storage, now: number): number | undefined {
  const times = storage.replication.pending.scopes().map((scope) => replicateDue(storage, scope, now));
  const next = times.filter((time) => time !== undefined);
  return next.length === 0 ? undefined : Math.min(...next);
}

function replicateDue(storage: Storage, scope: Scope, now: number): number | undefined {
  const pending = storage.replication.pending.in(scope);
  for (let count = 0; count < CHUNK; count += 1) {
    const [first] = pending.range();
    if (first === undefined) return undefined;
    const [[sequence], write] = first;
    const due = write.at + (storage.delays ? REPLICATION_DELAY : 0);
    // What seems to come from the future was made before the clock was set back.
    if (due > now && write.at <= now) return due;
    carryOverPending(storage, sequence, write, scope);
  }
  return now;
}

/** Carries over at once what is pending of a global table: before a replica joins or leaves. */
export function replicateGroup(storage: Storage, group: string, accountId: string): void {
  const scope = { accountId, region: ALL_REGIONS };
  const writes = [...storage.replication.pending.in(scope).range()].filter(([, write]) => write.group === group);
  for (const [[sequence], write] of writes) carryOverPending(storage, sequence, write, scope);
}

function carryOverPending(storage: Storage, sequence: number, { packed, ...write }: PendingWrite, scope: Scope): void {
  storage.replication.pending.in(scope).delete([sequence]);
  const last = storage.replication.last.in(inRegion(scope, write.region));
  const isLast = last.get(write.key) === sequence;
  if (isLast) last.delete(write.key);
  carryOver(storage, packed === undefined ? write : { ...write, item: unpack(packed) }, scope.accountId, isLast);
}

/** @param isLast whether the item wasn't written to since then where the write was made. */
function carryOver(storage: Storage, write: ReplicatedWrite, accountId: string, isLast = true): void {
  for (const { scope, table } of tablesOf(storage, write, accountId)) {
    const isOrigin = scope.region === write.region;
    const key = isOrigin ? write.key : [table.number, ...write.key.slice(1)];
    if (isOrigin ? !isLast || write.key[0] !== table.number : storage.replication.last.in(scope).has(key)) continue;
    const place = { ...scope, clock: storage.clock };
    if (table.replication.version === LEGACY_VERSION) putStamped(storage, table, key, write, place);
    else if (!isOrigin) writeHere(storage, { table, key, item: write.item }, place, false);
  }
}

/** Where the write's own table is gone its global table may still be there. */
function tablesOf(
  storage: Storage,
  { tableName, group, region }: ReplicatedWrite,
  accountId: string,
): { readonly scope: Scope; readonly table: ReplicaRecord }[] {
  const own = storage.tables.in({ accountId, region }).get([tableName]);
  const scopes =
    isReplica(own) && own.replication.group === group
      ? own.replication.regions.map((each) => ({ accountId, region: each }))
      : storage.tables.scopes().filter((scope) => scope.accountId === accountId);
  return scopes.flatMap((scope) => {
    const table = storage.tables.in(scope).get([tableName]);
    return isReplica(table) && table.replication.group === group ? [{ scope, table }] : [];
  });
}

/** Global tables of 2017 show in the items themselves what was replicated, in the region where it was written as well. */
function putStamped(storage: Storage, table: ReplicaRecord, key: ItemKey, { at, region, item }: ReplicatedWrite, place: WritePlace): void {
  if (item !== undefined) {
    writeHere(storage, { table, key, item: stampItem(item, at, region) }, place, false);
    return;
  }
  const old = storage.items.in(place).get(key);
  if (old === undefined) return;
  writeHere(storage, { table, key, item: stampDeleting(old, at, region) }, place, false);
  writeHere(storage, { table, key, item: undefined }, place, false);
}
