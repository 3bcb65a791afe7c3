/** Global tables of version 2017.11.29: where they are, and what they look like. */
import { GlobalTableNotFoundException } from '../../../../generated/dynamodb/errors.js';
import type { GlobalTableDescription, GlobalTableStatus } from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import type { Storage } from '../storage.js';
import { isReplica, LEGACY_VERSION, type PlacedReplica, replicasOf } from './replication.js';

/** An account has one of a name, wherever its replicas are. */
export function findGlobalTable(storage: Storage, name: string, { accountId }: Pick<Context, 'accountId'>): PlacedReplica[] {
  for (const scope of storage.tables.scopes()) {
    if (scope.accountId !== accountId) continue;
    const table = storage.tables.in(scope).get([name]);
    if (isReplica(table) && table.replication.version === LEGACY_VERSION) return replicasOf(storage, table, scope);
  }
  return [];
}

/** @returns the replicas, one at least */
export function globalTable(storage: Storage, name: string, ctx: Context): PlacedReplica[] {
  const replicas = findGlobalTable(storage, name, ctx);
  if (replicas.length === 0)
    throw new GlobalTableNotFoundException(`Global table not found: Global table with name: '${name}' does not exist.`);
  return replicas;
}

export const describeGlobal = (
  name: string,
  regions: readonly string[],
  createdAt: number,
  status: GlobalTableStatus,
  { partition, accountId }: Context,
): GlobalTableDescription => ({
  ReplicationGroup: regions.map((RegionName) => ({ RegionName })),
  GlobalTableArn: `arn:${partition}:dynamodb::${accountId}:global-table/${name}`,
  CreationDateTime: new Date(createdAt),
  GlobalTableStatus: status,
  GlobalTableName: name,
});
