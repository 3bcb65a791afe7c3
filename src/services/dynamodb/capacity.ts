/** What requests consume, in AWS's capacity units. */
import type { ConsumedCapacity, ReturnConsumedCapacity } from '../../../generated/dynamodb/types.js';
import type { TableRecord } from './storage.js';

const WRITE_UNIT = 1024;
const READ_UNIT = 4096;

/** @param bytes of the item, the larger of before and after. */
export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / WRITE_UNIT));

/** @param bytes of the item, or of all items of a page together; an item that isn't there costs as much as a small one. */
export const readUnits = (bytes: number, consistent: boolean | undefined): number =>
  Math.max(1, Math.ceil(bytes / READ_UNIT)) * (consistent === true ? 1 : 0.5);

export function consumedCapacity(wanted: ReturnConsumedCapacity, { name }: TableRecord, units: number): ConsumedCapacity {
  const total = { TableName: name, CapacityUnits: units };
  return wanted === 'INDEXES' ? { ...total, Table: { CapacityUnits: units } } : total;
}

export const isWanted = (wanted: ReturnConsumedCapacity | undefined): wanted is 'TOTAL' | 'INDEXES' =>
  wanted === 'TOTAL' || wanted === 'INDEXES';

/** To be spread into an answer. */
export const capacityMember = (
  wanted: ReturnConsumedCapacity | undefined,
  table: TableRecord,
  units: number,
): { ConsumedCapacity?: ConsumedCapacity } => (isWanted(wanted) ? { ConsumedCapacity: consumedCapacity(wanted, table, units) } : {});
