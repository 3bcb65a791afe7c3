import type { TableDescription, UpdateTableInput, UpdateTableOutput } from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { refuseUnemulated } from '../../../contract/not-emulated.js';
import { fillIndex } from '../background/fill-index.js';
import { checkReplicaUpdates, updateReplicas } from '../global-tables/replica-updates.js';
import { synchronizeSettings } from '../global-tables/synchronize-settings.js';
import { usedNames } from '../indexes/index-schema.js';
import type { IndexRecord } from '../indexes/secondary-index.js';
import { changeIndexes, checkIndexUpdates, type IndexChanges, refuseBusyIndexes } from '../indexes/update-indexes.js';
import { invalid, invalidParameter } from '../refusals.js';
import { type Storage, sizeOf, type TableRecord } from '../storage.js';
import { updateTableStream } from '../streams/stream-specification.js';
import { encryptionMember, readEncryption } from './encryption.js';
import { changeOnDemand, checkOnDemand, checkWarm } from './on-demand.js';
import { pendingMember } from './pending.js';
import { describeUpdating, type IndexStatuses } from './table-description.js';
import { endLater, removeEntries } from './table-endings.js';
import { tableToChange } from './table-lookup.js';
import { changeThroughput } from './update-throughput.js';

const CHANGES = [
  'BillingMode',
  'ProvisionedThroughput',
  'StreamSpecification',
  'SSESpecification',
  'TableClass',
  'DeletionProtectionEnabled',
  'OnDemandThroughput',
  'WarmThroughput',
  'ReplicaUpdates',
  'MultiRegionConsistency',
  'GlobalTableWitnessUpdates',
] as const;

/**
 * Without delays everything is changed with the answer, which says UPDATING; an index that is created or deleted says CREATING or
 * DELETING.
 */
export function updateTable(storage: Storage, input: UpdateTableInput, ctx: Context): UpdateTableOutput {
  refuseUnemulated('dynamodb UpdateTable', input, ['GlobalTableSettingsReplicationMode', 'VectorIndexUpdates']);
  const updates = input.GlobalSecondaryIndexUpdates ?? [];
  if (updates.length === 0 && CHANGES.every((name) => input[name] === undefined))
    throw invalid(
      'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required',
    );
  checkIndexUpdates(updates);
  checkReplicaUpdates(input, ctx);
  const now = ctx.clock.now();
  const before = tableToChange(storage, input.TableName, ctx);
  refuseBusyIndexes(before, updates, now);
  const throughput = changeThroughput(before, input, now);
  const changes = changeIndexes({ ...before, ...throughput }, before.billingMode, input);
  const after = change({ ...before, ...throughput, indexes: changes.indexes }, before, input, ctx);
  const streamed = streamedTable(storage, after, input, ctx);
  const stored = pendingTable(storage, before, streamed, changes, now);
  storage.tables.in(ctx).put([before.name], stored);
  if (storage.delays) endLater(storage, stored);
  else for (const index of changes.deleted) removeEntries(storage, before, index, ctx);
  storage.sizes.changed(before);
  synchronizeSettings(storage, before, stored, input, ctx);
  const replicas = updateReplicas(storage, stored, input, ctx);
  for (const index of changes.created) fillIndex(storage, streamed, index, ctx);
  const { stream } = replicas.table;
  const shown = stream === undefined ? streamed : { ...streamed, stream };
  return { TableDescription: { ...describeChanged(storage, before, shown, changes, ctx), ...replicas.members } };
}

/** The table with what is under way from now on; with delays an index that is deleted stays for a while. */
function pendingTable(storage: Storage, before: TableRecord, after: TableRecord, changes: IndexChanges, now: number): TableRecord {
  const { created, updated, deleted } = changes;
  const lastIndex = before.indexes.reduce((last, { number }) => Math.max(last, number), before.lastIndex ?? 0);
  const kept = deleted.length === 0 ? after : { ...after, lastIndex };
  const indexes = kept.indexes.map((index): IndexRecord => {
    if (created.includes(index)) return { ...index, isFilling: true, ...pendingMember(storage, 'CREATING', now, 'table', 'backfill') };
    return updated.includes(index) ? { ...index, ...pendingMember(storage, 'UPDATING', now, 'table') } : index;
  });
  if (!storage.delays) return { ...kept, indexes };
  const deleting = deleted.map((index): IndexRecord => ({ ...index, ...pendingMember(storage, 'DELETING', now, 'table') }));
  return { ...kept, indexes: [...indexes, ...deleting], ...pendingMember(storage, 'UPDATING', now, 'table') };
}

/** @param table with the new throughput and the new indexes. */
function change(table: TableRecord, before: TableRecord, input: UpdateTableInput, ctx: Context): TableRecord {
  const { onDemandThroughput, warmThroughput, encryption, ...rest } = table;
  if (input.OnDemandThroughput !== undefined) checkOnDemand(input.OnDemandThroughput, table.billingMode);
  if (input.WarmThroughput !== undefined) checkWarm(input.WarmThroughput, table, warmThroughput);
  const limits = table.billingMode === 'PAY_PER_REQUEST' ? changeOnDemand(onDemandThroughput, input.OnDemandThroughput) : undefined;
  const warm =
    warmThroughput === undefined && input.WarmThroughput === undefined ? undefined : { ...warmThroughput, ...input.WarmThroughput };
  const changed = input.SSESpecification === undefined ? encryption : readEncryption(input.SSESpecification, ctx);
  if (input.SSESpecification?.Enabled === true && changed?.keyArn === before.encryption?.keyArn)
    throw invalidParameter('Table is already encrypted by given KMSMasterKeyId');
  return {
    ...rest,
    attributeDefinitions: definitionsOf(before, table, input),
    ...(limits === undefined ? {} : { onDemandThroughput: limits }),
    ...(warm === undefined ? {} : { warmThroughput: warm }),
    ...(changed === undefined ? {} : { encryption: changed }),
    ...(input.TableClass === undefined || input.TableClass === (before.tableClass?.name ?? 'STANDARD')
      ? {}
      : { tableClass: { name: input.TableClass, changedAt: ctx.clock.now() } }),
    deletionProtection: input.DeletionProtectionEnabled ?? before.deletionProtection,
  };
}

/** Those of keys alone: AWS drops what the request defines besides, and what only a deleted index needed. */
function definitionsOf(
  before: TableRecord,
  after: TableRecord,
  { AttributeDefinitions: given = [] }: UpdateTableInput,
): TableRecord['attributeDefinitions'] {
  const used = usedNames(after.keySchema, after.indexes);
  const known = new Map(before.attributeDefinitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]));
  if (given.some(({ AttributeName, AttributeType }) => (known.get(AttributeName) ?? AttributeType) !== AttributeType))
    throw invalidParameter('Attributes cannot be redefined. Please check that your attribute has the same type as previously defined.');
  return [...before.attributeDefinitions, ...given.filter(({ AttributeName }) => !known.has(AttributeName))].filter(({ AttributeName }) =>
    used.has(AttributeName),
  );
}

function streamedTable(storage: Storage, table: TableRecord, { StreamSpecification: wanted }: UpdateTableInput, ctx: Context): TableRecord {
  if (wanted === undefined) return table;
  const { stream: _former, ...rest } = table;
  const stream = updateTableStream(storage, table, wanted, ctx);
  return stream === undefined ? rest : { ...rest, stream };
}

function describeChanged(storage: Storage, before: TableRecord, after: TableRecord, changes: IndexChanges, ctx: Context): TableDescription {
  const statuses: IndexStatuses = new Map([
    ...changes.updated.map(({ name }) => [name, 'UPDATING'] as const),
    ...changes.created.map(({ name }) => [name, 'CREATING'] as const),
    ...changes.deleted.map(({ name }) => [name, 'DELETING'] as const),
  ]);
  // An index that is being deleted is still there, and one that is being created is still empty.
  const size = sizeOf(storage, after, ctx);
  const shown = { ...after, indexes: [...after.indexes, ...changes.deleted] };
  const filled = new Map([...size.indexes].filter(([number]) => !changes.created.some((index) => index.number === number)));
  const isReencrypted = before.encryption?.keyArn !== after.encryption?.keyArn;
  return {
    ...describeUpdating(shown, { ...size, indexes: filled }, statuses),
    ...(isReencrypted ? encryptionMember(after.encryption ?? before.encryption, 'UPDATING') : {}),
  };
}
