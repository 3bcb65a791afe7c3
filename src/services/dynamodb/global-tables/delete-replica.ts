/** Which replicas can be deleted, and how one is deleted from another region. */
import type { Context } from '../../../contract/context.js';
import { takeSystemBackup } from '../backups/backups.js';
import { invalid } from '../refusals.js';
import type { Storage, TableRecord } from '../storage.js';
import { endTableStream } from '../streams/stream-specification.js';
import { beginDeletion, removeTable } from '../tables/table-endings.js';
import { leaveGroup } from './leave-group.js';
import { CURRENT_VERSION, type PlacedReplica, withoutReplication } from './replication.js';

/** How long a table can't be deleted after a replica was made from it. */
const SOURCE_TIME = 24 * 3_600_000;

/** Of any table; one that belongs to no global table can be deleted. */
export function refuseDeletion({ deletionProtection, replication }: TableRecord, { clock }: Context): void {
  if (deletionProtection)
    throw invalid('Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.');
  if (replication?.version === CURRENT_VERSION && replication.sourceAt !== undefined && clock.now() < replication.sourceAt + SOURCE_TIME)
    throw invalid(
      'Replica cannot be deleted because it has acted as a source region for new replica(s) being added to the table in the last 24 hours.',
    );
}

export function deleteReplica(storage: Storage, { scope, table }: PlacedReplica, ctx: Context): void {
  const place: Context = { ...ctx, region: scope.region };
  leaveGroup(storage, table, scope);
  if (table.pointInTimeRecovery !== undefined) takeSystemBackup(storage, table, place);
  endTableStream(storage, table, place);
  if (storage.delays) beginDeletion(storage, withoutReplication(table), place);
  else removeTable(storage, table, place);
}
