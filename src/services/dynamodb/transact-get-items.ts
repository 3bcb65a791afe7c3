import type {
  AttributeValue,
  ConsumedCapacity,
  Get,
  TransactGetItemsInput,
  TransactGetItemsOutput,
} from '../../../generated/dynamodb/types.js';
import type { Context } from '../../contract/context.js';
import { type Attributes, checkAttributes } from './attribute-value.js';
import { isWanted, readUnits } from './capacity.js';
import { project } from './expressions/change-tree.js';
import type { ReadProjection } from './expressions/projection.js';
import { type ItemKey, keyOfKey } from './item-key.js';
import { refusePathsIntoKey } from './planned-write.js';
import { planProjection } from './read-projection.js';
import { invalid } from './refusals.js';
import type { Storage, StoredItem, TableRecord } from './storage.js';
import { tableForItems } from './table-lookup.js';
import { cancelUnlessAll, refuseRepeatedKeys, settle, transactionCapacity } from './transaction.js';

/** Bytes of all items together. */
const LARGEST_ANSWER = 4 * 1024 * 1024;

/** All items as they are at one time. */
export function transactGetItems(storage: Storage, input: TransactGetItemsInput, ctx: Context): TransactGetItemsOutput {
  const planned = input.TransactItems.map(({ Get: get }) => planGet(get));
  const reads = planned.map((each) => ({ ...each, table: tableForItems(storage, each.tableName, ctx) }));
  const located = reads.map((read) => settle(() => locate(read.table, read)));
  refuseRepeatedKeys(located);
  const keys = cancelUnlessAll(located);
  const items = keys.map(({ key }) => storage.items.in(ctx).get(key));
  const bytes = items.reduce((sum, item) => sum + (item?.size ?? 0), 0);
  if (bytes > LARGEST_ANSWER) throw invalid('Response size of the transaction has exceeded the maximum allowed size of 4 MB');
  return {
    Responses: items.map((item, at) => (item === undefined ? {} : { Item: shown(item, reads[at]?.projection) })),
    ...capacityOf(input, reads, items),
  };
}

interface PlannedGet {
  readonly tableName: string;
  readonly key: Attributes;
  readonly projection: ReadProjection | undefined;
}

const planGet = (get: Get & { readonly Key: Record<string, AttributeValue> }): PlannedGet => ({
  tableName: get.TableName,
  projection: planProjection(get),
  key: checkAttributes(get.Key),
});

function locate(table: TableRecord, { key, projection }: PlannedGet): { readonly key: ItemKey } {
  refusePathsIntoKey(table, projection);
  return { key: keyOfKey(table, key) };
}

const shown = ({ attributes }: StoredItem, projection: ReadProjection | undefined): Attributes =>
  projection === undefined ? attributes : project(attributes, projection);

function capacityOf(
  { ReturnConsumedCapacity: wanted }: TransactGetItemsInput,
  reads: readonly { readonly table: TableRecord }[],
  items: readonly (StoredItem | undefined)[],
): { ConsumedCapacity?: ConsumedCapacity[] } {
  if (!isWanted(wanted)) return {};
  const spent = reads.map(({ table }, at) => ({ table, units: { table: readUnits(items[at]?.size ?? 0, true), indexes: new Map() } }));
  return { ConsumedCapacity: transactionCapacity(wanted, spent, 'ReadCapacityUnits') };
}
