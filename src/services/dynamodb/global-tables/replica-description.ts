/** What TableDescription says of a global table. */
import type {
  ReplicaDescription,
  ReplicaGlobalSecondaryIndexDescription,
  ReplicaStatus,
  TableDescription,
} from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import type { Storage, TableRecord } from '../storage.js';
import { warmOf } from '../tables/on-demand.js';
import { tableStatus } from '../tables/table-status.js';
import { CURRENT_VERSION, isReplica, LEGACY_VERSION, otherReplicas, type PlacedReplica } from './replication.js';

/** Where all replicas belong to one account. */
const SETTINGS_MODE = 'ENABLED_WITH_OVERRIDES';

/** By region, of those that aren't ACTIVE. */
export type ReplicaStatuses = ReadonlyMap<string, ReplicaStatus>;

/** Each replica shows the others, but not itself. */
export function replicationMembers(
  storage: Storage,
  table: TableRecord,
  ctx: Context,
  statuses: ReplicaStatuses = new Map(),
): TableDescription {
  if (!isReplica(table)) return {};
  const { version, consistency, witness } = table.replication;
  const now = ctx.clock.now();
  if (version === LEGACY_VERSION) return { GlobalTableVersion: version };
  return {
    GlobalTableVersion: CURRENT_VERSION,
    GlobalTableSettingsReplicationMode: SETTINGS_MODE,
    MultiRegionConsistency: consistency,
    Replicas: otherReplicas(storage, table, ctx).map((each) =>
      describeReplica(each, statuses.get(each.scope.region) ?? tableStatus(each.table, now)),
    ),
    ...(witness === undefined ? {} : { GlobalTableWitnesses: [{ RegionName: witness, WitnessStatus: 'ACTIVE' }] }),
  };
}

export function describeReplica({ scope, table }: PlacedReplica, status: ReplicaStatus): ReplicaDescription {
  const { overrides = {} } = table.replication;
  const indexes = table.indexes.filter(({ kind }) => kind === 'global').map((index) => describeIndex(table, index));
  return {
    RegionName: scope.region,
    ReplicaStatus: status,
    ReplicaArn: table.arn,
    ...(overrides.keyId === undefined ? {} : { KMSMasterKeyId: overrides.keyId }),
    ...(overrides.readCapacityUnits === undefined
      ? {}
      : { ProvisionedThroughputOverride: { ReadCapacityUnits: overrides.readCapacityUnits } }),
    ...(overrides.maxReadRequestUnits === undefined
      ? {}
      : { OnDemandThroughputOverride: { MaxReadRequestUnits: overrides.maxReadRequestUnits } }),
    WarmThroughput: { ...warmOf(table, table.warmThroughput), Status: 'ACTIVE' },
    ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes }),
    ...(table.tableClass === undefined
      ? {}
      : {
          ReplicaTableClassSummary: {
            TableClass: table.tableClass.name,
            ...(table.tableClass.changedAt === undefined ? {} : { LastUpdateDateTime: new Date(table.tableClass.changedAt) }),
          },
        }),
    GlobalTableSettingsReplicationMode: SETTINGS_MODE,
  };
}

function describeIndex(
  { billingMode, replication }: PlacedReplica['table'],
  index: TableRecord['indexes'][number],
): ReplicaGlobalSecondaryIndexDescription {
  const override = replication.overrides?.indexes?.find(({ IndexName }) => IndexName === index.name);
  const { ProvisionedThroughputOverride: units, OnDemandThroughputOverride: limits } = override ?? {};
  return {
    IndexName: index.name,
    ...(units === undefined ? {} : { ProvisionedThroughputOverride: units }),
    ...(limits === undefined ? {} : { OnDemandThroughputOverride: limits }),
    WarmThroughput: { ...warmOf({ ...index, billingMode }, index.warmThroughput), Status: 'ACTIVE' },
  };
}
