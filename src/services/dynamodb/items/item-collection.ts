/** The item collections of tables with local indexes: all items of a partition key, with their entries. */
import type { ItemCollectionMetrics, ReturnItemCollectionMetrics } from '../../../../generated/dynamodb/types.js';
import type { TableRecord } from '../storage.js';
import { type Attributes, attributeOf } from '../values/attribute-value.js';

/** GB between which the collection's size lies. AWS's estimate has the same bounds until a collection is larger than 1 GB. */
const ESTIMATE = [0, 1];

/**
 * @param attributes an item, or its key.
 * @returns undefined for tables without local indexes, which have no item collections.
 */
export function itemCollectionMetrics(
  wanted: ReturnItemCollectionMetrics | undefined,
  { indexes, hashKey }: TableRecord,
  attributes: Attributes,
): ItemCollectionMetrics | undefined {
  const value = attributeOf(attributes, hashKey.name);
  if (wanted !== 'SIZE' || value === undefined || !indexes.some(({ kind }) => kind === 'local')) return undefined;
  return { ItemCollectionKey: { [hashKey.name]: value }, SizeEstimateRangeGB: [...ESTIMATE] };
}

/** To be spread into the answer to a write of one item. */
export function collectionMember(
  wanted: ReturnItemCollectionMetrics | undefined,
  table: TableRecord,
  attributes: Attributes,
): { ItemCollectionMetrics?: ItemCollectionMetrics } {
  const metrics = itemCollectionMetrics(wanted, table, attributes);
  return metrics === undefined ? {} : { ItemCollectionMetrics: metrics };
}

/** To be spread into the answer to writes of several items: one for each partition key of each table that has local indexes. */
export function collectionsMember(
  wanted: ReturnItemCollectionMetrics | undefined,
  writes: readonly { readonly table: TableRecord; readonly attributes: Attributes }[],
): { ItemCollectionMetrics?: Record<string, ItemCollectionMetrics[]> } {
  if (wanted !== 'SIZE') return {};
  const byTable = new Map<string, Map<string, ItemCollectionMetrics>>();
  for (const { table, attributes } of writes) {
    const metrics = itemCollectionMetrics(wanted, table, attributes);
    if (metrics === undefined) continue;
    const ofTable = byTable.get(table.name) ?? new Map<string, ItemCollectionMetrics>();
    byTable.set(table.name, ofTable);
    ofTable.set(collectionText(metrics), metrics);
  }
  return { ItemCollectionMetrics: Object.fromEntries([...byTable].map(([name, metrics]) => [name, [...metrics.values()]])) };
}

const collectionText = ({ ItemCollectionKey: key }: ItemCollectionMetrics): string =>
  JSON.stringify(Object.values(key ?? {}).map(({ S, N, B }) => S ?? N ?? (B && Buffer.from(B).toString('base64'))));
