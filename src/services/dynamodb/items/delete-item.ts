import type { DeleteItemInput, DeleteItemOutput } from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import type { Storage } from '../storage.js';
import { tableForItems } from '../tables/table-lookup.js';
import { capacityMember, isWanted, unitsOfWrite } from './capacity.js';
import { collectionMember } from './item-collection.js';
import { perform, planDelete } from './planned-write.js';
import { returnsOldValues } from './return-values.js';

/** Removing an item that isn't there is no error. */
export function deleteItem(storage: Storage, input: DeleteItemInput, ctx: Context): DeleteItemOutput {
  const returnsOld = returnsOldValues(input.ReturnValues);
  const planned = planDelete(input);
  const table = tableForItems(storage, input.TableName, ctx);
  const { located, old } = perform(storage, planned, table, ctx, returnsOld || isWanted(input.ReturnConsumedCapacity));
  return {
    ...(returnsOld && old !== undefined ? { Attributes: old.attributes } : {}),
    ...capacityMember(input.ReturnConsumedCapacity, table, () => unitsOfWrite(table, located.key, old, undefined)),
    ...collectionMember(input.ReturnItemCollectionMetrics, table, input.Key),
  };
}
