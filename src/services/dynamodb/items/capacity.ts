/** What requests consume, in AWS's capacity units. */
import type { Capacity, ConsumedCapacity, ReturnConsumedCapacity } from '../../../../generated/dynamodb/types.js';
import { entryChanges } from '../indexes/index-entries.js';
import type { IndexRecord } from '../indexes/secondary-index.js';
import type { Page } from '../queries/page.js';
import type { Source } from '../queries/source.js';
import type { Storage, StoredItem, TableRecord } from '../storage.js';
import type { ItemKey } from './item-key.js';

const WRITE_UNIT = 1024;
const READ_UNIT = 4096;

/** Units of a table and of its indexes. */
export interface Units {
  readonly table: number;
  readonly indexes: ReadonlyMap<IndexRecord, number>;
}

/** @param bytes of the item, the larger of before and after. */
export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / WRITE_UNIT));

/** What it costs to put `item` (undefined: nothing) in the place of `old`, in the table and in its indexes. */
export const unitsOfWrite = (table: TableRecord, key: ItemKey, old: StoredItem | undefined, item: StoredItem | undefined): Units => ({
  table: writeUnits(Math.max(item?.size ?? 0, old?.size ?? 0)),
  indexes: table.indexes.length === 0 ? NO_INDEXES : indexUnits(table, key, old, item),
});

/** An entry whose key changes is written twice. */
function indexUnits(table: TableRecord, key: ItemKey, old: StoredItem | undefined, item: StoredItem | undefined): Map<IndexRecord, number> {
  const units = new Map<IndexRecord, number>();
  for (const { index, removed, put, replaced } of entryChanges(table, key, old, item)) {
    const ofRemoved = removed === undefined ? 0 : writeUnits(removed.item.size);
    const ofPut = put === undefined ? 0 : writeUnits(Math.max(put.item.size, replaced?.item.size ?? 0));
    units.set(index, ofRemoved + ofPut);
  }
  return units;
}

const NO_INDEXES: ReadonlyMap<IndexRecord, number> = new Map();

export const NO_UNITS: Units = { table: 0, indexes: NO_INDEXES };

export function addUnits(left: Units, right: Units): Units {
  const indexes = new Map(left.indexes);
  for (const [index, units] of right.indexes) indexes.set(index, (indexes.get(index) ?? 0) + units);
  return { table: left.table + right.table, indexes };
}

/** @param bytes of the item, or of all items of a page together; an item that isn't there costs as much as a small one. */
export const readUnits = (bytes: number, consistent: boolean | undefined): number =>
  Math.max(1, Math.ceil(bytes / READ_UNIT)) * (consistent === true ? 1 : 0.5);

/** @param units those of the table alone, or of its indexes too. */
export function consumedCapacity(wanted: ReturnConsumedCapacity, { name }: TableRecord, units: number | Units): ConsumedCapacity {
  const { table, indexes } = typeof units === 'number' ? { table: units, indexes: NO_INDEXES } : units;
  let sum = table;
  for (const each of indexes.values()) sum += each;
  const total = { TableName: name, CapacityUnits: sum };
  if (wanted !== 'INDEXES') return total;
  return {
    ...total,
    Table: { CapacityUnits: table },
    ...indexesMember('LocalSecondaryIndexes', 'local', indexes),
    ...indexesMember('GlobalSecondaryIndexes', 'global', indexes),
  };
}

function indexesMember(
  member: 'LocalSecondaryIndexes' | 'GlobalSecondaryIndexes',
  kind: IndexRecord['kind'],
  units: ReadonlyMap<IndexRecord, number>,
): Partial<ConsumedCapacity> {
  const own = [...units]
    .filter(([index]) => index.kind === kind)
    .map(([{ name }, each]): [string, Capacity] => [name, { CapacityUnits: each }]);
  return own.length === 0 ? {} : { [member]: Object.fromEntries(own) };
}

export const isWanted = (wanted: ReturnConsumedCapacity | undefined): wanted is 'TOTAL' | 'INDEXES' =>
  wanted === 'TOTAL' || wanted === 'INDEXES';

/**
 * To be spread into an answer.
 * @param units a function is called when they are wanted only.
 */
export function capacityMember(
  wanted: ReturnConsumedCapacity | undefined,
  table: TableRecord,
  units: number | (() => number | Units),
): { ConsumedCapacity?: ConsumedCapacity } {
  if (!isWanted(wanted)) return {};
  return { ConsumedCapacity: consumedCapacity(wanted, table, typeof units === 'number' ? units : units()) };
}

interface ReadParameters {
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity | undefined;
  readonly ConsistentRead?: boolean | undefined;
}

/** The least that a read costs. */
export const leastReadUnits = (consistent: boolean | undefined): number => readUnits(0, consistent);

/** What a page takes of the throughput of its table or index. */
export function throttlePage(
  { throttle }: Pick<Storage, 'throttle'>,
  { ConsistentRead: consistent }: ReadParameters,
  { table, index }: Source,
  { bytes, fetched }: Page,
): void {
  if (throttle === undefined) return;
  const items = fetched.reduce((units, size) => units + readUnits(size, consistent), 0);
  const least = leastReadUnits(consistent);
  const read = index?.kind === 'global' ? index : undefined;
  throttle.read(table, read, readUnits(bytes, consistent) + items, least);
}

/** Of a page: the rows count together, and each item that was fetched for a local index counts for itself. */
export function readCapacityMember(
  { ReturnConsumedCapacity: wanted, ConsistentRead: consistent }: ReadParameters,
  { table, index }: Source,
  { bytes, fetched }: Page,
): { ConsumedCapacity?: ConsumedCapacity } {
  const rows = readUnits(bytes, consistent);
  if (index === undefined) return capacityMember(wanted, table, rows);
  const items = fetched.reduce((units, size) => units + readUnits(size, consistent), 0);
  return capacityMember(wanted, table, () => ({ table: items, indexes: new Map([[index, rows]]) }));
}
