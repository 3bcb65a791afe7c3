import type { AttributeValue, QueryInput, QueryOutput } from '../../../generated/dynamodb/types.js';
import type { Answer, Context } from '../../contract/context.js';
import { refuseUnemulated } from '../../contract/not-emulated.js';
import type { Range } from '../../state/table.js';
import { type Attributes, attributeOf, checkAttributes } from './attribute-value.js';
import { capacityMember, readUnits } from './capacity.js';
import { type KeyCondition, readKeyConditions } from './expressions/key-condition.js';
import { isConditionParserLoaded, loadConditionParser } from './expressions/parse-condition.js';
import { Placeholders } from './expressions/placeholders.js';
import { type ItemKey, keyOfKey, partitionOf, partOf } from './item-key.js';
import { answerPage, checkSelect, readPage } from './page.js';
import { invalid, invalidParameter } from './refusals.js';
import { compareScalars } from './scalar-order.js';
import type { KeyAttribute, Storage, TableRecord } from './storage.js';
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
    'IndexName',
    'AttributesToGet',
    'KeyConditions',
    'QueryFilter',
    'ConditionalOperator',
  ]);
  const conditions = readExpression(input);
  checkSelect(input.Select);
  const startAttributes = input.ExclusiveStartKey && checkAttributes(input.ExclusiveStartKey);
  const table = tableForItems(storage, input.TableName, ctx);
  const keys = matchConditions(table, conditions);
  const start = startAttributes && startKey(table, keys, startAttributes);
  const page = readPage(storage.items.in(ctx), table, rangeOf(table, keys, start, input.ScanIndexForward !== false), input.Limit);
  return {
    ...answerPage(page, input.Select),
    ...capacityMember(input.ReturnConsumedCapacity, table, readUnits(page.bytes, input.ConsistentRead)),
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

/** The conditions as the table's key needs them. */
interface KeyConditions {
  readonly hash: AttributeValue;
  readonly range: KeyCondition | undefined;
}

function matchConditions(table: TableRecord, conditions: readonly KeyCondition[]): KeyConditions {
  const { hashKey, rangeKey } = table;
  if (conditions.length > 2) throw invalid('Conditions can be of length 1 or 2 only');
  const hash = conditions.find(({ attribute }) => attribute === hashKey.name);
  const range = conditions.find((condition) => condition !== hash);
  if (hash === undefined) throw invalid(`Query condition missed key schema element: ${hashKey.name}`);
  if (range !== undefined && rangeKey === undefined) throw invalid('Query key condition not supported');
  if (range !== undefined && range.attribute !== rangeKey?.name)
    throw invalid(`Query condition missed key schema element: ${rangeKey?.name}`);
  if (hash.operator !== '=') throw invalid('Query key condition not supported');
  const [value] = hash.values;
  checkTypes(hashKey, hash);
  if (range !== undefined && rangeKey !== undefined) checkTypes(rangeKey, range);
  if (value === undefined) throw invalid('Query key condition not supported');
  return { hash: value, range };
}

function checkTypes({ type }: KeyAttribute, { values }: KeyCondition): void {
  if (values.some((value) => value[type] === undefined)) throw invalidParameter('Condition parameter type does not match schema type');
}

/** Where the query goes on from: a key that the same query could have ended with. */
function startKey(table: TableRecord, { hash, range }: KeyConditions, attributes: Attributes): ItemKey {
  const { hashKey, rangeKey } = table;
  const given = attributeOf(attributes, hashKey.name);
  const sort = rangeKey && attributeOf(attributes, rangeKey.name);
  const isKey = given?.[hashKey.type] !== undefined && (rangeKey === undefined || sort?.[rangeKey.type] !== undefined);
  if (given === undefined || !isKey || Object.keys(attributes).length !== table.keySchema.length)
    throw invalid('The provided starting key is invalid');
  if (compareScalars(given, hash) !== 0)
    throw invalid('The provided starting key is outside query boundaries based on provided conditions');
  if (range !== undefined && sort !== undefined && !satisfies(sort, range))
    throw invalid('The provided starting key does not match the range key predicate');
  return keyOfKey(table, attributes);
}

function satisfies(value: AttributeValue, { operator, values: [low, high] }: KeyCondition): boolean {
  if (low === undefined) return false;
  const order = compareScalars(value, low);
  switch (operator) {
    case '=':
      return order === 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case 'BETWEEN':
      return order >= 0 && high !== undefined && compareScalars(value, high) <= 0;
    case 'begins_with':
      return beginsWith(value, low);
  }
}

function beginsWith(value: AttributeValue, start: AttributeValue): boolean {
  if (value.S !== undefined && start.S !== undefined) return value.S.startsWith(start.S);
  if (value.B === undefined || start.B === undefined) return false;
  return Buffer.compare(value.B.subarray(0, start.B.length), start.B) === 0;
}

function rangeOf(table: TableRecord, { hash, range }: KeyConditions, start: ItemKey | undefined, forward: boolean): Range {
  const prefix = partitionOf(table, hash);
  return {
    prefix,
    reverse: !forward,
    ...(range === undefined || table.rangeKey === undefined ? {} : boundsOf(prefix, table.rangeKey, range)),
    // Lies within the bounds already, so that it may take the place of one.
    ...(start === undefined ? {} : forward ? { after: start } : { before: start }),
  };
}

function boundsOf(prefix: ItemKey, key: KeyAttribute, { operator, values }: KeyCondition): Range {
  const [low, high] = values.map((value) => partOf(key, value, false));
  if (low === undefined) return {};
  const at = [...prefix, low];
  switch (operator) {
    case '=':
      return { from: at, to: at };
    case '<':
      return { before: at };
    case '<=':
      return { to: at };
    case '>':
      return { after: at };
    case '>=':
      return { from: at };
    case 'BETWEEN':
      return high === undefined ? { from: at } : { from: at, to: [...prefix, high] };
    case 'begins_with':
      return { startsWith: low };
  }
}
