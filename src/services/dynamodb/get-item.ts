import type { GetItemInput, GetItemOutput } from '../../../generated/dynamodb/types.js';
import type { Context } from '../../contract/context.js';
import { checkAttributes } from './attribute-value.js';
import { capacityMember, isWanted, readUnits } from './capacity.js';
import { project } from './expressions/change-tree.js';
import { keyOfKey } from './item-key.js';
import { refusePathsIntoKey } from './planned-write.js';
import { planProjection } from './read-projection.js';
import type { Storage } from './storage.js';
import { tableForItems } from './table-lookup.js';

/** An item that isn't there is answered with nothing at all. */
export function getItem(storage: Storage, input: GetItemInput, ctx: Context): GetItemOutput {
  const projection = planProjection(input);
  const attributes = checkAttributes(input.Key);
  const table = tableForItems(storage, input.TableName, ctx);
  refusePathsIntoKey(table, projection);
  const item = storage.items.in(ctx).get(keyOfKey(table, attributes));
  const output: GetItemOutput = {};
  if (item !== undefined) output.Item = projection === undefined ? item.attributes : project(item.attributes, projection);
  if (isWanted(input.ReturnConsumedCapacity))
    Object.assign(output, capacityMember(input.ReturnConsumedCapacity, table, readUnits(item?.size ?? 0, input.ConsistentRead)));
  return output;
}
