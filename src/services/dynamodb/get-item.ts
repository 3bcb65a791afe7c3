import type { GetItemInput, GetItemOutput } from '../../../generated/dynamodb/types.js';
import type { Context } from '../../contract/context.js';
import { refuseUnemulated } from '../../contract/not-emulated.js';
import { checkAttributes } from './attribute-value.js';
import { capacityMember, readUnits } from './capacity.js';
import { keyOfKey } from './item-key.js';
import { invalid } from './refusals.js';
import type { Storage } from './storage.js';
import { tableForItems } from './table-lookup.js';

/** An item that isn't there is answered with nothing at all. */
export function getItem(storage: Storage, input: GetItemInput, ctx: Context): GetItemOutput {
  refuseUnemulated('dynamodb GetItem', input, ['ProjectionExpression', 'AttributesToGet']);
  if (input.ExpressionAttributeNames !== undefined) throw invalid('ExpressionAttributeNames can only be specified when using expressions');
  const attributes = checkAttributes(input.Key);
  const table = tableForItems(storage, input.TableName, ctx);
  const item = storage.items.in(ctx).get(keyOfKey(table, attributes));
  return {
    ...(item === undefined ? {} : { Item: item.attributes }),
    ...capacityMember(input.ReturnConsumedCapacity, table, readUnits(item?.size ?? 0, input.ConsistentRead)),
  };
}
