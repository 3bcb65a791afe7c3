/** What makes a table a replica: the global table that it belongs to, kept in the record of each of its tables. */
import type { MultiRegionConsistency, ReplicaGlobalSecondaryIndex } from '../../../../generated/dynamodb/types.js';
import type { Scope } from '../../../contract/context.js';
import type { Storage, TableRecord } from '../storage.js';

export const CURRENT_VERSION = '2019.11.21';
export const LEGACY_VERSION = '2017.11.29';

export interface Replication {
  /** The same in all replicas, and never another global table's, not even one of the same name. */
  readonly group: string;
  readonly version: typeof CURRENT_VERSION | typeof LEGACY_VERSION;
  readonly consistency: MultiRegionConsistency;
  /** Of all replicas, in the order in which they joined. */
  readonly regions: readonly string[];
  /** A region that only helps to agree. */
  readonly witness?: string;
  /** Of the global table; milliseconds since the epoch, as all times here. */
  readonly createdAt: number;
  /** When a replica was last made from this one. */
  readonly sourceAt?: number;
  readonly overrides?: ReplicaOverrides;
}

/** What a replica was told to have otherwise than the others. */
export interface ReplicaOverrides {
  readonly readCapacityUnits?: number;
  readonly maxReadRequestUnits?: number;
  /** As it was given. */
  readonly keyId?: string;
  readonly tableClass?: boolean;
  readonly indexes?: readonly ReplicaGlobalSecondaryIndex[];
}

/** A table that is a replica. */
export type ReplicaRecord = TableRecord & { readonly replication: Replication };

export const isReplica = (table: TableRecord | undefined): table is ReplicaRecord => table?.replication !== undefined;

/** Of the version whose settings go along with each other's. */
export const isCurrent = (table: TableRecord): table is ReplicaRecord => table.replication?.version === CURRENT_VERSION;

export const isStrong = ({ replication }: TableRecord): boolean => replication?.consistency === 'STRONG';

export interface PlacedReplica {
  readonly scope: Scope;
  readonly table: ReplicaRecord;
}

export const inRegion = ({ accountId }: Scope, region: string): Scope => ({ accountId, region });

/** All replicas of the table's global table, itself among them. */
export function replicasOf(storage: Storage, { name, replication }: TableRecord, scope: Scope): PlacedReplica[] {
  return (replication?.regions ?? []).flatMap((region) => {
    const place = inRegion(scope, region);
    const table = storage.tables.in(place).get([name]);
    return isReplica(table) && table.replication.group === replication?.group ? [{ scope: place, table }] : [];
  });
}

export const otherReplicas = (storage: Storage, table: TableRecord, scope: Scope): PlacedReplica[] =>
  replicasOf(storage, table, scope).filter(({ scope: { region } }) => region !== scope.region);

export function withoutReplication({ replication: _left, ...rest }: TableRecord): TableRecord {
  return rest;
}
