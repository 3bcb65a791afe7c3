import type { QueryInput, QueryOutput } from '../../../generated/dynamodb/types.js';
import type { Answer, Context } from '../../contract/context.js';
import { refuseUnemulated } from '../../contract/not-emulated.js';
import { checkAttributes } from './attribute-value.js';
import { readCapacityMember } from './capacity.js';
import { type KeyCondition, readKeyConditions } from './expressions/key-condition.js';
import { isConditionParserLoaded, loadConditionParser } from './expressions/parse-condition.js';
import { Placeholders } from './expressions/placeholders.js';
import { fetchesItems } from './index-projection.js';
import { matchConditions, queryStart, rangeOf } from './key-range.js';
import { answerPage, checkSelect, readPage } from './page.js';
import { invalid } from './refusals.js';
import { sourceOf } from './source.js';
import type { Storage } from './storage.js';
import { tableForItems } from './table-lookup.js';
import { refuseLoosePlaceholders } from './write-parameters.js';

/** The first query waits until the grammar is loaded. */
export function query(storage: Storage, input: QueryInput, ctx: Context): Answer<QueryOutput> {
  if (isConditionParserLoaded()) return queryTable(storage, input, ctx);
  return loadConditionParser().then(() => queryTable(storage, input, ctx));
}

function queryTable(storage: Storage, input: QueryInput, ctx: Context): QueryOutput {
  refuseUnemulated('dynamodb Query', input, [
    'FilterExpression',
    'ProjectionExpression',
    'AttributesToGet',
    'KeyConditions',
    'QueryFilter',
    'ConditionalOperator',
  ]);
  const conditions = readExpression(input);
  checkSelect(input);
  const startAttributes = input.ExclusiveStartKey && checkAttributes(input.ExclusiveStartKey);
  const table = tableForItems(storage, input.TableName, ctx);
  const source = sourceOf(storage, table, input, ctx);
  const keys = matchConditions(source, conditions);
  const start = startAttributes && queryStart(source, keys, startAttributes);
  const fetches = fetchesItems(source, input.Select);
  const page = readPage(source, rangeOf(source, keys, start, input.ScanIndexForward !== false), input.Limit, fetches);
  return {
    ...answerPage(page, input.Select),
    ...readCapacityMember(input, source, page),
  };
}

function readExpression(input: QueryInput): readonly KeyCondition[] {
  if (input.KeyConditionExpression === undefined) {
    refuseLoosePlaceholders(input, 'FilterExpression and KeyConditionExpression are null');
    throw invalid('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.');
  }
  const placeholders = new Placeholders(input);
  const conditions = readKeyConditions(input.KeyConditionExpression, placeholders);
  placeholders.refuseUnused();
  return conditions;
}
