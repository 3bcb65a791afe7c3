import type {
  ConsumedCapacity,
  TransactWriteItem,
  TransactWriteItemsInput,
  TransactWriteItemsOutput,
} from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { refuseTransaction } from '../global-tables/strong-consistency.js';
import { isWanted, readUnits, type Units, unitsOfWrite } from '../items/capacity.js';
import { collectionsMember } from '../items/item-collection.js';
import { planUpdate } from '../items/planned-update.js';
import {
  FAILED_CONDITION,
  isHeld,
  type LocatedWrite,
  type PlannedWrite,
  planCheck,
  planDelete,
  planPut,
  refusePathsIntoKey,
  writeOf,
} from '../items/planned-write.js';
import { write } from '../items/write-item.js';
import { invalid } from '../refusals.js';
import type { Storage, StoredItem, TableRecord } from '../storage.js';
import { tableForItems } from '../tables/table-lookup.js';
import { reasonOfThrottled } from '../throttling/throttle.js';
import { type Attributes, attributesSize } from '../values/attribute-value.js';
import { cancelUnlessAll, type Outcome, ofReason, refuseRepeatedKeys, settle, TIMES, transactionCapacity } from './transaction.js';
import { rememberToken, seenToken } from './transaction-tokens.js';

/** Bytes of all items that are put, keys and values of expressions. */
const LARGEST_PAYLOAD = 4 * 1024 * 1024;

/** All of the writes, or none of them. */
export function transactWriteItems(storage: Storage, input: TransactWriteItemsInput, ctx: Context): TransactWriteItemsOutput {
  const { TransactItems: requests } = input;
  return carryOut(storage, requests, requests.map(planRequest), input, ctx);
}

type WriteParameters = Pick<TransactWriteItemsInput, 'ClientRequestToken' | 'ReturnConsumedCapacity' | 'ReturnItemCollectionMetrics'>;

/** @param requests what the token stands for */
export function carryOut(
  storage: Storage,
  requests: readonly object[],
  planned: readonly PlannedRequest[],
  input: WriteParameters,
  ctx: Context,
): TransactWriteItemsOutput {
  const { ReturnConsumedCapacity: wanted } = input;
  const payload = planned.reduce((sum, { size }) => sum + size, 0);
  if (payload > LARGEST_PAYLOAD) throw invalid(`Transaction payload size cannot exceed 4MB. Payload Size: ${payload}`);
  const resolved = planned.map((each) => ({ ...each, table: tableForItems(storage, each.tableName, ctx) }));
  for (const { table } of resolved) refuseTransaction(table);
  const token = input.ClientRequestToken;
  if (token !== undefined && seenToken(storage, token, requests, ctx)) return repeated(storage, resolved, input, ctx);
  const located = resolved.map(({ plan, table }) => settle(() => locate(plan, table)));
  refuseRepeatedKeys(located);
  const evaluated = located.map((each, at) => evaluate(storage, resolved[at]?.plan, each, ctx));
  const results = cancelUnlessAll(storage.throttle === undefined ? evaluated : evaluated.map((each) => throttled(storage, each)));
  for (const { located: each, item } of results) {
    if (item !== 'same') write(storage, writeOf(each, item), ctx, false);
  }
  if (token !== undefined) rememberToken(storage, token, requests, ctx);
  const metrics = input.ReturnItemCollectionMetrics;
  const collections = metrics === undefined ? {} : collectionsMember(metrics, results.flatMap(writtenItem));
  if (!isWanted(wanted)) return collections;
  const spent = results.map((result) => ({ table: result.located.table, units: unitsOf(result) }));
  return { ConsumedCapacity: transactionCapacity(wanted, spent, 'WriteCapacityUnits'), ...collections };
}

export interface PlannedRequest {
  readonly tableName: string;
  readonly plan: PlannedWrite;
  /** Bytes. */
  readonly size: number;
}

function planRequest(request: TransactWriteItem): PlannedRequest {
  const { ConditionCheck: check, Put: put, Delete: remove, Update: update } = request;
  const given = [check, put, remove, update].filter((each) => each !== undefined);
  if (given.length > 1) throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  if (put !== undefined) {
    const plan = planPut(put);
    return { tableName: put.TableName, plan, size: plan.item.size + valuesSize(put) };
  }
  if (update !== undefined)
    return { tableName: update.TableName, plan: planUpdate(update), size: attributesSize(update.Key) + valuesSize(update) };
  const other = remove ?? check;
  if (other === undefined) throw invalid('Invalid Request: TransactWriteRequest should contain Delete or Put or Update request');
  const plan = remove === undefined ? planCheck(other) : planDelete(other);
  return { tableName: other.TableName, plan, size: attributesSize(other.Key) + valuesSize(other) };
}

const valuesSize = ({
  ExpressionAttributeValues: values,
}: NonNullable<TransactWriteItem['Update' | 'Put' | 'Delete' | 'ConditionCheck']>): number =>
  values === undefined ? 0 : attributesSize(values);

function locate(plan: PlannedWrite, table: TableRecord): LocatedWrite {
  const located = plan.locate(table);
  refusePathsIntoKey(table, plan.condition);
  return located;
}

interface Result {
  readonly located: LocatedWrite;
  readonly old: StoredItem | undefined;
  readonly item: StoredItem | undefined | 'same';
}

/** Nothing is written before everything is known to hold. */
function evaluate(storage: Storage, plan: PlannedWrite | undefined, outcome: Outcome<LocatedWrite>, ctx: Context): Outcome<Result> {
  const located = outcome.value;
  if (located === undefined) return ofReason(outcome.reason);
  const old = storage.items.in(ctx).get(located.key);
  if (!isHeld(plan?.condition, old)) {
    const shown = plan?.showsItem === true && old !== undefined ? { Item: old.attributes } : {};
    return ofReason({ ...shown, Code: 'ConditionalCheckFailed', Message: FAILED_CONDITION });
  }
  return settle(() => ({ located, old, item: located.next(old) }));
}

function throttled({ throttle }: Storage, outcome: Outcome<Result>): Outcome<Result> {
  if (throttle === undefined || outcome.value === undefined) return outcome;
  const error = throttle.tryWrite(outcome.value.located.table, unitsOf(outcome.value), TIMES);
  return error === undefined ? outcome : ofReason(reasonOfThrottled(error));
}

/** Mere checks write nothing. */
function writtenItem({ located: { table }, old, item }: Result): { readonly table: TableRecord; readonly attributes: Attributes }[] {
  const attributes = item === 'same' ? undefined : (item ?? old)?.attributes;
  return attributes === undefined ? [] : [{ table, attributes }];
}

/** A check costs what writing the item as it is would. */
const unitsOf = ({ located: { table, key }, old, item }: Result): Units =>
  item === 'same' ? { table: unitsOfWrite(table, key, old, old).table, indexes: new Map() } : unitsOfWrite(table, key, old, item);

/** A transaction that was carried out already costs what reading its items does. */
function repeated(
  storage: Storage,
  resolved: readonly (PlannedRequest & { readonly table: TableRecord })[],
  { ReturnConsumedCapacity: wanted }: WriteParameters,
  ctx: Context,
): { ConsumedCapacity?: ConsumedCapacity[] } {
  if (!isWanted(wanted)) return {};
  const items = storage.items.in(ctx);
  const spent = resolved.map(({ plan, table }) => {
    const size = items.get(plan.locate(table).key)?.size ?? 0;
    return { table, units: { table: readUnits(size, true), indexes: new Map() } };
  });
  return { ConsumedCapacity: transactionCapacity(wanted, spent, 'ReadCapacityUnits') };
}
