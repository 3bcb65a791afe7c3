import type { GetItemInput, GetItemOutput } from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { project } from '../expressions/change-tree.js';
import type { ReadProjection } from '../expressions/projection.js';
import type { Storage, StoredItem } from '../storage.js';
import { tableForItems } from '../tables/table-lookup.js';
import { checkAttributes } from '../values/attribute-value.js';
import { capacityMember, isWanted, leastReadUnits, readUnits } from './capacity.js';
import { keyOfKey } from './item-key.js';
import { refusePathsIntoKey } from './planned-write.js';
import { planProjection } from './read-projection.js';
import { ItemAnswer } from './ready-answers.js';

/** An item that isn't there is answered with nothing at all. */
export function getItem(storage: Storage, input: GetItemInput, ctx: Context): GetItemOutput {
  const projection = planProjection(input);
  const attributes = checkAttributes(input.Key);
  const table = tableForItems(storage, input.TableName, ctx);
  refusePathsIntoKey(table, projection);
  const item = storage.items.in(ctx).get(keyOfKey(table, attributes));
  if (storage.throttle !== undefined)
    storage.throttle.read(table, undefined, readUnits(item?.size ?? 0, input.ConsistentRead), leastReadUnits(input.ConsistentRead));
  const output = answerOf(item, projection);
  if (isWanted(input.ReturnConsumedCapacity))
    Object.assign(output, capacityMember(input.ReturnConsumedCapacity, table, readUnits(item?.size ?? 0, input.ConsistentRead)));
  return output;
}

function answerOf(item: StoredItem | undefined, projection: ReadProjection | undefined): GetItemOutput {
  if (item === undefined) return {};
  return projection === undefined ? new ItemAnswer(item) : { Item: project(item.attributes, projection) };
}
