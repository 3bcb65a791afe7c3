import type { PutItemInput, PutItemOutput } from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import type { Storage } from '../storage.js';
import { tableForItems } from '../tables/table-lookup.js';
import { capacityMember, isWanted, unitsOfWrite } from './capacity.js';
import { collectionMember } from './item-collection.js';
import { perform, planPut } from './planned-write.js';
import { returnsOldValues } from './return-values.js';

export function putItem(storage: Storage, input: PutItemInput, ctx: Context): PutItemOutput {
  const returnsOld = returnsOldValues(input.ReturnValues);
  const planned = planPut(input);
  const table = tableForItems(storage, input.TableName, ctx);
  const { located, old, item } = perform(storage, planned, table, ctx, returnsOld || isWanted(input.ReturnConsumedCapacity));
  // Most puts ask for nothing back.
  const output: PutItemOutput = {};
  if (returnsOld && old !== undefined) output.Attributes = old.attributes;
  if (isWanted(input.ReturnConsumedCapacity))
    Object.assign(
      output,
      capacityMember(input.ReturnConsumedCapacity, table, () => unitsOfWrite(table, located.key, old, item)),
    );
  if (input.ReturnItemCollectionMetrics !== undefined)
    Object.assign(output, collectionMember(input.ReturnItemCollectionMetrics, table, planned.item.attributes));
  return output;
}
