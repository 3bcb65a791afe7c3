/** Statuses of tables and their indexes, and the changes that have to wait for them. */
import { ResourceInUseException } from '../../../../generated/dynamodb/errors.js';
import type { IndexRecord } from '../indexes/secondary-index.js';
import type { TableRecord } from '../storage.js';
import { type Pending, pendingStatus } from './pending.js';

/** Of what isn't ACTIVE yet, or any more. */
export type PendingTableStatus = 'CREATING' | 'UPDATING' | 'DELETING';
export type TableStatus = PendingTableStatus | 'ACTIVE';

/** A restored table is there once all of its items are. */
export const tableStatus = ({ pending, isFilling }: TableRecord, now: number): TableStatus =>
  isFilling === true ? 'CREATING' : (pendingStatus(pending, now) ?? 'ACTIVE');

/** A new index is there once all of its entries are, whatever else becomes of it. */
export function indexStatus({ pending, isFilling }: IndexRecord, now: number): TableStatus {
  const status = pendingStatus(pending, now);
  return isFilling === true && status !== 'DELETING' ? 'CREATING' : (status ?? 'ACTIVE');
}

/** Whether the time has come at which a table or an index that is deleted is gone. */
export const isGone = (pending: Pending | undefined, now: number): boolean => pending?.status === 'DELETING' && now >= pending.until;

/** Whether items can be read and written. */
export const isInUse = (table: TableRecord, now: number): boolean => {
  const status = tableStatus(table, now);
  return status === 'ACTIVE' || status === 'UPDATING';
};

const DOING = { CREATING: 'created', UPDATING: 'updated', DELETING: 'deleted' } as const;

/** @throws ResourceInUseException for a table that isn't ACTIVE */
export function refuseBusyTable(table: TableRecord, now: number): void {
  const status = tableStatus(table, now);
  if (status !== 'ACTIVE')
    throw new ResourceInUseException(`Attempt to change a resource which is still in use: Table is being ${DOING[status]}: ${table.name}`);
}

/** @throws ResourceInUseException for an index that isn't ACTIVE */
export function refuseBusyIndex({ name }: Pick<TableRecord, 'name'>, index: IndexRecord, now: number): void {
  const status = indexStatus(index, now);
  // The two blanks are AWS's.
  if (status !== 'ACTIVE')
    throw new ResourceInUseException(
      `Attempt to change a resource which is still in use: Index is being ${DOING[status]}.  Table: ${name} Index: ${index.name}`,
    );
}
