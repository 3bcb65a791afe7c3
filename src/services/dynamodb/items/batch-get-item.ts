import type { BatchGetItemInput, BatchGetItemOutput, ConsumedCapacity, KeysAndAttributes } from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { project } from '../expressions/change-tree.js';
import type { ReadProjection } from '../expressions/projection.js';
import { invalid } from '../refusals.js';
import type { ItemTable, Storage, TableRecord } from '../storage.js';
import { tableForItems } from '../tables/table-lookup.js';
import type { Throttle } from '../throttling/throttle.js';
import { ThrottledBatch } from '../throttling/throttled-batch.js';
import { type Attributes, checkAttributes } from '../values/attribute-value.js';
import { consumedCapacity, isWanted, leastReadUnits, readUnits } from './capacity.js';
import { keyOfKey, keyText } from './item-key.js';
import { refusePathsIntoKey } from './planned-write.js';
import { planProjection } from './read-projection.js';

const MOST_KEYS = 100;
/** Bytes of items; keys that would go beyond are given back as unprocessed. */
const LARGEST_ANSWER = 16 * 1024 * 1024;

export function batchGetItem(storage: Storage, input: BatchGetItemInput, ctx: Context): BatchGetItemOutput {
  const requests = Object.entries(input.RequestItems);
  const projections = planRequests(requests);
  const answer = new BatchAnswer(storage.items.in(ctx), storage.throttle);
  const capacity: ConsumedCapacity[] = [];
  for (const [name, request] of requests) {
    const keys = request.Keys.map(checkAttributes);
    const table = tableForItems(storage, name, ctx);
    const projection = projections.get(name);
    refusePathsIntoKey(table, projection);
    const units = answer.add(name, table, keys, request, projection);
    if (isWanted(input.ReturnConsumedCapacity)) capacity.push(consumedCapacity(input.ReturnConsumedCapacity, table, units));
  }
  answer.refuseIfThrottled();
  return {
    Responses: Object.fromEntries(answer.responses),
    UnprocessedKeys: Object.fromEntries(answer.unprocessed),
    ...(isWanted(input.ReturnConsumedCapacity) ? { ConsumedCapacity: capacity } : {}),
  };
}

/** @returns what is wanted of each table's items. */
function planRequests(requests: readonly (readonly [string, KeysAndAttributes])[]): ReadonlyMap<string, ReadProjection> {
  const projections = new Map<string, ReadProjection>();
  let keys = 0;
  for (const [name, request] of requests) {
    const projection = planProjection(request);
    if (projection !== undefined) projections.set(name, projection);
    keys += request.Keys.length;
  }
  if (keys > MOST_KEYS) throw invalid('Too many items requested for the BatchGetItem call');
  return projections;
}

class BatchAnswer {
  readonly responses = new Map<string, Attributes[]>();
  readonly unprocessed = new Map<string, KeysAndAttributes>();
  readonly #items: ItemTable;
  readonly #throttle: Throttle | undefined;
  readonly #throttled = new ThrottledBatch<Attributes>();
  #bytes = 0;

  constructor(items: ItemTable, throttle: Throttle | undefined) {
    this.#items = items;
    this.#throttle = throttle;
  }

  refuseIfThrottled(): void {
    this.#throttled.refuseIfAll();
  }

  /** @returns the capacity units of what was read: each item counts for itself. */
  add(
    name: string,
    table: TableRecord,
    keys: readonly Attributes[],
    request: KeysAndAttributes,
    projection: ReadProjection | undefined,
  ): number {
    const itemKeys = keys.map((key) => keyOfKey(table, key));
    if (new Set(itemKeys.map(keyText)).size < keys.length) throw invalid('Provided list of item keys contains duplicates');
    const found: Attributes[] = [];
    this.responses.set(name, found);
    let units = 0;
    for (const [at, key] of itemKeys.entries()) {
      const item = this.#items.get(key);
      const cost = readUnits(item?.size ?? 0, request.ConsistentRead);
      const error = this.#throttle?.tryRead(table, undefined, cost, leastReadUnits(request.ConsistentRead));
      this.#throttled.add(name, keys[at], error);
      if (error !== undefined) continue;
      this.#bytes += item?.size ?? 0;
      if (this.#bytes > LARGEST_ANSWER) {
        this.unprocessed.set(name, { ...request, Keys: keys.slice(at) });
        break;
      }
      if (item !== undefined) found.push(projection === undefined ? item.attributes : project(item.attributes, projection));
      units += cost;
    }
    const refused = this.#throttled.left.get(name);
    if (refused !== undefined) this.unprocessed.set(name, { ...request, Keys: [...refused, ...(this.unprocessed.get(name)?.Keys ?? [])] });
    return units;
  }
}
