import type { PutItemInput, PutItemOutput } from '../../../generated/dynamodb/types.js';
import type { Context } from '../../contract/context.js';
import { capacityMember, isWanted, writeUnits } from './capacity.js';
import type { Storage } from './storage.js';
import { tableForItems } from './table-lookup.js';
import { checkItem, putOf, write } from './write-item.js';
import { checkWriteParameters } from './write-parameters.js';

export function putItem(storage: Storage, input: PutItemInput, ctx: Context): PutItemOutput {
  checkWriteParameters('PutItem', input);
  const item = checkItem(input.Item);
  const table = tableForItems(storage, input.TableName, ctx);
  const returnsOld = input.ReturnValues === 'ALL_OLD';
  const old = write(storage, putOf(table, item), ctx, returnsOld || isWanted(input.ReturnConsumedCapacity));
  return {
    ...(returnsOld && old !== undefined ? { Attributes: old.attributes } : {}),
    ...capacityMember(input.ReturnConsumedCapacity, table, writeUnits(Math.max(item.size, old?.size ?? 0))),
  };
}
