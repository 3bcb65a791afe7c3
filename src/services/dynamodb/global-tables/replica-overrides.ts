/** What a single replica is told to have otherwise than the others: how it is read, and how it is stored. */
import { ResourceNotFoundException } from '../../../../generated/dynamodb/errors.js';
import type {
  OnDemandThroughputOverride,
  ProvisionedThroughputOverride,
  ReplicaGlobalSecondaryIndex,
  UpdateReplicationGroupMemberAction,
} from '../../../../generated/dynamodb/types.js';
import type { IndexRecord } from '../indexes/secondary-index.js';
import type { TableRecord } from '../storage.js';
import { checkOnDemand } from '../tables/on-demand.js';
import type { ReplicaOverrides, ReplicaRecord } from './replication.js';

export type OverrideAction = Omit<UpdateReplicationGroupMemberAction, 'RegionName'>;

/**
 * The replica with what the action says of it. KMSMasterKeyId is only remembered.
 * @param changedAt when the table's class is changed; absent for a new replica
 */
export function withOverrides(table: ReplicaRecord, action: OverrideAction, changedAt?: number): ReplicaRecord {
  const { GlobalSecondaryIndexes: given = [], TableClassOverride: tableClass } = action;
  for (const { IndexName: wanted } of given)
    if (!table.indexes.some(({ name, kind }) => kind === 'global' && name === wanted))
      throw new ResourceNotFoundException('Requested resource not found');
  const overrides = overridesOf(table.replication.overrides ?? {}, action);
  return {
    ...table,
    ...read(table, table.billingMode, action),
    indexes: table.indexes.map((index) => indexWith(index, table.billingMode, given)),
    ...(tableClass === undefined || tableClass === (table.tableClass?.name ?? 'STANDARD')
      ? {}
      : { tableClass: { name: tableClass, ...(changedAt === undefined ? {} : { changedAt }) } }),
    replication: { ...table.replication, ...(overrides === undefined ? {} : { overrides }) },
  };
}

function overridesOf(before: ReplicaOverrides, action: OverrideAction): ReplicaOverrides | undefined {
  const { ProvisionedThroughputOverride: units, OnDemandThroughputOverride: limits, GlobalSecondaryIndexes: indexes } = action;
  const { TableClassOverride: tableClass, KMSMasterKeyId: keyId } = action;
  const after: ReplicaOverrides = {
    ...before,
    ...(units?.ReadCapacityUnits === undefined ? {} : { readCapacityUnits: units.ReadCapacityUnits }),
    ...(limits?.MaxReadRequestUnits === undefined ? {} : { maxReadRequestUnits: limits.MaxReadRequestUnits }),
    ...(tableClass === undefined ? {} : { tableClass: true }),
    ...(keyId === undefined ? {} : { keyId }),
    ...(indexes === undefined ? {} : { indexes: mergeIndexes(before.indexes ?? [], indexes) }),
  };
  return Object.keys(after).length === 0 ? undefined : after;
}

function mergeIndexes(
  before: readonly ReplicaGlobalSecondaryIndex[],
  given: readonly ReplicaGlobalSecondaryIndex[],
): ReplicaGlobalSecondaryIndex[] {
  const merged = new Map(before.map((index) => [index.IndexName, index]));
  for (const index of given) merged.set(index.IndexName, { ...merged.get(index.IndexName), ...index });
  return [...merged.values()];
}

function indexWith(
  index: IndexRecord,
  billingMode: TableRecord['billingMode'],
  given: readonly ReplicaGlobalSecondaryIndex[],
): IndexRecord {
  const override = given.find(({ IndexName }) => IndexName === index.name);
  return override === undefined ? index : { ...index, ...read(index, billingMode, override) };
}

/** Units that an on-demand table is given are remembered, as in AWS's own examples; it has them once it is a provisioned one. */
function read(
  { onDemandThroughput }: Pick<IndexRecord, 'onDemandThroughput'>,
  billingMode: TableRecord['billingMode'],
  action: {
    readonly ProvisionedThroughputOverride?: ProvisionedThroughputOverride | undefined;
    readonly OnDemandThroughputOverride?: OnDemandThroughputOverride | undefined;
  },
): Pick<Partial<IndexRecord>, 'readCapacityUnits' | 'onDemandThroughput'> {
  const { ProvisionedThroughputOverride: units, OnDemandThroughputOverride: limits } = action;
  if (limits !== undefined) checkOnDemand(limits, billingMode);
  return {
    ...(units?.ReadCapacityUnits === undefined || billingMode !== 'PROVISIONED' ? {} : { readCapacityUnits: units.ReadCapacityUnits }),
    ...(limits === undefined ? {} : { onDemandThroughput: { ...onDemandThroughput, ...limits } }),
  };
}
