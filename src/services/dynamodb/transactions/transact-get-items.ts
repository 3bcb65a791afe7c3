import type {
  AttributeValue,
  ConsumedCapacity,
  Get,
  TransactGetItemsInput,
  TransactGetItemsOutput,
} from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { project } from '../expressions/change-tree.js';
import { refuseTransaction } from '../global-tables/strong-consistency.js';
import { isWanted, readUnits } from '../items/capacity.js';
import { type ItemKey, keyOfKey } from '../items/item-key.js';
import { refusePathsIntoKey } from '../items/planned-write.js';
import { planProjection } from '../items/read-projection.js';
import { invalid } from '../refusals.js';
import type { Storage, StoredItem, TableRecord } from '../storage.js';
import { tableForItems } from '../tables/table-lookup.js';
import { reasonOfThrottled } from '../throttling/throttle.js';
import { type Attributes, checkAttributes } from '../values/attribute-value.js';
import { cancelUnlessAll, type Outcome, ofReason, refuseRepeatedKeys, settle, TIMES, transactionCapacity } from './transaction.js';

/** Bytes of all items together. */
const LARGEST_ANSWER = 4 * 1024 * 1024;

/** All items as they are at one time. */
export function transactGetItems(storage: Storage, input: TransactGetItemsInput, ctx: Context): TransactGetItemsOutput {
  return readAll(
    storage,
    input.TransactItems.map(({ Get: get }) => planGet(get)),
    input,
    ctx,
  );
}

/** @param planned what is shown of each item is up to its plan. */
export function readAll(
  storage: Storage,
  planned: readonly PlannedGet[],
  input: Pick<TransactGetItemsInput, 'ReturnConsumedCapacity'>,
  ctx: Context,
): TransactGetItemsOutput {
  const reads = planned.map((each) => ({ ...each, table: tableForItems(storage, each.tableName, ctx) }));
  for (const { table } of reads) refuseTransaction(table);
  const located = reads.map((read) => settle(() => ({ key: read.locate(read.table) })));
  refuseRepeatedKeys(located);
  const keys = cancelUnlessAll(located);
  const items = keys.map(({ key }) => storage.items.in(ctx).get(key));
  const bytes = items.reduce((sum, item) => sum + (item?.size ?? 0), 0);
  if (bytes > LARGEST_ANSWER) throw invalid('Response size of the transaction has exceeded the maximum allowed size of 4 MB');
  cancelUnlessAll(items.map((item, at) => throttled(storage, reads[at]?.table, item)));
  return {
    Responses: items.map((item, at) => (item === undefined ? {} : { Item: reads[at]?.show(item.attributes) ?? item.attributes })),
    ...capacityOf(input, reads, items),
  };
}

function throttled({ throttle }: Storage, table: TableRecord | undefined, item: StoredItem | undefined): Outcome<true> {
  if (throttle === undefined || table === undefined) return { value: true };
  const error = throttle.tryRead(table, undefined, readUnits(item?.size ?? 0, true) * TIMES, TIMES);
  return error === undefined ? { value: true } : ofReason(reasonOfThrottled(error));
}

export interface PlannedGet {
  readonly tableName: string;
  /** @throws ValidationException for a key that isn't the table's */
  readonly locate: (table: TableRecord) => ItemKey;
  readonly show: (item: Attributes) => Attributes;
}

function planGet(get: Get & { readonly Key: Record<string, AttributeValue> }): PlannedGet {
  const projection = planProjection(get);
  const key = checkAttributes(get.Key);
  return {
    tableName: get.TableName,
    locate: (table) => {
      refusePathsIntoKey(table, projection);
      return keyOfKey(table, key);
    },
    show: (item) => (projection === undefined ? item : project(item, projection)),
  };
}

function capacityOf(
  { ReturnConsumedCapacity: wanted }: Pick<TransactGetItemsInput, 'ReturnConsumedCapacity'>,
  reads: readonly { readonly table: TableRecord }[],
  items: readonly (StoredItem | undefined)[],
): { ConsumedCapacity?: ConsumedCapacity[] } {
  if (!isWanted(wanted)) return {};
  const spent = reads.map(({ table }, at) => ({ table, units: { table: readUnits(items[at]?.size ?? 0, true), indexes: new Map() } }));
  return { ConsumedCapacity: transactionCapacity(wanted, spent, 'ReadCapacityUnits') };
}
