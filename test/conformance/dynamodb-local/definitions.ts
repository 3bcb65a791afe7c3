/** Random definitions of tables and changes to them, most of them wrong. */
import fc from 'fast-check';
import type { Call, Json, JsonObject } from './sides.js';
import { createTableInput, type TableDefinition, table } from './tables.js';
import { maybe, mostly, seldom, withoutMissing } from './values.js';
import { call, TABLE } from './writes.js';

const attribute = fc
  .tuple(fc.constantFrom('h', 'r', 'x', 'y', 'z'), mostly(fc.constantFrom('S', 'N', 'B'), fc.constantFrom('SS', 'BOOL'), 40))
  .map(([AttributeName, AttributeType]): JsonObject => ({ AttributeName, AttributeType }));
const element = fc
  .tuple(fc.constantFrom('h', 'r', 'x', 'y', 'z'), fc.constantFrom('HASH', 'RANGE'))
  .map(([AttributeName, KeyType]): JsonObject => ({ AttributeName, KeyType }));
const keySchema = fc.oneof(
  fc.constantFrom<JsonObject[]>(
    [{ AttributeName: 'h', KeyType: 'HASH' }],
    [{ AttributeName: 'x', KeyType: 'HASH' }],
    [
      { AttributeName: 'h', KeyType: 'HASH' },
      { AttributeName: 'x', KeyType: 'RANGE' },
    ],
    [
      { AttributeName: 'h', KeyType: 'HASH' },
      { AttributeName: 'r', KeyType: 'RANGE' },
    ],
  ),
  { arbitrary: fc.array(element, { maxLength: 3 }), weight: 1 },
);
const throughput = mostly(
  fc.constantFrom<JsonObject>({ ReadCapacityUnits: 1, WriteCapacityUnits: 1 }, { ReadCapacityUnits: 5, WriteCapacityUnits: 3 }),
  fc.constantFrom<JsonObject>({ ReadCapacityUnits: 0, WriteCapacityUnits: 1 }, { ReadCapacityUnits: 1 }, {}),
  20,
);
const projection = mostly(
  fc.constantFrom<JsonObject>(
    { ProjectionType: 'ALL' },
    { ProjectionType: 'KEYS_ONLY' },
    { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a'] },
  ),
  fc.constantFrom<JsonObject>(
    {},
    { ProjectionType: 'INCLUDE' },
    { ProjectionType: 'ALL', NonKeyAttributes: ['a'] },
    { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a', 'a'] },
    { ProjectionType: 'INCLUDE', NonKeyAttributes: ['h'] },
    { ProjectionType: 'SOME' },
    { ProjectionType: 'INCLUDE', NonKeyAttributes: Array.from({ length: 21 }, (_, at) => `a${at}`) },
    { ProjectionType: 'INCLUDE', NonKeyAttributes: [] },
  ),
  6,
);
const indexName = mostly(fc.constantFrom('One1', 'Two2', 'Global0', 'Local0'), fc.constantFrom('x', 'no index', 'i'.repeat(256)), 25);
const index = (isGlobal: boolean): fc.Arbitrary<JsonObject> =>
  fc
    .record({
      IndexName: indexName,
      KeySchema: keySchema,
      Projection: seldom(projection, 1, 12),
      ProvisionedThroughput: isGlobal ? maybe(throughput) : fc.constant(undefined),
    })
    .map(withoutMissing);

const tableMembers: fc.Arbitrary<Readonly<Record<string, Json | undefined>>> = fc.record({
  KeySchema: mostly(keySchema, fc.constant<JsonObject[]>([]), 30),
  AttributeDefinitions: fc.uniqueArray(attribute, { selector: ({ AttributeName }) => AttributeName, minLength: 1, maxLength: 4 }),
  BillingMode: maybe(fc.constantFrom('PAY_PER_REQUEST', 'PAY_PER_REQUEST', 'PROVISIONED')),
  ProvisionedThroughput: maybe(throughput),
  GlobalSecondaryIndexes: seldom(fc.array(index(true), { maxLength: 2 }), 1),
  LocalSecondaryIndexes: seldom(fc.array(index(false), { maxLength: 6 }), 1),
  StreamSpecification: seldom(
    fc.constantFrom<JsonObject>(
      { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      { StreamEnabled: true },
      { StreamEnabled: false },
      { StreamEnabled: false, StreamViewType: 'NEW_IMAGE' },
    ),
    4,
  ),
});

/** A table of that name is there: what would be created is refused for that, and the rest for what is wrong with it. */
export const createTable = (): fc.Arbitrary<Call> =>
  fc.oneof(
    {
      arbitrary: call(
        'CreateTable',
        fc.record({ TableName: mostly(fc.constant(TABLE), fc.constantFrom('ab', 'no table'), 30) }),
        tableMembers,
      ),
      weight: 4,
    },
    // One member of a right definition exchanged.
    {
      arbitrary: fc
        .tuple(
          table,
          tableMembers,
          fc.constantFrom(
            'KeySchema',
            'AttributeDefinitions',
            'ProvisionedThroughput',
            'GlobalSecondaryIndexes',
            'LocalSecondaryIndexes',
            'StreamSpecification',
            'BillingMode',
          ),
        )
        .map(([definition, members, name]) => ({
          operation: 'CreateTable',
          input: withoutMissing({ ...createTableInput(TABLE, definition), [name]: members[name] }),
        })),
      weight: 4,
    },
  );

const changed = fc.oneof(
  fc.record({ ProvisionedThroughput: throughput }),
  fc.record({ BillingMode: fc.constantFrom('PAY_PER_REQUEST', 'PROVISIONED'), ProvisionedThroughput: maybe(throughput) }),
  fc.record({
    StreamSpecification: fc.constantFrom<JsonObject>(
      { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      { StreamEnabled: true },
      { StreamEnabled: false },
    ),
  }),
  fc.constant({}),
  fc.record({ AttributeDefinitions: maybe(fc.array(attribute, { minLength: 1, maxLength: 2 })) }),
  fc.record({
    AttributeDefinitions: maybe(fc.array(attribute, { minLength: 1, maxLength: 2 })),
    GlobalSecondaryIndexUpdates: fc.array(
      fc.oneof(
        index(true).map((Create): JsonObject => ({ Create })),
        indexName.map((IndexName): JsonObject => ({ Delete: { IndexName } })),
        fc
          .tuple(indexName, throughput)
          .map(([IndexName, ProvisionedThroughput]): JsonObject => ({ Update: { IndexName, ProvisionedThroughput } })),
        fc.constant<JsonObject>({}),
      ),
      { maxLength: 2 },
    ),
  }),
);

export const updateTable = (): fc.Arbitrary<Call> => call('UpdateTable', fc.constant({ TableName: TABLE }), changed);

export const timeToLive = (): fc.Arbitrary<Call> =>
  fc.oneof(
    call('DescribeTimeToLive', fc.constant({ TableName: TABLE })),
    call(
      'UpdateTimeToLive',
      fc.record({
        TableName: fc.constantFrom(TABLE, TABLE, TABLE, 'Elsewhere'),
        TimeToLiveSpecification: fc.record({ Enabled: fc.boolean(), AttributeName: fc.constantFrom('a', 'b', 'h', '') }),
      }),
    ),
  );

export const describeTable = (_table: TableDefinition): fc.Arbitrary<Call> =>
  call('DescribeTable', fc.constantFrom({ TableName: TABLE }, { TableName: 'Elsewhere' }, { TableName: 'ab' }));
