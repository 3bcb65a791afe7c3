import {
  ConditionalCheckFailedException,
  DuplicateItemException,
  ResourceNotFoundException,
  ValidationException,
} from '../../../../generated/dynamodb/errors.js';
import type {
  BatchExecuteStatementInput,
  BatchExecuteStatementOutput,
  BatchStatementError,
  BatchStatementRequest,
  BatchStatementResponse,
  ConsumedCapacity,
} from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { consumedCapacity, isWanted, leastReadUnits, readUnits, type Units } from '../items/capacity.js';
import { type ItemKey, keyText } from '../items/item-key.js';
import { invalid } from '../refusals.js';
import type { Storage, TableRecord } from '../storage.js';
import { tableForItems } from '../tables/table-lookup.js';
import { codeOfThrottled, isThrottled } from '../throttling/throttle.js';
import type { Attributes } from '../values/attribute-value.js';
import { existsElsewhere, performStatement } from './execute-statement.js';
import { planItemRead } from './item-read.js';
import { parseStatement } from './parse-statement.js';
import { planStatement } from './planned-statement.js';
import { Translation } from './translation.js';

/** Either all read or all write; each succeeds or fails by itself. */
export function batchExecuteStatement(storage: Storage, input: BatchExecuteStatementInput, ctx: Context): BatchExecuteStatementOutput {
  const planned = input.Statements.map((request) => attempt(() => planRequest(storage, request, ctx)));
  const works = planned.flatMap(({ value }) => value ?? []);
  // Of statements that fail for other reasons, too.
  const reads = input.Statements.flatMap(
    ({ Statement: text }) => attempt(() => parseStatement(text).statement.kind === 'select').value ?? [],
  );
  if (new Set(reads).size > 1) throw invalid('Read and write requests together in the same batch is not supported.');
  if (new Set(works.map(({ key }) => keyText(key))).size < works.length) throw invalid('Provided list of item keys contains duplicates');
  const capacity: ConsumedCapacity[] = [];
  const responses = planned.map(({ value: work, error }): BatchStatementResponse => {
    if (work === undefined) return { Error: error };
    const { value: done, error: failure } = attempt(work.carryOut);
    if (done === undefined) return { Error: failure, TableName: work.table.name };
    if (isWanted(input.ReturnConsumedCapacity)) capacity.push(consumedCapacity(input.ReturnConsumedCapacity, work.table, done.units()));
    return { TableName: work.table.name, ...(done.item === undefined ? {} : { Item: done.item }) };
  });
  return { Responses: responses, ...(isWanted(input.ReturnConsumedCapacity) ? { ConsumedCapacity: capacity } : {}) };
}

interface Work {
  readonly table: TableRecord;
  readonly key: ItemKey;
  readonly carryOut: () => Done;
}

interface Done {
  readonly item: BatchStatementResponse['Item'];
  readonly units: () => number | Units;
}

function planRequest(storage: Storage, request: BatchStatementRequest, ctx: Context): Work {
  const parsed = parseStatement(request.Statement);
  const translation = new Translation(parsed, request.Parameters);
  const { statement } = parsed;
  if (statement.kind === 'exists') throw existsElsewhere();
  if (statement.kind === 'select') {
    const read = planItemRead(statement, translation, () => invalid('Only single item select is supported'));
    const table = tableForItems(storage, read.tableName, ctx);
    const key = read.locate(table);
    const carryOut = (): Done => {
      const item = storage.items.in(ctx).get(key);
      const units = readUnits(item?.size ?? 0, request.ConsistentRead);
      storage.throttle?.read(table, undefined, units, leastReadUnits(request.ConsistentRead));
      return { item: item && read.show(item.attributes), units: () => units };
    };
    return { table, key, carryOut };
  }
  const planned = planStatement(statement, translation, request.ReturnValuesOnConditionCheckFailure);
  const table = tableForItems(storage, planned.tableName, ctx);
  const { key } = planned.plan.locate(table);
  const carryOut = (): Done => {
    const { returned, units } = performStatement(storage, planned, table, ctx);
    return { item: returned, units };
  };
  return { table, key, carryOut };
}

type Attempt<T> = { readonly value: T; readonly error?: never } | { readonly value?: never; readonly error: BatchStatementError };

/** What is wrong with one statement is told in its place. */
function attempt<T>(work: () => T): Attempt<T> {
  try {
    return { value: work() };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) {
      // The members are the model's.
      const item = error.members.Item as Attributes | undefined;
      return { error: { Code: 'ConditionalCheckFailed', Message: error.message, ...(item === undefined ? {} : { Item: item }) } };
    }
    if (isThrottled(error)) return { error: { Code: codeOfThrottled(error), Message: error.message } };
    if (error instanceof DuplicateItemException) return { error: { Code: 'DuplicateItem', Message: error.message } };
    if (error instanceof ResourceNotFoundException) return { error: { Code: 'ResourceNotFound', Message: error.message } };
    if (error instanceof ValidationException) return { error: { Code: 'ValidationError', Message: error.message } };
    throw error;
  }
}
