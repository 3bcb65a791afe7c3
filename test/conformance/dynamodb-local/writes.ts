/** Random writes and reads of single items, in batches and in transactions. */
import fc from 'fast-check';
import { condition, projection, sometimes, update, withPlaceholders } from './expressions.js';
import { legacyCondition, legacyUpdates } from './legacy.js';
import type { Call, Json, JsonObject } from './sides.js';
import { itemOf, keyOf, type TableDefinition } from './tables.js';
import { maybe, mostly, seldom, withoutMissing } from './values.js';

/** Stands for the table in calls; what is sent names the real one. */
export const TABLE = 'Differential';

const tableName = mostly(fc.constant(TABLE), fc.constantFrom('Elsewhere', 'ab', 'no table', 'x'.repeat(256)), 150);
const capacity = seldom(mostly(fc.constantFrom('NONE', 'TOTAL', 'INDEXES'), fc.constant('ALL')), 2);
const metrics = seldom(mostly(fc.constantFrom('NONE', 'SIZE', 'SIZE'), fc.constant('ALL')), 5);
const onFailure = seldom(mostly(fc.constantFrom('NONE', 'ALL_OLD', 'ALL_OLD'), fc.constant('ALL_NEW')), 2);

const call = (operation: string, ...parts: fc.Arbitrary<Readonly<Record<string, Json | undefined>>>[]): fc.Arbitrary<Call> =>
  fc.tuple(...parts).map((members) => ({ operation, input: withoutMissing(Object.assign({}, ...members) as JsonObject) }));

const guard = fc.oneof(
  { arbitrary: fc.constant<JsonObject>({}), weight: 3 },
  { arbitrary: withPlaceholders({ ConditionExpression: condition }), weight: 3 },
  { arbitrary: legacyCondition, weight: 1 },
);

const common = fc.record({
  ReturnConsumedCapacity: capacity,
  ReturnItemCollectionMetrics: metrics,
  ReturnValuesOnConditionCheckFailure: onFailure,
});

export const putItem = (table: TableDefinition): fc.Arbitrary<Call> =>
  call(
    'PutItem',
    fc.record({
      TableName: tableName,
      Item: itemOf(table),
      ReturnValues: seldom(mostly(fc.constantFrom('NONE', 'ALL_OLD', 'ALL_OLD'), fc.constantFrom('ALL_NEW', 'UPDATED_OLD', 'X'), 15), 1),
    }),
    common,
    guard,
  );

export const deleteItem = (table: TableDefinition): fc.Arbitrary<Call> =>
  call(
    'DeleteItem',
    fc.record({
      TableName: tableName,
      Key: keyOf(table),
      ReturnValues: seldom(mostly(fc.constantFrom('NONE', 'ALL_OLD', 'ALL_OLD'), fc.constantFrom('ALL_NEW', 'UPDATED_OLD', 'X'), 15), 1),
    }),
    common,
    guard,
  );

const changes = fc.oneof(
  { arbitrary: withPlaceholders({ UpdateExpression: update }), weight: 18 },
  { arbitrary: withPlaceholders({ UpdateExpression: update, ConditionExpression: condition }), weight: 6 },
  { arbitrary: legacyUpdates, weight: 3 },
  { arbitrary: fc.constant<JsonObject>({}), weight: 1 },
);

export const updateItem = (table: TableDefinition): fc.Arbitrary<Call> =>
  call(
    'UpdateItem',
    fc.record({
      TableName: tableName,
      Key: keyOf(table),
      ReturnValues: seldom(
        mostly(fc.constantFrom('NONE', 'ALL_OLD', 'ALL_NEW', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW', 'UPDATED_NEW'), fc.constant('X')),
        1,
        3,
      ),
    }),
    common,
    changes,
    seldom(legacyCondition, 15).map((given) => given ?? {}),
  );

const shown = fc.oneof(
  { arbitrary: fc.constant<JsonObject>({}), weight: 9 },
  { arbitrary: withPlaceholders({ ProjectionExpression: projection }), weight: 12 },
  {
    arbitrary: fc
      .uniqueArray(fc.constantFrom('a', 'b', 'h', 'r', 'a.b'), { minLength: 1, maxLength: 3 })
      .map((AttributesToGet): JsonObject => ({ AttributesToGet })),
    weight: 3,
  },
  {
    arbitrary: fc.constantFrom<JsonObject>(
      { AttributesToGet: ['a', 'a'] },
      { AttributesToGet: [] },
      { AttributesToGet: [''] },
      { AttributesToGet: ['a'], ProjectionExpression: 'b' },
    ),
    weight: 1,
  },
);

export const getItem = (table: TableDefinition): fc.Arbitrary<Call> =>
  call(
    'GetItem',
    fc.record({ TableName: tableName, Key: keyOf(table), ConsistentRead: maybe(fc.boolean()), ReturnConsumedCapacity: capacity }),
    shown,
  );

export const batchGetItem = (table: TableDefinition): fc.Arbitrary<Call> =>
  call(
    'BatchGetItem',
    fc
      .tuple(
        tableName,
        fc.array(keyOf(table), { minLength: 0, maxLength: 4 }),
        shown,
        maybe(fc.boolean()),
        seldom(fc.constant('Elsewhere'), 40),
      )
      .map(([name, Keys, more, ConsistentRead, second]) => ({
        RequestItems: {
          [name]: withoutMissing({ Keys, ...more, ConsistentRead }),
          ...(second === undefined ? {} : { [second]: { Keys: [{ h: { S: 'a' } }] } }),
        },
      })),
    fc.record({ ReturnConsumedCapacity: capacity }),
  );

export const batchWriteItem = (table: TableDefinition): fc.Arbitrary<Call> => {
  const one = fc.oneof(
    { arbitrary: itemOf(table).map((Item): JsonObject => ({ PutRequest: { Item } })), weight: 36 },
    { arbitrary: keyOf(table).map((Key): JsonObject => ({ DeleteRequest: { Key } })), weight: 18 },
    {
      arbitrary: fc.constantFrom<JsonObject>({}, { PutRequest: { Item: { h: { S: 'a' } } }, DeleteRequest: { Key: { h: { S: 'a' } } } }),
      weight: 1,
    },
  );
  return call(
    'BatchWriteItem',
    fc.tuple(tableName, fc.array(one, { minLength: 0, maxLength: 4 })).map(([name, requests]) => ({ RequestItems: { [name]: requests } })),
    fc.record({ ReturnConsumedCapacity: capacity, ReturnItemCollectionMetrics: metrics }),
  );
};

export const transactWriteItems = (table: TableDefinition): fc.Arbitrary<Call> => {
  const guarded = fc.oneof(
    { arbitrary: fc.constant<JsonObject>({}), weight: 2 },
    { arbitrary: withPlaceholders({ ConditionExpression: condition }), weight: 1 },
  );
  const part = (name: string, ...parts: fc.Arbitrary<Readonly<Record<string, Json | undefined>>>[]): fc.Arbitrary<JsonObject> =>
    fc
      .tuple(fc.record({ TableName: tableName, ReturnValuesOnConditionCheckFailure: onFailure }), ...parts)
      .map((members) => ({ [name]: withoutMissing(Object.assign({}, ...members) as JsonObject) }));
  const one = fc.oneof(
    { arbitrary: part('Put', fc.record({ Item: itemOf(table) }), guarded), weight: 20 },
    { arbitrary: part('Delete', fc.record({ Key: keyOf(table) }), guarded), weight: 10 },
    {
      arbitrary: part(
        'Update',
        fc.record({ Key: keyOf(table) }),
        withPlaceholders({ UpdateExpression: update, ConditionExpression: sometimes(condition) }),
      ),
      weight: 15,
    },
    {
      arbitrary: part('ConditionCheck', fc.record({ Key: keyOf(table) }), withPlaceholders({ ConditionExpression: condition })),
      weight: 10,
    },
    {
      arbitrary: fc.constantFrom<JsonObject>(
        {},
        { Put: { TableName: TABLE, Item: { h: { S: 'a' } } }, Delete: { TableName: TABLE, Key: { h: { S: 'a' } } } },
      ),
      weight: 1,
    },
  );
  return call(
    'TransactWriteItems',
    fc.record({
      TransactItems: fc.array(one, { minLength: 1, maxLength: 4 }),
      ReturnConsumedCapacity: capacity,
      ReturnItemCollectionMetrics: metrics,
    }),
  );
};

export const transactGetItems = (table: TableDefinition): fc.Arbitrary<Call> =>
  call(
    'TransactGetItems',
    fc.record({
      TransactItems: fc.array(
        fc
          .tuple(tableName, keyOf(table), fc.oneof(fc.constant<JsonObject>({}), withPlaceholders({ ProjectionExpression: projection })))
          .map(([TableName, Key, more]) => ({
            Get: { TableName, Key, ...more },
          })),
        { minLength: 1, maxLength: 4 },
      ),
      ReturnConsumedCapacity: capacity,
    }),
  );

export { call, capacity, onFailure, shown, tableName };
