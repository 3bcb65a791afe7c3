import type { DeleteItemInput, DeleteItemOutput } from '../../../generated/dynamodb/types.js';
import type { Context } from '../../contract/context.js';
import { checkAttributes } from './attribute-value.js';
import { capacityMember, isWanted, writeUnits } from './capacity.js';
import { keyOfKey } from './item-key.js';
import type { Storage } from './storage.js';
import { tableForItems } from './table-lookup.js';
import { write } from './write-item.js';
import { checkWriteParameters } from './write-parameters.js';

/** Removing an item that isn't there is no error. */
export function deleteItem(storage: Storage, input: DeleteItemInput, ctx: Context): DeleteItemOutput {
  checkWriteParameters('DeleteItem', input);
  const attributes = checkAttributes(input.Key);
  const table = tableForItems(storage, input.TableName, ctx);
  const returnsOld = input.ReturnValues === 'ALL_OLD';
  const removal = { table, key: keyOfKey(table, attributes), item: undefined };
  const old = write(storage, removal, ctx, returnsOld || isWanted(input.ReturnConsumedCapacity));
  return {
    ...(returnsOld && old !== undefined ? { Attributes: old.attributes } : {}),
    ...capacityMember(input.ReturnConsumedCapacity, table, writeUnits(old?.size ?? 0)),
  };
}
