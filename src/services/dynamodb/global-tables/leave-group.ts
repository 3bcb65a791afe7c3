/** How a table stops being a replica. */
import type { Scope } from '../../../contract/context.js';
import type { Storage, TableRecord } from '../storage.js';
import { replicateGroup } from './replicate.js';
import { CURRENT_VERSION, isReplica, otherReplicas, withoutReplication } from './replication.js';

/**
 * Takes the table out of its global table, once its writes have reached the others; its own record is the caller's to delete or to
 * change. Where one replica of the current version is left, it is a table of one region again.
 */
export function leaveGroup(storage: Storage, table: TableRecord, scope: Scope): void {
  if (!isReplica(table)) return;
  replicateGroup(storage, table.replication.group, scope.accountId);
  const others = otherReplicas(storage, table, scope);
  for (const { scope: place, table: other } of others) {
    const regions = other.replication.regions.filter((region) => region !== scope.region);
    const isAlone = regions.length === 1 && other.replication.version === CURRENT_VERSION;
    const changed = isAlone ? withoutReplication(other) : { ...other, replication: { ...other.replication, regions } };
    storage.tables.in(place).put([other.name], changed);
  }
  // Another replica may have to remove the expired items from now on.
  storage.expiry.by(storage.clock.now());
}
