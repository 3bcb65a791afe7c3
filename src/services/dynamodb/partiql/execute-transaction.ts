import { ValidationException } from '../../../../generated/dynamodb/errors.js';
import type { ExecuteTransactionInput, ExecuteTransactionOutput, ParameterizedStatement } from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { invalid } from '../refusals.js';
import type { Storage } from '../storage.js';
import { tableForItems } from '../tables/table-lookup.js';
import { type PlannedGet, readAll } from '../transactions/transact-get-items.js';
import { carryOut, type PlannedRequest } from '../transactions/transact-write-items.js';
import { settle } from '../transactions/transaction.js';
import { planItemRead } from './item-read.js';
import { parseStatement } from './parse-statement.js';
import { type PlannedStatement, planStatement } from './planned-statement.js';
import type { ParsedStatement, Select } from './syntax.js';
import { Translation } from './translation.js';

const NOT_BY_KEY = 'Select statements within ExecuteTransaction must specify the primary key in the where clause.';

/** Either all read or all write; a check by EXISTS is one of the writes. */
export function executeTransaction(storage: Storage, input: ExecuteTransactionInput, ctx: Context): ExecuteTransactionOutput {
  const requests = input.TransactStatements;
  const parsed = requests.map(({ Statement: text }) => parseStatement(text));
  const reads = parsed.flatMap(({ statement }) => (statement.kind === 'select' ? [statement] : []));
  if (reads.length > 0 && reads.length < parsed.length)
    throw invalid('ExecuteTransaction API does not support both read and write operations in the same request.');
  if (reads.length > 0) {
    const planned = requests.map((request, at) => within(at, () => planGet(reads[at], parsed[at], request)));
    for (const [at, { tableName, locate }] of planned.entries()) {
      const table = tableForItems(storage, tableName, ctx);
      // What else is wrong with a key is a reason for the cancellation.
      if (settle(() => locate(table)).reason?.Message === NOT_BY_KEY) within(at, () => locate(table));
    }
    return readAll(storage, planned, input, ctx);
  }
  const planned = requests.map((request, at) => within(at, () => planWrite(parsed[at], request)));
  for (const [at, { tableName, checkIn }] of planned.entries()) {
    if (checkIn === undefined) continue;
    const table = tableForItems(storage, tableName, ctx);
    within(at, () => checkIn(table));
  }
  const { ConsumedCapacity: capacity } = carryOut(storage, requests, planned, input, ctx);
  return { Responses: [], ...(capacity === undefined ? {} : { ConsumedCapacity: capacity }) };
}

function planGet(
  select: Select | undefined,
  parsed: ParsedStatement | undefined,
  { Parameters: parameters }: ParameterizedStatement,
): PlannedGet {
  if (select === undefined || parsed === undefined) throw new Error('Every request was parsed');
  return planItemRead(select, new Translation(parsed, parameters), () => invalid(NOT_BY_KEY));
}

function planWrite(
  parsed: ParsedStatement | undefined,
  { Parameters: parameters, ReturnValuesOnConditionCheckFailure: onFailure }: ParameterizedStatement,
): PlannedRequest & Pick<PlannedStatement, 'checkIn'> {
  if (parsed === undefined || parsed.statement.kind === 'select') throw new Error('Every request was parsed, and none reads');
  const planned = planStatement(parsed.statement, new Translation(parsed, parameters), onFailure);
  if (planned.returning !== 'NONE') throw invalid('RETURNING clause is not supported in ExecuteTransaction.');
  return planned;
}

/** What is wrong with one of the statements says which. */
function within<T>(at: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ValidationException) throw invalid(`Validation failed in TransactStatements[${at}]: ${error.message}`);
    throw error;
  }
}
