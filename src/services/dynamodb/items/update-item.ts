import type { UpdateItemInput, UpdateItemOutput } from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import type { Storage } from '../storage.js';
import { tableForItems } from '../tables/table-lookup.js';
import { capacityMember, unitsOfWrite } from './capacity.js';
import { collectionMember } from './item-collection.js';
import { planUpdate } from './planned-update.js';
import { perform } from './planned-write.js';
import { updatedValues } from './return-values.js';

/** An item that isn't there is made. */
export function updateItem(storage: Storage, input: UpdateItemInput, ctx: Context): UpdateItemOutput {
  const planned = planUpdate(input);
  const table = tableForItems(storage, input.TableName, ctx);
  const { located, old, item } = perform(storage, planned, table, ctx, false);
  const attributes = updatedValues(input.ReturnValues, old, item, planned.changes());
  return {
    ...(attributes === undefined ? {} : { Attributes: attributes }),
    ...capacityMember(input.ReturnConsumedCapacity, table, () => unitsOfWrite(table, located.key, old, item)),
    ...collectionMember(input.ReturnItemCollectionMetrics, table, input.Key),
  };
}
