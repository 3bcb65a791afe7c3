/** The parameters that expressions took the place of. */
import fc from 'fast-check';
import type { Json, JsonObject } from './sides.js';
import type { KeyDefinition } from './tables.js';
import { keyValue, maybe, mostly, numberSet, seldom, stringSet, value, withoutMissing, wrongValue } from './values.js';

const attribute = fc.constantFrom('a', 'b', 'c', 'd', 'x', 'a.b');
const operator = fc.constantFrom(
  'EQ',
  'NE',
  'IN',
  'LE',
  'LT',
  'GE',
  'GT',
  'BETWEEN',
  'NOT_NULL',
  'NULL',
  'CONTAINS',
  'NOT_CONTAINS',
  'BEGINS_WITH',
);

/** How many values the operator takes, or seldom another number of them. */
const operandsOf = (name: string): fc.Arbitrary<JsonObject[] | undefined> => {
  const count = name === 'BETWEEN' ? 2 : name === 'NULL' || name === 'NOT_NULL' ? 0 : 1;
  const one = mostly(fc.oneof(value, stringSet, numberSet), wrongValue, 60);
  const right = name === 'IN' ? fc.array(one, { minLength: 1, maxLength: 3 }) : fc.array(one, { minLength: count, maxLength: count });
  return mostly<JsonObject[] | undefined>(
    right.map((list) => (count === 0 ? undefined : list)),
    fc.array(one, { maxLength: 3 }),
    12,
  );
};

const condition: fc.Arbitrary<JsonObject> = operator.chain((name) =>
  operandsOf(name).map((list) => withoutMissing({ ComparisonOperator: name, AttributeValueList: list })),
);

const expected: fc.Arbitrary<JsonObject> = fc.oneof(
  { arbitrary: condition, weight: 12 },
  { arbitrary: value.map((Value): JsonObject => ({ Value })), weight: 3 },
  { arbitrary: fc.boolean().map((Exists): JsonObject => ({ Exists })), weight: 3 },
  { arbitrary: fc.tuple(value, fc.boolean()).map(([Value, Exists]): JsonObject => ({ Value, Exists })), weight: 3 },
  {
    arbitrary: fc.constantFrom<JsonObject>(
      {},
      { Value: { S: 'a' }, ComparisonOperator: 'EQ', AttributeValueList: [{ S: 'a' }] },
      { AttributeValueList: [{ S: 'a' }] },
    ),
    weight: 1,
  },
);

const byAttribute = (arbitrary: fc.Arbitrary<JsonObject>, minLength = 1): fc.Arbitrary<JsonObject> =>
  fc
    .uniqueArray(fc.tuple(attribute, arbitrary), { selector: ([name]) => name, minLength, maxLength: 2 })
    .map((list): JsonObject => Object.fromEntries(list));

const operators = seldom(fc.constantFrom('AND', 'OR', 'OR', 'XOR'), 2);

const together = (members: Readonly<Record<string, fc.Arbitrary<Json | undefined>>>): fc.Arbitrary<JsonObject> =>
  fc.record(members).map(withoutMissing);

export const legacyCondition: fc.Arbitrary<JsonObject> = together({ Expected: byAttribute(expected), ConditionalOperator: operators });

const change: fc.Arbitrary<JsonObject> = together({
  Action: maybe(fc.constantFrom('PUT', 'ADD', 'DELETE', 'ADD', 'DELETE', 'FOO')),
  Value: seldom(mostly(fc.oneof(value, numberSet, stringSet, fc.constant<JsonObject>({ N: '1' })), wrongValue), 1, 4),
});

export const legacyUpdates: fc.Arbitrary<JsonObject> = fc
  .tuple(byAttribute(change, 0), seldom(legacyCondition, 3))
  .map(([AttributeUpdates, conditions]): JsonObject => ({ AttributeUpdates, ...conditions }));

/** @param name QueryFilter or ScanFilter */
export const legacyFilter = (name: string): fc.Arbitrary<JsonObject> =>
  together({ [name]: byAttribute(condition), ConditionalOperator: operators });

export function legacyKeyConditions(hash: KeyDefinition, range: KeyDefinition | undefined): fc.Arbitrary<JsonObject> {
  const onHash = fc
    .tuple(mostly(fc.constant('EQ'), operator, 12), mostly(keyValue(hash.type), fc.oneof(value, wrongValue), 20))
    .map(([ComparisonOperator, operand]): JsonObject => ({ ComparisonOperator, AttributeValueList: [operand] }));
  const operand = range === undefined ? value : mostly(keyValue(range.type), fc.oneof(value, wrongValue));
  const onRange = fc
    .tuple(mostly(fc.constantFrom('EQ', 'LE', 'LT', 'GE', 'GT', 'BETWEEN', 'BEGINS_WITH'), operator, 10), operand, operand)
    .map(
      ([ComparisonOperator, low, high]): JsonObject => ({
        ComparisonOperator,
        AttributeValueList: ComparisonOperator === 'BETWEEN' ? [low, high] : [low],
      }),
    );
  const second = range === undefined ? seldom(onRange, 15) : maybe(onRange);
  return fc.tuple(onHash, second, seldom(condition, 30)).map(
    ([first, other, more]): JsonObject => ({
      KeyConditions: withoutMissing({ [hash.name]: first, [range?.name ?? 'r']: other, c: more }),
    }),
  );
}
