import type { BatchWriteItemInput, BatchWriteItemOutput, ConsumedCapacity, WriteRequest } from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { invalid } from '../refusals.js';
import type { Storage, StoredItem, TableRecord } from '../storage.js';
import { tableForItems } from '../tables/table-lookup.js';
import type { Throttled } from '../throttling/throttle.js';
import { ThrottledBatch } from '../throttling/throttled-batch.js';
import { type Attributes, checkAttributes } from '../values/attribute-value.js';
import { addUnits, consumedCapacity, isWanted, NO_UNITS, unitsOfWrite } from './capacity.js';
import { collectionsMember } from './item-collection.js';
import { keyOfKey, keyText } from './item-key.js';
import { checkItem, putOf, type Write, write } from './write-item.js';

const MOST_REQUESTS = 25;

/** The whole batch is checked before anything is written. What exceeds the throughput, when that is limited, is left unprocessed. */
export function batchWriteItem(storage: Storage, input: BatchWriteItemInput, ctx: Context): BatchWriteItemOutput {
  const requests = Object.entries(input.RequestItems);
  if (requests.reduce((count, [, writes]) => count + writes.length, 0) > MOST_REQUESTS)
    throw invalid('Too many items requested for the BatchWriteItem call');
  const checked = requests.map(([name, writes]) => [name, writes.map(checkRequest)] as const);
  const batches = checked.map(([name, writes]) => {
    const table = tableForItems(storage, name, ctx);
    return { table, writes: resolveWrites(table, writes) };
  });
  const wanted = input.ReturnConsumedCapacity;
  const capacity: ConsumedCapacity[] = [];
  const throttled = new ThrottledBatch<WriteRequest>();
  for (const [batch, { table, writes }] of batches.entries()) {
    const [name = '', originals = []] = requests[batch] ?? [];
    let units = NO_UNITS;
    for (const [at, each] of writes.entries()) {
      const error = throttleWrite(storage, each, ctx);
      throttled.add(name, originals[at], error);
      if (error !== undefined) continue;
      const old = write(storage, each, ctx, isWanted(wanted));
      if (isWanted(wanted)) units = addUnits(units, unitsOfWrite(table, each.key, old, each.item));
    }
    if (isWanted(wanted)) capacity.push(consumedCapacity(wanted, table, units));
  }
  throttled.refuseIfAll();
  const collections = batches.flatMap(
    ({ table }, at) => checked[at]?.[1].map((request) => ({ table, attributes: attributesOf(request) })) ?? [],
  );
  return {
    UnprocessedItems: Object.fromEntries(throttled.left),
    ...(isWanted(wanted) ? { ConsumedCapacity: capacity } : {}),
    ...collectionsMember(input.ReturnItemCollectionMetrics, collections),
  };
}

function throttleWrite({ throttle, items }: Storage, { table, key, item }: Write, ctx: Context): Throttled | undefined {
  return throttle?.tryWrite(table, unitsOfWrite(table, key, items.in(ctx).get(key), item), 1);
}

type CheckedRequest = { readonly item: StoredItem } | { readonly key: Attributes };

const attributesOf = (request: CheckedRequest): Attributes => ('item' in request ? request.item.attributes : request.key);

function checkRequest({ PutRequest: put, DeleteRequest: remove }: WriteRequest): CheckedRequest {
  if (put !== undefined && remove === undefined) return { item: checkItem(put.Item) };
  if (remove !== undefined && put === undefined) return { key: checkAttributes(remove.Key) };
  // AWS answers so when there are both, and when there is neither.
  throw invalid('Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes');
}

function resolveWrites(table: TableRecord, requests: readonly CheckedRequest[]): Write[] {
  const writes = requests.map((request) =>
    'item' in request ? putOf(table, request.item) : { table, key: keyOfKey(table, request.key), item: undefined },
  );
  if (new Set(writes.map(({ key }) => keyText(key))).size < writes.length) throw invalid('Provided list of item keys contains duplicates');
  return writes;
}
