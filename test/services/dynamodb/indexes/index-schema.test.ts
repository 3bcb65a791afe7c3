import { CreateTableCommand, type CreateTableCommandInput, DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusal } from '../../emulator.js';
import { invalid, invalidParameter, type OpenDynamodb, openDynamodb, schemaOf } from '../open-dynamodb.js';
import { index, indexed } from '../open-indexes.js';

describe('indexes of new tables', () => {
  let dynamodb: OpenDynamodb;
  let client: DynamoDBClient;
  beforeAll(async () => {
    dynamodb = await openDynamodb();
    client = dynamodb.client;
  });
  afterAll(() => dynamodb?.close());

  const describeTable = async (TableName: string) => (await client.send(new DescribeTableCommand({ TableName }))).Table;
  const throughput = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 };

  // Recorded: gsi_with_billing_mode[PAY_PER_REQUEST] and [PROVISIONED].
  it.each([
    ['PAY_PER_REQUEST', undefined, 0, { ReadUnitsPerSecond: 12000, WriteUnitsPerSecond: 4000 }],
    ['PROVISIONED', throughput, 1, { ReadUnitsPerSecond: 1, WriteUnitsPerSecond: 1 }],
  ] as const)('are described as AWS does: %s', async (BillingMode, ProvisionedThroughput, units, warm) => {
    const name = `described-${BillingMode}`;
    const own = ProvisionedThroughput === undefined ? {} : { ProvisionedThroughput };
    const created = await dynamodb.createTable(
      name,
      {},
      {
        ...indexed(
          { g: 'S', l: 'S' },
          {
            GlobalSecondaryIndexes: [{ ...index('gsi', ['g']), ...own }],
            LocalSecondaryIndexes: [index('lsi', ['pk', 'l'], 'INCLUDE', ['x'])],
          },
        ),
        BillingMode,
        ...own,
      },
    );
    const arn = `arn:aws:dynamodb:us-east-1:000000000000:table/${name}`;
    const global = {
      IndexName: 'gsi',
      IndexArn: `${arn}/index/gsi`,
      IndexSizeBytes: 0,
      ItemCount: 0,
      KeySchema: [{ AttributeName: 'g', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
      ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: units, WriteCapacityUnits: units },
    };
    const local = {
      IndexName: 'lsi',
      IndexArn: `${arn}/index/lsi`,
      IndexSizeBytes: 0,
      ItemCount: 0,
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'l', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['x'] },
    };
    expect(created.TableDescription?.GlobalSecondaryIndexes).toEqual([{ ...global, IndexStatus: 'CREATING' }]);
    expect(created.TableDescription?.LocalSecondaryIndexes).toEqual([local]);
    const table = await describeTable(name);
    expect(table?.GlobalSecondaryIndexes).toEqual([{ ...global, IndexStatus: 'ACTIVE', WarmThroughput: { ...warm, Status: 'ACTIVE' } }]);
    expect(table?.LocalSecondaryIndexes).toEqual([local]);
  });

  it('count their entries and bytes', async () => {
    await dynamodb.createTable('counted', {}, indexed({ g: 'S' }, { GlobalSecondaryIndexes: [index('gsi', ['g'], 'KEYS_ONLY')] }));
    await dynamodb.put(
      'counted',
      { pk: { S: 'a' }, sk: { S: '1' }, g: { S: 'x' }, more: { S: 'more' } },
      { pk: { S: 'a' }, sk: { S: '2' } },
    );
    const [gsi] = (await describeTable('counted'))?.GlobalSecondaryIndexes ?? [];
    // pk, sk and g: 3 + 3 + 2 bytes.
    expect(gsi).toMatchObject({ ItemCount: 1, IndexSizeBytes: 8 });
  });

  const names = (count: number, start: string) => Array.from({ length: count }, (_, at) => `${start}${at}`);
  const globals = (...GlobalSecondaryIndexes: ReturnType<typeof index>[]) => indexed({ g: 'S' }, { GlobalSecondaryIndexes });
  const locals = (...LocalSecondaryIndexes: ReturnType<typeof index>[]) => indexed({ g: 'S' }, { LocalSecondaryIndexes });
  const included = names(20, 'a');
  const refused: readonly [string, Partial<CreateTableCommandInput>, ReturnType<typeof invalid>][] = [
    ['two of one name', globals(index('gsi', ['g']), index('gsi', ['g'])), invalidParameter('Duplicate index name: gsi')],
    [
      'a global and a local one of one name',
      indexed({ g: 'S' }, { GlobalSecondaryIndexes: [index('idx', ['g'])], LocalSecondaryIndexes: [index('idx', ['pk', 'g'])] }),
      invalidParameter('Duplicate index name: idx'),
    ],
    [
      'more than 20 global ones',
      globals(...names(21, 'gsi').map((name) => index(name, ['g']))),
      invalidParameter('GlobalSecondaryIndex count exceeds the per-table limit of 20'),
    ],
    [
      'more than 5 local ones',
      locals(...names(6, 'lsi').map((name) => index(name, ['pk', 'g']))),
      invalidParameter('Number of LocalSecondaryIndexes exceeds per-table limit of 5'),
    ],
    [
      'a key without definition',
      globals(index('gsi', ['none'])),
      invalidParameter(
        'Some index key attributes are not defined in AttributeDefinitions. Keys: [none], AttributeDefinitions: [pk, sk, g]',
      ),
    ],
    [
      'a definition that nothing uses',
      indexed({ g: 'S', unused: 'S' }, { GlobalSecondaryIndexes: [index('gsi', ['g'])] }),
      invalidParameter('Some AttributeDefinitions are not used. AttributeDefinitions: [pk, sk, g, unused], keys used: [pk, sk, g]'),
    ],
    [
      'a local one with a hash key of its own',
      locals(index('lsi', ['g', 'sk'])),
      invalidParameter(
        'Index KeySchema does not have the same leading hash key as table KeySchema for index: lsi. index hash key: g, table hash key: pk',
      ),
    ],
    [
      'a local one without range key',
      locals(index('lsi', ['pk'])),
      invalidParameter('Index KeySchema does not have a range key for index: lsi'),
    ],
    [
      'a local one on a table without range key',
      {
        ...schemaOf({ pk: 'S' }),
        LocalSecondaryIndexes: [index('lsi', ['pk', 'pk2'])],
        AttributeDefinitions: schemaOf({ pk: 'S', pk2: 'S' }).AttributeDefinitions,
      },
      invalidParameter('Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex'),
    ],
    [
      'three keys of a local one',
      locals(index('lsi', ['pk', 'g', 'sk'])),
      invalid('Key Schema too big.  Key Schema must at most consist of the hash and range key of a table'),
    ],
    ['no projection type', globals({ ...index('gsi', ['g']), Projection: {} }), invalidParameter('Unknown ProjectionType: null')],
    [
      'included attributes of ALL',
      globals(index('gsi', ['g'], 'ALL', ['x'])),
      invalidParameter('ProjectionType is ALL, but NonKeyAttributes is specified'),
    ],
    [
      'included attributes of KEYS_ONLY',
      globals(index('gsi', ['g'], 'KEYS_ONLY', ['x'])),
      invalidParameter('ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified'),
    ],
    [
      'INCLUDE of nothing',
      globals(index('gsi', ['g'], 'INCLUDE')),
      invalidParameter('ProjectionType is INCLUDE, but NonKeyAttributes is not specified'),
    ],
    [
      'more than 100 included attributes',
      globals(...names(6, 'gsi').map((name) => index(name, ['g'], 'INCLUDE', included))),
      invalidParameter('Number of projected attributes of all indexes exceeds the per-table limit of 100: 120'),
    ],
    [
      'throughput on demand',
      globals({ ...index('gsi', ['g']), ProvisionedThroughput: throughput }),
      invalidParameter(
        'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: gsi when BillingMode is PAY_PER_REQUEST',
      ),
    ],
    [
      'no throughput when provisioned',
      { ...globals(index('gsi', ['g'])), BillingMode: 'PROVISIONED', ProvisionedThroughput: throughput },
      invalidParameter('ReadCapacityUnits and WriteCapacityUnits must both be specified for index: gsi when BillingMode is PROVISIONED'),
    ],
    [
      'NonKeyAttributes twice the same',
      globals(index('gsi', ['g'], 'INCLUDE', ['x', 'y', 'x'])),
      invalidParameter('NonKeyAttributes contains duplicates'),
    ],
    [
      'an empty list of local ones',
      { ...indexed({}, {}), LocalSecondaryIndexes: [] },
      invalidParameter('List of LocalSecondaryIndexes is empty'),
    ],
    [
      'boundless throughput',
      {
        ...globals({ ...index('gsi', ['g']), ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1_000_000_000_001 } }),
        BillingMode: 'PROVISIONED',
        ProvisionedThroughput: throughput,
      },
      invalid('Given value 1000000000001 for WriteCapacityUnits is out of bounds for index gsi'),
    ],
    [
      'one name for both keys',
      globals(index('gsi', ['g', 'g'])),
      invalid('Both the Hash Key and the Range Key element in the KeySchema have the same name'),
    ],
    [
      'more than 4 hash keys',
      globals({ ...index('gsi', []), KeySchema: names(5, 'h').map((AttributeName) => ({ AttributeName, KeyType: 'HASH' as const })) }),
      invalid('Key Schema too big.  Key Schema must at most consist of 4 hash and 4 range key attributes of an index'),
    ],
    [
      'a hash key behind a range key',
      globals({
        ...index('gsi', ['g', 'sk']),
        KeySchema: [...(index('gsi', ['g', 'sk']).KeySchema ?? []), { AttributeName: 'pk', KeyType: 'HASH' }],
      }),
      invalid('Invalid KeySchema: All HASH key types must come before the RANGE key types'),
    ],
    [
      'an attribute twice among several keys',
      globals(index('gsi', ['g', 'sk', 'g'])),
      invalid('Invalid KeySchema: Some KeySchemaElements have the same name'),
    ],
    [
      'on-demand limits when provisioned',
      {
        ...globals({ ...index('gsi', ['g']), ProvisionedThroughput: throughput, OnDemandThroughput: { MaxReadRequestUnits: 5 } }),
        BillingMode: 'PROVISIONED',
        ProvisionedThroughput: throughput,
      },
      invalidParameter('OnDemandThroughput can be specified only when BillingMode is PAY_PER_REQUEST'),
    ],
    [
      'an on-demand limit of nothing',
      globals({ ...index('gsi', ['g']), OnDemandThroughput: { MaxReadRequestUnits: 0 } }),
      invalidParameter('Requested MaxReadRequestUnits for OnDemandThroughput for index gsi is outside of valid range'),
    ],
    [
      'a range key first',
      globals({ ...index('gsi', ['g']), KeySchema: [{ AttributeName: 'g', KeyType: 'RANGE' }] }),
      invalid('Invalid KeySchema: The first KeySchemaElement is not a HASH key type'),
    ],
  ];
  it.each(refused)('are refused: %s', async (_case, input, message) => {
    const call = client.send(
      new CreateTableCommand({ TableName: 'refused', BillingMode: 'PAY_PER_REQUEST', ...input } as CreateTableCommandInput),
    );
    expect(await refusal(call)).toEqual(message);
  });

  it('may be as many as AWS allows', async () => {
    await dynamodb.createTable(
      'many',
      {},
      indexed(
        { g: 'S' },
        {
          GlobalSecondaryIndexes: names(20, 'gsi').map((name) => index(name, ['g'])),
          LocalSecondaryIndexes: names(5, 'lsi').map((name) => index(name, ['pk', 'g'], 'INCLUDE', included)),
        },
      ),
    );
    expect((await describeTable('many'))?.GlobalSecondaryIndexes).toHaveLength(20);
  });
});
