import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { invalid, N, type OpenDynamodb, openDynamodb, S, schemaOf } from '../open-dynamodb.js';

describe.each(engines)('tables (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  let client: DynamoDBClient;
  beforeAll(async () => {
    dynamodb = await openDynamodb(engine);
    client = dynamodb.client;
  });
  afterAll(() => dynamodb?.close());

  const describeTable = async (TableName: string, by = client) => (await by.send(new DescribeTableCommand({ TableName }))).Table;

  // Recorded: gsi_with_billing_mode[PAY_PER_REQUEST], less its index.
  it('on demand are described as AWS does', async () => {
    const created = await dynamodb.createTable('demand', { id: 'S', at: 'N' });
    const shared = {
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'at', AttributeType: 'N' },
      ],
      CreationDateTime: expect.any(Date),
      DeletionProtectionEnabled: false,
      ItemCount: 0,
      KeySchema: [
        { AttributeName: 'id', KeyType: 'HASH' },
        { AttributeName: 'at', KeyType: 'RANGE' },
      ],
      ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
      TableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/demand',
      TableId: expect.stringMatching(/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/),
      TableName: 'demand',
      TableSizeBytes: 0,
    };
    expect(created.TableDescription).toEqual({
      ...shared,
      TableStatus: 'CREATING',
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    });
    expect(await describeTable('demand')).toEqual({
      ...shared,
      TableStatus: 'ACTIVE',
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST', LastUpdateToPayPerRequestDateTime: expect.any(Date) },
      WarmThroughput: { ReadUnitsPerSecond: 12000, WriteUnitsPerSecond: 4000, Status: 'ACTIVE' },
    });
  });

  // Recorded: gsi_with_billing_mode[PROVISIONED], less its index.
  it('with provisioned throughput are described without a billing mode', async () => {
    const throughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 6 };
    await dynamodb.createTable('provisioned', { id: 'S' }, { BillingMode: 'PROVISIONED', ProvisionedThroughput: throughput });
    const table = await describeTable('provisioned');
    expect(table?.ProvisionedThroughput).toEqual({ NumberOfDecreasesToday: 0, ...throughput });
    expect(table?.WarmThroughput).toEqual({ ReadUnitsPerSecond: 5, WriteUnitsPerSecond: 6, Status: 'ACTIVE' });
    expect(table).not.toHaveProperty('BillingModeSummary');
  });

  it('count their items and bytes', async () => {
    await dynamodb.createTable('counted', { id: 'S' });
    await describeTable('counted');
    await dynamodb.put('counted', { id: S('a') }, { id: S('b'), x: N('12') });
    // 2 + 1, and 2 + 1 + 1 + 2.
    expect(await describeTable('counted')).toMatchObject({ ItemCount: 2, TableSizeBytes: 9 });
  });

  it('are found by their ARN', async () => {
    await dynamodb.createTable('arn-table');
    const arn = 'arn:aws:dynamodb:us-east-1:000000000000:table/arn-table';
    expect(await describeTable(arn)).toMatchObject({ TableName: 'arn-table' });
    expect(await refusal(describeTable(arn.replace('us-east-1', 'eu-west-1')))).toMatchObject({ code: 'ResourceNotFoundException' });
  });

  it('belong to an account and a region', async () => {
    await dynamodb.createTable('local');
    for (const options of [{ account: '111111111111' }, { region: 'eu-west-1' }]) {
      const other = dynamodb.clientOf(options);
      expect(await refusal(describeTable('local', other))).toMatchObject({ code: 'ResourceNotFoundException' });
      expect((await other.send(new ListTablesCommand({}))).TableNames).toEqual([]);
    }
  });

  it('of one name exist once', async () => {
    await dynamodb.createTable('once');
    expect(await refusal(dynamodb.createTable('once'))).toEqual({
      code: 'ResourceInUseException',
      message: 'Table already exists: once',
      status: 400,
      members: { __type: expect.stringContaining('com.amazonaws.dynamodb.v20120810#') },
    });
  });

  it('are gone once they are deleted, with their items', async () => {
    await dynamodb.createTable('gone');
    await dynamodb.put('gone', { id: S('a') });
    const { TableDescription } = await client.send(new DeleteTableCommand({ TableName: 'gone' }));
    expect(TableDescription).toMatchObject({ TableName: 'gone', TableStatus: 'DELETING', ItemCount: 1 });
    expect(TableDescription).not.toHaveProperty('KeySchema');
    expect(await refusal(describeTable('gone'))).toEqual({
      code: 'ResourceNotFoundException',
      message: 'Requested resource not found: Table: gone not found',
      status: 400,
      members: { __type: expect.stringContaining('com.amazonaws.dynamodb.v20120810#') },
    });
    await dynamodb.createTable('gone');
    expect((await client.send(new ScanCommand({ TableName: 'gone' }))).Count).toBe(0);
  });

  it('are listed in pages by name', async () => {
    const own = dynamodb.clientOf({ account: '222222222222' });
    for (const TableName of ['b-table', 'a-table', 'c-table'])
      await own.send(new CreateTableCommand({ TableName, ...schemaOf({ id: 'S' }), BillingMode: 'PAY_PER_REQUEST' }));
    const list = async (input: { Limit?: number; ExclusiveStartTableName?: string }) => {
      const { TableNames, LastEvaluatedTableName } = await own.send(new ListTablesCommand(input));
      return [TableNames, LastEvaluatedTableName];
    };
    expect(await list({})).toEqual([['a-table', 'b-table', 'c-table'], undefined]);
    expect(await list({ Limit: 2 })).toEqual([['a-table', 'b-table'], 'b-table']);
    expect(await list({ Limit: 2, ExclusiveStartTableName: 'b-table' })).toEqual([['c-table'], undefined]);
    expect(await list({ Limit: 3 })).toEqual([['a-table', 'b-table', 'c-table'], undefined]);
  });

  it('keep the tags that they were created with', async () => {
    const Tags = [
      { Key: 'owner', Value: 'me' },
      { Key: 'empty', Value: '' },
    ];
    const { TableDescription } = await dynamodb.createTable('tagged', { id: 'S' }, { Tags });
    const ResourceArn = TableDescription?.TableArn ?? '';
    expect((await client.send(new ListTagsOfResourceCommand({ ResourceArn }))).Tags).toEqual(Tags);
    const missing = client.send(new ListTagsOfResourceCommand({ ResourceArn: `${ResourceArn}-no` }));
    expect(await refusal(missing)).toMatchObject({
      code: 'ResourceNotFoundException',
      message: `Requested resource not found: ResourcArn: ${ResourceArn}-no not found`,
    });
  });

  it('have no time to live and no point-in-time recovery', async () => {
    await dynamodb.createTable('plain');
    const ttl = await client.send(new DescribeTimeToLiveCommand({ TableName: 'plain' }));
    expect(ttl.TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'DISABLED' });
    const backups = await client.send(new DescribeContinuousBackupsCommand({ TableName: 'plain' }));
    expect(backups.ContinuousBackupsDescription).toEqual({
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
    });
    expect(await refusal(client.send(new DescribeContinuousBackupsCommand({ TableName: 'none' })))).toMatchObject({
      code: 'TableNotFoundException',
      message: 'Table not found: none',
    });
  });

  const definitions = (...names: string[]) => names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }));
  const hash = (AttributeName: string) => ({ AttributeName, KeyType: 'HASH' as const });
  const range = (AttributeName: string) => ({ AttributeName, KeyType: 'RANGE' as const });
  const attributes = 'One or more parameter values were invalid: ';
  const refused: readonly [string, Partial<CreateTableCommandInput>, string][] = [
    [
      'neither keys nor attributes',
      {},
      "2 validation errors detected: Value null at 'attributeDefinitions' failed to satisfy constraint: Member must not be null; Value null at 'keySchema' failed to satisfy constraint: Member must not be null",
    ],
    [
      'a range key alone',
      { KeySchema: [range('a')], AttributeDefinitions: definitions('a') },
      'Invalid KeySchema: The first KeySchemaElement is not a HASH key type',
    ],
    [
      'two hash keys',
      { KeySchema: [hash('a'), hash('b')], AttributeDefinitions: definitions('a', 'b') },
      'Invalid KeySchema: The second KeySchemaElement is not a RANGE key type',
    ],
    [
      'three keys',
      { KeySchema: [hash('a'), range('b'), range('c')], AttributeDefinitions: definitions('a', 'b', 'c') },
      'Key Schema too big.  Key Schema must at most consist of the hash and range key of a table',
    ],
    [
      'one name for both keys',
      { KeySchema: [hash('a'), range('a')], AttributeDefinitions: definitions('a') },
      'Both the Hash Key and the Range Key element in the KeySchema have the same name',
    ],
    [
      'a key without definition',
      { KeySchema: [hash('a')], AttributeDefinitions: definitions('b') },
      'Invalid KeySchema: Some index key attribute have no definition',
    ],
    [
      'an attribute that is no key',
      { KeySchema: [hash('a')], AttributeDefinitions: definitions('a', 'b') },
      `${attributes}Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions`,
    ],
    [
      'an attribute defined twice',
      { KeySchema: [hash('a')], AttributeDefinitions: definitions('a', 'a') },
      'Cannot have two attributes with the same name',
    ],
    [
      'throughput on demand',
      { ...schemaOf({ id: 'S' }), ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } },
      `${attributes}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST`,
    ],
    [
      'no throughput',
      { ...schemaOf({ id: 'S' }), BillingMode: undefined },
      `${attributes}ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED`,
    ],
    [
      'boundless throughput',
      {
        ...schemaOf({ id: 'S' }),
        BillingMode: 'PROVISIONED',
        ProvisionedThroughput: { ReadCapacityUnits: 1_000_000_000_001, WriteCapacityUnits: 1 },
      },
      'Given value 1000000000001 for ReadCapacityUnits is out of bounds',
    ],
    [
      'a name that is too short',
      { ...schemaOf({ id: 'S' }), TableName: 'ab' },
      "Invalid table/index name.  Table/index names must be between 3 and 255 characters long, and may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'",
    ],
    [
      'an on-demand limit of nothing',
      { ...schemaOf({ id: 'S' }), OnDemandThroughput: { MaxReadRequestUnits: 1, MaxWriteRequestUnits: 0 } },
      `${attributes}Requested MaxWriteRequestUnits for OnDemandThroughput for table is outside of valid range`,
    ],
    [
      'on-demand limits when provisioned',
      {
        ...schemaOf({ id: 'S' }),
        BillingMode: 'PROVISIONED',
        ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
        OnDemandThroughput: { MaxReadRequestUnits: 1 },
      },
      `${attributes}OnDemandThroughput can be specified only when BillingMode is PAY_PER_REQUEST`,
    ],
    [
      'less warm throughput than it has anyway',
      { ...schemaOf({ id: 'S' }), WarmThroughput: { ReadUnitsPerSecond: 11_999 } },
      `${attributes}Requested ReadUnitsPerSecond for WarmThroughput for table is lower than minimum, Requested ReadUnitsPerSecond: 11999, Minimum ReadUnitsPerSecond: 12000`,
    ],
    [
      'a kind of encryption that is switched off',
      { ...schemaOf({ id: 'S' }), SSESpecification: { Enabled: false, SSEType: 'KMS' } },
      `${attributes}SSEType cannot be specified when SSE is disabled`,
    ],
    [
      'a key for encryption that is switched off',
      { ...schemaOf({ id: 'S' }), SSESpecification: { KMSMasterKeyId: 'alias/own' } },
      `${attributes}KMSMasterKeyId cannot be specified when SSE is disabled`,
    ],
    [
      'a kind of encryption that there is no more',
      { ...schemaOf({ id: 'S' }), SSESpecification: { Enabled: true, SSEType: 'AES256' } },
      `${attributes}SSEType AES256 is not supported`,
    ],
    [
      'an empty list of indexes',
      { ...schemaOf({ id: 'S' }), GlobalSecondaryIndexes: [] },
      `${attributes}List of GlobalSecondaryIndexes is empty`,
    ],
  ];

  it.each(refused)('are refused with %s', async (_case, input, message) => {
    const call = client.send(new CreateTableCommand({ TableName: 'refused', BillingMode: 'PAY_PER_REQUEST', ...input }));
    expect(await refusal(call)).toEqual(invalid(message));
  });

  it.each<[string, Partial<CreateTableCommandInput>]>([
    ['GlobalTableSourceArn', { GlobalTableSourceArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/source' }],
    ['GlobalTableSettingsReplicationMode', { GlobalTableSettingsReplicationMode: 'ENABLED' }],
  ])('say that %s is not emulated', async (name, input) => {
    expect(await refusal(dynamodb.createTable('unemulated', { id: 'S' }, input))).toMatchObject({
      code: 'NotImplemented',
      message: `dynamodb CreateTable: ${name} is known but not emulated`,
      status: 501,
    });
  });

  it('may spell out what a new table has anyway', async () => {
    const defaults = {
      StreamSpecification: { StreamEnabled: false },
      SSESpecification: { Enabled: false },
      TableClass: 'STANDARD',
      DeletionProtectionEnabled: false,
    } as const;
    await dynamodb.createTable('defaults', { id: 'S' }, defaults);
    expect(await describeTable('defaults')).toMatchObject({ TableStatus: 'ACTIVE', DeletionProtectionEnabled: false });
  });
});
