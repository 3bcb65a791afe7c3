/** DescribeGlobalTableSettings and UpdateGlobalTableSettings: throughput and table classes of the replicas of version 2017.11.29. */
import { IndexNotFoundException, ReplicaNotFoundException } from '../../../../generated/dynamodb/errors.js';
import type {
  DescribeGlobalTableSettingsInput,
  DescribeGlobalTableSettingsOutput,
  GlobalTableGlobalSecondaryIndexSettingsUpdate,
  ReplicaGlobalSecondaryIndexSettingsDescription,
  ReplicaGlobalSecondaryIndexSettingsUpdate,
  ReplicaSettingsDescription,
  ReplicaSettingsUpdate,
  UpdateGlobalTableSettingsInput,
  UpdateGlobalTableSettingsOutput,
} from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import type { IndexRecord } from '../indexes/secondary-index.js';
import { invalidParameter } from '../refusals.js';
import type { Storage, TableRecord } from '../storage.js';
import { type TableStatus, tableStatus } from '../tables/table-status.js';
import { checkUnits } from '../tables/throughput.js';
import { describeScaling, withScaling } from './auto-scaling.js';
import { globalTable } from './legacy-lookup.js';
import type { PlacedReplica } from './replication.js';

export function describeGlobalTableSettings(
  storage: Storage,
  { GlobalTableName: name }: DescribeGlobalTableSettingsInput,
  ctx: Context,
): DescribeGlobalTableSettingsOutput {
  const now = ctx.clock.now();
  const replicas = globalTable(storage, name, ctx);
  return {
    GlobalTableName: name,
    ReplicaSettings: replicas.map(({ scope, table }) => describe(table, scope.region, tableStatus(table, now))),
  };
}

/** The settings are changed with the answer, although that says UPDATING. */
export function updateGlobalTableSettings(
  storage: Storage,
  input: UpdateGlobalTableSettingsInput,
  ctx: Context,
): UpdateGlobalTableSettingsOutput {
  const { GlobalTableName: name, ReplicaSettingsUpdate: updates = [] } = input;
  const replicas = globalTable(storage, name, ctx);
  for (const { RegionName: region } of updates)
    if (!replicas.some(({ scope }) => scope.region === region))
      throw new ReplicaNotFoundException(`Replica not found: Global table: '${name}' Region: '${region}'`);
  const changed = replicas.map(({ scope, table }): PlacedReplica => {
    const own = updates.filter(({ RegionName }) => RegionName === scope.region);
    return { scope, table: { ...changeReplica(table, input, own, ctx), replication: table.replication } };
  });
  for (const { scope, table } of changed) storage.tables.in(scope).put([name], table);
  return { GlobalTableName: name, ReplicaSettings: changed.map(({ scope, table }) => describe(table, scope.region, 'UPDATING')) };
}

function changeReplica(
  table: TableRecord,
  input: UpdateGlobalTableSettingsInput,
  own: readonly ReplicaSettingsUpdate[],
  ctx: Context,
): TableRecord {
  const { GlobalTableGlobalSecondaryIndexSettingsUpdate: indexes = [] } = input;
  let changed = withUnits(inMode(table, input, ctx.clock.now()), { write: input.GlobalTableProvisionedWriteCapacityUnits }, ctx);
  changed = withScaling(changed, 'write', input.GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate, ctx);
  for (const index of indexes) changed = withIndex(changed, index, ctx);
  for (const update of own) {
    changed = withUnits(changed, { read: update.ReplicaProvisionedReadCapacityUnits }, ctx);
    changed = withScaling(changed, 'read', update.ReplicaProvisionedReadCapacityAutoScalingSettingsUpdate, ctx);
    for (const index of update.ReplicaGlobalSecondaryIndexSettingsUpdate ?? []) changed = withIndex(changed, index, ctx);
    const { ReplicaTableClass: tableClass } = update;
    if (tableClass !== undefined && tableClass !== (changed.tableClass?.name ?? 'STANDARD'))
      changed = { ...changed, tableClass: { name: tableClass, changedAt: ctx.clock.now() } };
  }
  refuseWithoutUnits(changed);
  return changed;
}

function inMode(
  table: TableRecord,
  { GlobalTableBillingMode: billingMode = table.billingMode }: UpdateGlobalTableSettingsInput,
  now: number,
): TableRecord {
  if (billingMode === table.billingMode || billingMode === 'PROVISIONED') return { ...table, billingMode };
  const none = { readCapacityUnits: 0, writeCapacityUnits: 0 };
  return { ...table, billingMode, ...none, onDemandSince: now, indexes: table.indexes.map((index) => ({ ...index, ...none })) };
}

interface Units {
  readonly read?: number | undefined;
  readonly write?: number | undefined;
}

function unitsAfter(
  { readCapacityUnits, writeCapacityUnits }: IndexRecord | TableRecord,
  { read = readCapacityUnits, write = writeCapacityUnits }: Units,
) {
  return { readCapacityUnits: read, writeCapacityUnits: write };
}

function checkGiven(table: TableRecord, { read, write }: Units): void {
  if (read === undefined && write === undefined) return;
  if (table.billingMode === 'PAY_PER_REQUEST')
    throw invalidParameter('Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST');
  checkUnits({ ReadCapacityUnits: read ?? 1, WriteCapacityUnits: write ?? 1 });
}

function withUnits(table: TableRecord, units: Units, { clock }: Context): TableRecord {
  checkGiven(table, units);
  const after = unitsAfter(table, units);
  const isMore = after.readCapacityUnits > table.readCapacityUnits || after.writeCapacityUnits > table.writeCapacityUnits;
  const isLess = after.readCapacityUnits < table.readCapacityUnits || after.writeCapacityUnits < table.writeCapacityUnits;
  return { ...table, ...after, ...(isMore ? { increasedAt: clock.now() } : {}), ...(isLess ? { decreasedAt: clock.now() } : {}) };
}

type IndexUpdate = GlobalTableGlobalSecondaryIndexSettingsUpdate & ReplicaGlobalSecondaryIndexSettingsUpdate;

function withIndex(table: TableRecord, update: IndexUpdate, ctx: Context): TableRecord {
  const { IndexName: wanted } = update;
  if (!table.indexes.some(({ name, kind }) => kind === 'global' && name === wanted))
    throw new IndexNotFoundException(`Index not found: Table: '${table.name}' Index: '${wanted}'`);
  const units = { read: update.ProvisionedReadCapacityUnits, write: update.ProvisionedWriteCapacityUnits };
  checkGiven(table, units);
  const indexes = table.indexes.map((index) => (index.name === wanted ? { ...index, ...unitsAfter(index, units) } : index));
  const read = withScaling({ ...table, indexes }, 'read', update.ProvisionedReadCapacityAutoScalingSettingsUpdate, ctx, wanted);
  return withScaling(read, 'write', update.ProvisionedWriteCapacityAutoScalingSettingsUpdate, ctx, wanted);
}

/** Of what was an on-demand table. */
function refuseWithoutUnits({ billingMode, indexes, ...table }: TableRecord): void {
  if (billingMode === 'PAY_PER_REQUEST') return;
  const isWithout = ({
    readCapacityUnits: read,
    writeCapacityUnits: write,
  }: Pick<IndexRecord, 'readCapacityUnits' | 'writeCapacityUnits'>) => read === 0 || write === 0;
  if (isWithout(table))
    throw invalidParameter('ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED');
  const index = indexes.find((each) => each.kind === 'global' && isWithout(each));
  if (index !== undefined)
    throw invalidParameter(
      `ReadCapacityUnits and WriteCapacityUnits must both be specified for index: ${index.name} when BillingMode is PROVISIONED`,
    );
}

function describe(table: TableRecord, region: string, status: TableStatus): ReplicaSettingsDescription {
  const indexes = table.indexes.filter(({ kind }) => kind === 'global').map((index) => describeIndex(table, index));
  return {
    RegionName: region,
    ReplicaStatus: status,
    ...(table.onDemandSince === undefined
      ? {}
      : {
          ReplicaBillingModeSummary: {
            BillingMode: table.billingMode,
            LastUpdateToPayPerRequestDateTime: new Date(table.onDemandSince),
          },
        }),
    ReplicaProvisionedReadCapacityUnits: table.readCapacityUnits,
    ReplicaProvisionedReadCapacityAutoScalingSettings: describeScaling(table.autoScaling?.read),
    ReplicaProvisionedWriteCapacityUnits: table.writeCapacityUnits,
    ReplicaProvisionedWriteCapacityAutoScalingSettings: describeScaling(table.autoScaling?.write),
    ...(indexes.length === 0 ? {} : { ReplicaGlobalSecondaryIndexSettings: indexes }),
    ...(table.tableClass === undefined
      ? {}
      : {
          ReplicaTableClassSummary: {
            TableClass: table.tableClass.name,
            ...(table.tableClass.changedAt === undefined ? {} : { LastUpdateDateTime: new Date(table.tableClass.changedAt) }),
          },
        }),
  };
}

/** On-demand indexes have no units, which couldn't be 0 here. */
function describeIndex({ billingMode, autoScaling }: TableRecord, index: IndexRecord): ReplicaGlobalSecondaryIndexSettingsDescription {
  const scaling = autoScaling?.indexes?.[index.name];
  const isProvisioned = billingMode === 'PROVISIONED';
  return {
    IndexName: index.name,
    IndexStatus: 'ACTIVE',
    ...(isProvisioned ? { ProvisionedReadCapacityUnits: index.readCapacityUnits } : {}),
    ProvisionedReadCapacityAutoScalingSettings: describeScaling(scaling?.read),
    ...(isProvisioned ? { ProvisionedWriteCapacityUnits: index.writeCapacityUnits } : {}),
    ProvisionedWriteCapacityAutoScalingSettings: describeScaling(scaling?.write),
  };
}
