/** Random queries and scans of a table and its indexes. */
import fc from 'fast-check';
import { condition, keyCondition, projection, sometimes, withPlaceholders } from './expressions.js';
import { legacyFilter, legacyKeyConditions } from './legacy.js';
import type { Call, JsonObject } from './sides.js';
import { itemOf, type KeyDefinition, keyOf, type TableDefinition } from './tables.js';
import { maybe, mostly, seldom, withoutMissing } from './values.js';
import { call, capacity, shown, tableName } from './writes.js';

interface Source {
  readonly indexName: string | undefined;
  readonly hash: KeyDefinition;
  readonly range: KeyDefinition | undefined;
}

const sourceOf = (table: TableDefinition): fc.Arbitrary<Source> =>
  fc.constantFrom<Source>(
    { indexName: undefined, hash: table.hash, range: table.range },
    ...table.indexes.map(({ name, hash, range }) => ({ indexName: name, hash, range })),
    ...(table.indexes.length === 0 ? [] : table.indexes.map(({ name, hash, range }) => ({ indexName: name, hash, range }))),
  );

const select = seldom(
  mostly(fc.constantFrom('COUNT', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES', 'SPECIFIC_ATTRIBUTES'), fc.constant('SOME'), 20),
  2,
);
const limit = maybe(mostly(fc.constantFrom(1, 2, 3), fc.constantFrom(0, -1, 1000000)));
const consistent = seldom(fc.boolean(), 3);

/** Where a page could have ended, or not. */
const startOf = (table: TableDefinition, { indexName }: Source): fc.Arbitrary<JsonObject | undefined> =>
  seldom(
    fc.oneof(
      keyOf(table),
      itemOf(table).map((item): JsonObject => {
        const index = table.indexes.find(({ name }) => name === indexName);
        const names = new Set([table.hash.name, table.range?.name, index?.hash.name, index?.range?.name]);
        return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
      }),
    ),
    5,
  );

const indexNameOf = ({ indexName }: Source): fc.Arbitrary<string | undefined> =>
  mostly(fc.constant(indexName), fc.constantFrom('Nowhere', 'x', 'no index'), 60);

export const query = (table: TableDefinition): fc.Arbitrary<Call> =>
  sourceOf(table).chain((source) => {
    const { text, keys } = keyCondition(source.hash, source.range);
    const conditions = fc.oneof(
      {
        arbitrary: withPlaceholders(
          { KeyConditionExpression: text, FilterExpression: sometimes(condition), ProjectionExpression: sometimes(projection) },
          keys,
        ),
        weight: 30,
      },
      {
        arbitrary: fc
          .tuple(legacyKeyConditions(source.hash, source.range), fc.oneof(fc.constant<JsonObject>({}), legacyFilter('QueryFilter')), shown)
          .map((members): JsonObject => Object.assign({}, ...members) as JsonObject),
        weight: 10,
      },
      { arbitrary: withPlaceholders({ FilterExpression: sometimes(condition) }), weight: 1 },
    );
    return call(
      'Query',
      fc.record({
        TableName: tableName,
        IndexName: indexNameOf(source),
        ScanIndexForward: maybe(fc.boolean()),
        Limit: limit,
        Select: select,
        ConsistentRead: consistent,
        ReturnConsumedCapacity: capacity,
        ExclusiveStartKey: startOf(table, source),
      }),
      conditions,
    );
  });

const segments = seldom(
  mostly(
    fc
      .integer({ min: 1, max: 3 })
      .chain((TotalSegments) => fc.nat(TotalSegments - 1).map((Segment): JsonObject => ({ Segment, TotalSegments }))),
    fc.constantFrom<JsonObject>(
      { Segment: 0 },
      { TotalSegments: 2 },
      { Segment: 2, TotalSegments: 2 },
      { Segment: -1, TotalSegments: 2 },
      { Segment: 0, TotalSegments: 0 },
      { Segment: 0, TotalSegments: 1000001 },
    ),
    3,
  ),
  8,
);

export const scan = (table: TableDefinition): fc.Arbitrary<Call> =>
  sourceOf(table).chain((source) =>
    call(
      'Scan',
      fc.record({
        TableName: tableName,
        IndexName: indexNameOf(source),
        Limit: limit,
        Select: select,
        ConsistentRead: consistent,
        ReturnConsumedCapacity: capacity,
        ExclusiveStartKey: startOf(table, source),
      }),
      segments.map((given) => given ?? {}),
      fc.oneof(
        { arbitrary: withPlaceholders({ FilterExpression: sometimes(condition), ProjectionExpression: sometimes(projection) }), weight: 5 },
        {
          arbitrary: fc
            .tuple(legacyFilter('ScanFilter'), shown)
            .map((members): JsonObject => withoutMissing(Object.assign({}, ...members) as JsonObject)),
          weight: 1,
        },
      ),
    ),
  );
