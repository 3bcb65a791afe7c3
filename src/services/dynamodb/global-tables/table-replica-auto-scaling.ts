/** DescribeTableReplicaAutoScaling and UpdateTableReplicaAutoScaling. A table of one region is its only replica to them. */
import { ResourceNotFoundException } from '../../../../generated/dynamodb/errors.js';
import type {
  DescribeTableReplicaAutoScalingInput,
  DescribeTableReplicaAutoScalingOutput,
  ReplicaAutoScalingDescription,
  ReplicaAutoScalingUpdate,
  TableAutoScalingDescription,
  UpdateTableReplicaAutoScalingInput,
  UpdateTableReplicaAutoScalingOutput,
} from '../../../../generated/dynamodb/types.js';
import type { Context, Scope } from '../../../contract/context.js';
import { invalid } from '../refusals.js';
import type { Storage, TableRecord } from '../storage.js';
import { tableByName, tableToChange } from '../tables/table-lookup.js';
import { indexStatus, tableStatus } from '../tables/table-status.js';
import { describeScaling, withScaling } from './auto-scaling.js';
import { isReplica, replicasOf } from './replication.js';

export function describeTableReplicaAutoScaling(
  storage: Storage,
  input: DescribeTableReplicaAutoScalingInput,
  ctx: Context,
): DescribeTableReplicaAutoScalingOutput {
  return { TableAutoScalingDescription: describe(storage, tableByName(storage, input.TableName, ctx), ctx) };
}

export function updateTableReplicaAutoScaling(
  storage: Storage,
  input: UpdateTableReplicaAutoScalingInput,
  ctx: Context,
): UpdateTableReplicaAutoScalingOutput {
  const table = tableToChange(storage, input.TableName, ctx);
  const { ReplicaUpdates: updates = [], GlobalSecondaryIndexUpdates: indexes, ProvisionedWriteCapacityAutoScalingUpdate: write } = input;
  if (updates.length === 0 && indexes === undefined && write === undefined)
    throw invalid('At least one of ProvisionedWriteCapacityAutoScalingUpdate, GlobalSecondaryIndexUpdates or ReplicaUpdates is required');
  const places = placesOf(storage, table, ctx);
  for (const { RegionName: region } of updates)
    if (!places.some(({ scope }) => scope.region === region))
      throw new ResourceNotFoundException(`Requested resource not found: Replica of table: ${table.name} in region: ${region} not found`);
  for (const { scope, table: replica } of places) {
    const own = updates.filter(({ RegionName }) => RegionName === scope.region);
    storage.tables.in(scope).put(
      [replica.name],
      own.reduce((changed, update) => withReadScaling(changed, update, ctx), withWriteScaling(replica, input, ctx)),
    );
  }
  return { TableAutoScalingDescription: describe(storage, table, ctx) };
}

/** Writes are scaled alike in all replicas. */
function withWriteScaling(replica: TableRecord, input: UpdateTableReplicaAutoScalingInput, ctx: Context): TableRecord {
  const changed = withScaling(replica, 'write', input.ProvisionedWriteCapacityAutoScalingUpdate, ctx);
  return (input.GlobalSecondaryIndexUpdates ?? []).reduce(
    (table, { IndexName: name, ProvisionedWriteCapacityAutoScalingUpdate: update }) =>
      withScaling(table, 'write', update, ctx, globalIndex(table, name)),
    changed,
  );
}

function withReadScaling(replica: TableRecord, input: ReplicaAutoScalingUpdate, ctx: Context): TableRecord {
  const changed = withScaling(replica, 'read', input.ReplicaProvisionedReadCapacityAutoScalingUpdate, ctx);
  return (input.ReplicaGlobalSecondaryIndexUpdates ?? []).reduce(
    (table, { IndexName: name, ProvisionedReadCapacityAutoScalingUpdate: update }) =>
      withScaling(table, 'read', update, ctx, globalIndex(table, name)),
    changed,
  );
}

function globalIndex(table: TableRecord, wanted: string | undefined): string {
  const index = table.indexes.find(({ name, kind }) => kind === 'global' && name === wanted);
  if (index === undefined)
    throw new ResourceNotFoundException(`Requested resource not found: Table: ${table.name}, Index: ${wanted} not found`);
  return index.name;
}

const placesOf = (storage: Storage, table: TableRecord, { accountId, region }: Scope): { scope: Scope; table: TableRecord }[] =>
  isReplica(table) ? replicasOf(storage, table, { accountId, region }) : [{ scope: { accountId, region }, table }];

function describe(storage: Storage, table: TableRecord, ctx: Context): TableAutoScalingDescription {
  const now = ctx.clock.now();
  const current = storage.tables.in(ctx).get([table.name]) ?? table;
  return {
    TableName: table.name,
    TableStatus: tableStatus(current, now),
    Replicas: placesOf(storage, current, ctx).map(({ scope, table: replica }) => describeReplica(replica, scope.region, now)),
  };
}

const describeReplica = (table: TableRecord, region: string, now: number): ReplicaAutoScalingDescription => ({
  RegionName: region,
  GlobalSecondaryIndexes: table.indexes
    .filter(({ kind }) => kind === 'global')
    .map((index) => ({
      IndexName: index.name,
      IndexStatus: indexStatus(index, now),
      ProvisionedReadCapacityAutoScalingSettings: describeScaling(table.autoScaling?.indexes?.[index.name]?.read),
      ProvisionedWriteCapacityAutoScalingSettings: describeScaling(table.autoScaling?.indexes?.[index.name]?.write),
    })),
  ReplicaProvisionedReadCapacityAutoScalingSettings: describeScaling(table.autoScaling?.read),
  ReplicaProvisionedWriteCapacityAutoScalingSettings: describeScaling(table.autoScaling?.write),
  ReplicaStatus: tableStatus(table, now),
});
