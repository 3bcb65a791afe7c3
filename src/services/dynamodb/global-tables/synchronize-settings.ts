/**
 * Settings that replicas of version 2019.11.21 have in common, as the developer guide lists them: a change of one replica's is made in
 * all. How a replica is read and its table class may be overridden; a later change in any replica ends that.
 */
import type { OnDemandThroughput, UpdateTableInput } from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { fillIndex } from '../background/fill-index.js';
import type { IndexRecord } from '../indexes/secondary-index.js';
import type { Storage, TableRecord } from '../storage.js';
import { type Encryption, readEncryption } from '../tables/encryption.js';
import { endLater, removeEntries } from '../tables/table-endings.js';
import { refuseBusyTable } from '../tables/table-status.js';
import { deleteExpiries } from '../time-to-live/expiries.js';
import { isCurrent, isStrong, otherReplicas, type ReplicaOverrides, type ReplicaRecord } from './replication.js';

/**
 * To be called once UpdateTable has changed the table that it was called for.
 * @param before the table without the changes
 */
export function synchronizeSettings(
  storage: Storage,
  before: TableRecord,
  after: TableRecord,
  input: UpdateTableInput,
  ctx: Context,
): void {
  if (!isCurrent(after)) return;
  const names = new Set(before.indexes.map(({ name }) => name));
  const left = new Set(after.indexes.map(({ name }) => name));
  for (const { scope, table } of otherReplicas(storage, after, ctx)) {
    refuseBusyTable(table, ctx.clock.now());
    const changed = synchronized(table, before, after, input, { ...ctx, region: scope.region });
    storage.tables.in(scope).put([changed.name], changed);
    if (storage.delays) endLater(storage, changed);
    for (const index of table.indexes) if (!left.has(index.name)) removeEntries(storage, table, index, scope);
    for (const index of changed.indexes) if (!names.has(index.name)) fillIndex(storage, changed, index, scope);
  }
}

function synchronized(
  replica: ReplicaRecord,
  before: TableRecord,
  after: TableRecord,
  input: UpdateTableInput,
  place: Context,
): ReplicaRecord {
  const { onDemandSince: _since, onDemandThroughput, warmThroughput: _warm, encryption, ...rest } = replica;
  const isReadChanged = input.ProvisionedThroughput !== undefined || before.billingMode !== after.billingMode;
  const limits = limitsOf(onDemandThroughput, after.onDemandThroughput, input.OnDemandThroughput);
  const changedEncryption = input.SSESpecification === undefined ? encryption : encryptionLike(after, encryption, place);
  return {
    ...rest,
    attributeDefinitions: after.attributeDefinitions,
    billingMode: after.billingMode,
    readCapacityUnits: isReadChanged ? after.readCapacityUnits : replica.readCapacityUnits,
    writeCapacityUnits: after.writeCapacityUnits,
    ...(isReadChanged ? timesOf(after) : {}),
    ...(after.onDemandSince === undefined ? {} : { onDemandSince: after.onDemandSince }),
    ...(limits === undefined ? {} : { onDemandThroughput: limits }),
    ...(after.warmThroughput === undefined ? {} : { warmThroughput: after.warmThroughput }),
    ...(changedEncryption === undefined ? {} : { encryption: changedEncryption }),
    ...(input.TableClass === undefined || after.tableClass === undefined ? {} : { tableClass: after.tableClass }),
    indexes: after.indexes.map((index) => synchronizedIndex(index, replica, input)),
    ...(after.lastIndex === undefined ? {} : { lastIndex: after.lastIndex }),
    ...(after.pending === undefined ? {} : { pending: after.pending }),
    replication: { ...rest.replication, overrides: overridesLeft(replica, after, input, isReadChanged) },
  };
}

const timesOf = ({ increasedAt, decreasedAt }: TableRecord): Pick<TableRecord, 'increasedAt' | 'decreasedAt'> => ({
  ...(increasedAt === undefined ? {} : { increasedAt }),
  ...(decreasedAt === undefined ? {} : { decreasedAt }),
});

/** The limit of writes is common; that of reads as long as it isn't overridden. */
function limitsOf(
  own: OnDemandThroughput | undefined,
  common: OnDemandThroughput | undefined,
  change: OnDemandThroughput | undefined,
): OnDemandThroughput | undefined {
  const read = change?.MaxReadRequestUnits === undefined ? own?.MaxReadRequestUnits : common?.MaxReadRequestUnits;
  const write = common?.MaxWriteRequestUnits;
  if (read === undefined && write === undefined) return undefined;
  return {
    ...(read === undefined ? {} : { MaxReadRequestUnits: read }),
    ...(write === undefined ? {} : { MaxWriteRequestUnits: write }),
  };
}

/** Whether a key of KMS is used is common; which one isn't. */
function encryptionLike(after: TableRecord, own: Encryption | undefined, place: Context): Encryption | undefined {
  return after.encryption === undefined ? undefined : (own ?? readEncryption({ Enabled: true }, place));
}

function synchronizedIndex(index: IndexRecord, replica: ReplicaRecord, input: UpdateTableInput): IndexRecord {
  const own = replica.indexes.find(({ name }) => name === index.name);
  if (own === undefined) return index;
  const update = input.GlobalSecondaryIndexUpdates?.find(({ Update }) => Update?.IndexName === index.name)?.Update;
  const { onDemandThroughput: common, isFilling: _isFilling, ...rest } = index;
  const limits = limitsOf(own.onDemandThroughput, common, update?.OnDemandThroughput);
  const isReadChanged = update?.ProvisionedThroughput !== undefined || input.BillingMode === 'PAY_PER_REQUEST';
  return {
    ...rest,
    readCapacityUnits: isReadChanged ? index.readCapacityUnits : own.readCapacityUnits,
    ...(limits === undefined ? {} : { onDemandThroughput: limits }),
    ...(own.isFilling === true ? { isFilling: true as const } : {}),
  };
}

function overridesLeft(replica: ReplicaRecord, after: TableRecord, input: UpdateTableInput, isReadChanged: boolean): ReplicaOverrides {
  const { readCapacityUnits, maxReadRequestUnits, tableClass, indexes = [], keyId } = replica.replication.overrides ?? {};
  const updated = new Set(input.GlobalSecondaryIndexUpdates?.flatMap(({ Update }) => Update?.IndexName ?? []));
  const kept = indexes.filter(({ IndexName }) => !updated.has(IndexName) && after.indexes.some(({ name }) => name === IndexName));
  return {
    ...(keyId === undefined || after.encryption === undefined ? {} : { keyId }),
    ...(readCapacityUnits === undefined || isReadChanged ? {} : { readCapacityUnits }),
    ...(maxReadRequestUnits === undefined || input.OnDemandThroughput?.MaxReadRequestUnits !== undefined ? {} : { maxReadRequestUnits }),
    ...(tableClass === undefined || input.TableClass !== undefined ? {} : { tableClass }),
    ...(kept.length === 0 ? {} : { indexes: kept }),
  };
}

/** To be called once the time to live of one replica was changed. */
export function synchronizeTimeToLive(storage: Storage, after: TableRecord, ctx: Context): void {
  if (!isCurrent(after) || isStrong(after)) return;
  for (const { scope, table } of otherReplicas(storage, after, ctx)) {
    const { timeToLive: _former, ...rest } = table;
    deleteExpiries(storage, table, scope);
    const timeToLive = after.timeToLive && { attribute: after.timeToLive.attribute, filling: {} };
    storage.tables.in(scope).put([table.name], { ...rest, ...(timeToLive === undefined ? {} : { timeToLive }) });
  }
}
