import {
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateTableCommand,
  type UpdateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { invalid, invalidParameter, N, type OpenDynamodb, openDynamodb, S, schemaOf } from '../open-dynamodb.js';
import { index, indexed } from '../open-indexes.js';

describe.each(engines)('UpdateTable (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  let client: DynamoDBClient;
  beforeAll(async () => {
    dynamodb = await openDynamodb(engine);
    client = dynamodb.client;
  });
  afterAll(() => dynamodb?.close());

  const update = async (TableName: string, input: Partial<UpdateTableCommandInput>) =>
    (await client.send(new UpdateTableCommand({ TableName, ...input }))).TableDescription;
  const describeTable = async (TableName: string) => (await client.send(new DescribeTableCommand({ TableName }))).Table;
  const units = (read: number, write: number) => ({ ReadCapacityUnits: read, WriteCapacityUnits: write });
  const provisioned = (read: number, write: number) => ({ BillingMode: 'PROVISIONED', ProvisionedThroughput: units(read, write) }) as const;

  it('creates an index and fills it from the items that fit', async () => {
    await dynamodb.createTable('filled', { id: 'S' });
    await dynamodb.put('filled', { id: S('a'), g: S('x'), n: N(1) }, { id: S('b') }, { id: S('c'), g: N(1) }, { id: S('d'), g: S('') });
    const created = await update('filled', {
      AttributeDefinitions: schemaOf({ g: 'S', unused: 'S' }).AttributeDefinitions,
      GlobalSecondaryIndexUpdates: [{ Create: index('gsi', ['g'], 'KEYS_ONLY') }],
    });
    expect(created?.TableStatus).toBe('UPDATING');
    expect(created?.GlobalSecondaryIndexes).toMatchObject([
      { IndexName: 'gsi', IndexStatus: 'CREATING', Backfilling: false, ItemCount: 0 },
    ]);
    const table = await describeTable('filled');
    expect(table?.GlobalSecondaryIndexes).toMatchObject([{ IndexName: 'gsi', IndexStatus: 'ACTIVE', ItemCount: 1 }]);
    expect(table?.GlobalSecondaryIndexes?.[0]).not.toHaveProperty('Backfilling');
    // Definitions that no key needs are dropped.
    expect(table?.AttributeDefinitions).toEqual(schemaOf({ id: 'S', g: 'S' }).AttributeDefinitions);
    expect((await client.send(new ScanCommand({ TableName: 'filled', IndexName: 'gsi' }))).Items).toEqual([{ id: S('a'), g: S('x') }]);
    const wrong = client.send(new PutItemCommand({ TableName: 'filled', Item: { id: S('c'), g: N(1) } }));
    expect(await refusal(wrong)).toEqual(invalidParameter('Type mismatch for Index Key g Expected: S Actual: N IndexName: gsi'));
    await dynamodb.put('filled', { id: S('c'), g: S('y') });
    expect((await client.send(new ScanCommand({ TableName: 'filled', IndexName: 'gsi' }))).Count).toBe(2);
  });

  it('deletes an index with its entries and what only it defined', async () => {
    await dynamodb.createTable('shrunk', {}, indexed({ g: 'S' }, { GlobalSecondaryIndexes: [index('gsi', ['g', 'sk'])] }));
    await dynamodb.put('shrunk', { pk: S('p'), sk: S('s'), g: S('x') });
    const deleted = await update('shrunk', { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'gsi' } }] });
    expect(deleted?.GlobalSecondaryIndexes).toMatchObject([{ IndexName: 'gsi', IndexStatus: 'DELETING' }]);
    const table = await describeTable('shrunk');
    expect(table).not.toHaveProperty('GlobalSecondaryIndexes');
    expect(table?.AttributeDefinitions).toEqual(schemaOf({ pk: 'S', sk: 'S' }).AttributeDefinitions);
    await dynamodb.put('shrunk', { pk: S('p'), sk: S('t'), g: N(1) });
    await update('shrunk', {
      AttributeDefinitions: schemaOf({ g: 'S' }).AttributeDefinitions,
      GlobalSecondaryIndexUpdates: [{ Create: index('gsi', ['g']) }],
    });
    const query = { TableName: 'shrunk', IndexName: 'gsi', KeyConditionExpression: 'g = :g', ExpressionAttributeValues: { ':g': S('x') } };
    expect((await client.send(new QueryCommand(query))).Count).toBe(1);
  });

  it('refuses to define a key anew with another type', async () => {
    await dynamodb.createTable('typed', {}, indexed({ g: 'S' }, { GlobalSecondaryIndexes: [index('gsi', ['g'])] }));
    const deletion = update('typed', {
      AttributeDefinitions: schemaOf({ pk: 'N' }).AttributeDefinitions,
      GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'gsi' } }],
    });
    expect(await refusal(deletion)).toEqual(
      invalidParameter('Attributes cannot be redefined. Please check that your attribute has the same type as previously defined.'),
    );
  });

  it('changes throughput, and says when it grew and shrank', async () => {
    await dynamodb.createTable('throughput', { id: 'S' }, provisioned(5, 5));
    await update('throughput', { ProvisionedThroughput: units(6, 4) });
    expect((await describeTable('throughput'))?.ProvisionedThroughput).toEqual({
      NumberOfDecreasesToday: 0,
      LastIncreaseDateTime: expect.any(Date),
      LastDecreaseDateTime: expect.any(Date),
      ...units(6, 4),
    });
  });

  it('changes the billing mode there and back', async () => {
    const gsi = { ...index('gsi', ['g']), ProvisionedThroughput: units(2, 2) };
    await dynamodb.createTable('modes', {}, { ...indexed({ g: 'S' }, { GlobalSecondaryIndexes: [gsi] }), ...provisioned(5, 5) });
    await update('modes', { BillingMode: 'PAY_PER_REQUEST' });
    expect(await describeTable('modes')).toMatchObject({
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST', LastUpdateToPayPerRequestDateTime: expect.any(Date) },
      ProvisionedThroughput: units(0, 0),
      GlobalSecondaryIndexes: [{ ProvisionedThroughput: units(0, 0) }],
    });
    expect(await refusal(update('modes', provisioned(1, 1)))).toEqual(
      invalidParameter('ReadCapacityUnits and WriteCapacityUnits must both be specified for index: gsi when BillingMode is PROVISIONED'),
    );
    const Update = { IndexName: 'gsi', ProvisionedThroughput: units(3, 3) };
    await update('modes', { ...provisioned(1, 1), GlobalSecondaryIndexUpdates: [{ Update }] });
    expect(await describeTable('modes')).toMatchObject({
      BillingModeSummary: { BillingMode: 'PROVISIONED' },
      ProvisionedThroughput: units(1, 1),
      GlobalSecondaryIndexes: [{ ProvisionedThroughput: units(3, 3), WarmThroughput: { ReadUnitsPerSecond: 3 } }],
    });
  });

  it('sets and lifts on-demand limits, and raises warm throughput', async () => {
    await dynamodb.createTable('limits', { id: 'S' }, { OnDemandThroughput: { MaxReadRequestUnits: 10, MaxWriteRequestUnits: 20 } });
    expect((await describeTable('limits'))?.OnDemandThroughput).toEqual({ MaxReadRequestUnits: 10, MaxWriteRequestUnits: 20 });
    await update('limits', { OnDemandThroughput: { MaxReadRequestUnits: -1 } });
    expect((await describeTable('limits'))?.OnDemandThroughput).toEqual({ MaxWriteRequestUnits: 20 });
    await update('limits', { WarmThroughput: { ReadUnitsPerSecond: 15_000 } });
    expect((await describeTable('limits'))?.WarmThroughput).toEqual({
      ReadUnitsPerSecond: 15_000,
      WriteUnitsPerSecond: 4_000,
      Status: 'ACTIVE',
    });
  });

  it('protects from deletion', async () => {
    await dynamodb.createTable('protected', { id: 'S' }, { DeletionProtectionEnabled: true });
    const remove = () => client.send(new DeleteTableCommand({ TableName: 'protected' }));
    expect(await refusal(remove())).toEqual(
      invalid('Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.'),
    );
    expect(await describeTable('protected')).toMatchObject({ DeletionProtectionEnabled: true });
    await update('protected', { DeletionProtectionEnabled: false });
    await remove();
  });

  it('changes the table class', async () => {
    await dynamodb.createTable('class', { id: 'S' });
    expect(await describeTable('class')).not.toHaveProperty('TableClassSummary');
    await update('class', { TableClass: 'STANDARD_INFREQUENT_ACCESS' });
    expect((await describeTable('class'))?.TableClassSummary).toEqual({
      TableClass: 'STANDARD_INFREQUENT_ACCESS',
      LastUpdateDateTime: expect.any(Date),
    });
  });

  // Recorded: dynamodb_create_table_with_partial_sse_specification, dynamodb_update_table_without_sse_specification_change.
  it('encrypts with a KMS key, and stops doing so', async () => {
    const key = expect.stringMatching(/^arn:aws:kms:us-east-1:000000000000:key\/[0-9a-f-]{36}$/);
    const description = { KMSMasterKeyArn: key, SSEType: 'KMS', Status: 'ENABLED' };
    const created = await dynamodb.createTable('sse', { id: 'S' }, { SSESpecification: { Enabled: true } });
    expect(created.TableDescription?.SSEDescription).toEqual(description);
    expect((await update('sse', { DeletionProtectionEnabled: false }))?.SSEDescription).toEqual(description);
    expect((await update('sse', { SSESpecification: { Enabled: false } }))?.SSEDescription).toEqual({ ...description, Status: 'UPDATING' });
    expect(await describeTable('sse')).not.toHaveProperty('SSEDescription');
    const own = { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: '11111111-2222-4333-8444-555555555555' } as const;
    await update('sse', { SSESpecification: own });
    const arn = `arn:aws:kms:us-east-1:000000000000:key/${own.KMSMasterKeyId}`;
    expect((await describeTable('sse'))?.SSEDescription).toEqual({ ...description, KMSMasterKeyArn: arn });
    expect(await refusal(update('sse', { SSESpecification: { ...own, KMSMasterKeyId: arn } }))).toEqual(
      invalidParameter('Table is already encrypted by given KMSMasterKeyId'),
    );
  });

  describe('refuses', () => {
    beforeAll(async () => {
      await dynamodb.createTable(
        'demand',
        {},
        indexed({ g: 'S', l: 'S' }, { GlobalSecondaryIndexes: [index('gsi', ['g'])], LocalSecondaryIndexes: [index('lsi', ['pk', 'l'])] }),
      );
      const gsi = { ...index('gsi', ['g']), ProvisionedThroughput: units(2, 3) };
      await dynamodb.createTable('units', {}, { ...indexed({ g: 'S' }, { GlobalSecondaryIndexes: [gsi] }), ...provisioned(5, 6) });
    });

    const define = (...names: string[]) => schemaOf(Object.fromEntries(names.map((name) => [name, 'S' as const]))).AttributeDefinitions;
    const same = (what: string, kind: string, read: number, write: number) =>
      invalid(
        `The provisioned throughput for the ${what} will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for the ${kind}: ${read}. Requested ReadCapacityUnits: ${read}. Current WriteCapacityUnits provisioned for the ${kind}: ${write}. Requested WriteCapacityUnits: ${write}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.`,
      );
    const online = {
      ...invalid('Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table'),
      code: 'LimitExceededException',
      members: { __type: expect.stringContaining('LimitExceededException') },
    };
    const missing = {
      ...invalid('Requested resource not found'),
      code: 'ResourceNotFoundException',
      members: { __type: expect.stringContaining('ResourceNotFoundException') },
    };
    const neither = 'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified';
    const cases: readonly [string, string, Partial<UpdateTableCommandInput>, ReturnType<typeof invalid>][] = [
      [
        'nothing to do',
        'demand',
        { AttributeDefinitions: define('x') },
        invalid(
          'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required',
        ),
      ],
      [
        'throughput of an on-demand table',
        'demand',
        { ProvisionedThroughput: units(1, 1) },
        invalidParameter(`${neither} when BillingMode is PAY_PER_REQUEST`),
      ],
      [
        'throughput of an on-demand index',
        'demand',
        { GlobalSecondaryIndexUpdates: [{ Update: { IndexName: 'gsi', ProvisionedThroughput: units(1, 1) } }] },
        invalidParameter(`${neither} for index: gsi when BillingMode is PAY_PER_REQUEST`),
      ],
      [
        'a provisioned mode without throughput',
        'demand',
        { BillingMode: 'PROVISIONED' },
        invalidParameter('ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED'),
      ],
      ['the same throughput', 'units', { ProvisionedThroughput: units(5, 6) }, same('table', 'table', 5, 6)],
      [
        'the same throughput of an index',
        'units',
        { GlobalSecondaryIndexUpdates: [{ Update: { IndexName: 'gsi', ProvisionedThroughput: units(2, 3) } }] },
        same('index gsi', 'index', 2, 3),
      ],
      [
        'two new indexes',
        'demand',
        {
          AttributeDefinitions: define('x'),
          GlobalSecondaryIndexUpdates: [{ Create: index('one', ['x']) }, { Create: index('two', ['x']) }],
        },
        online,
      ],
      [
        'a new index and a deleted one',
        'demand',
        {
          AttributeDefinitions: define('x'),
          GlobalSecondaryIndexUpdates: [{ Create: index('one', ['x']) }, { Delete: { IndexName: 'gsi' } }],
        },
        online,
      ],
      [
        'two updates of one index',
        'demand',
        { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'gsi' } }, { Delete: { IndexName: 'gsi' } }] },
        invalidParameter('Only one global secondary index update per index is allowed simultaneously. Index: gsi'),
      ],
      [
        'an index that is there',
        'demand',
        { AttributeDefinitions: define('g'), GlobalSecondaryIndexUpdates: [{ Create: index('gsi', ['g']) }] },
        invalid('Attempting to create an index which already exists'),
      ],
      [
        'a new index whose key the request does not define',
        'demand',
        { AttributeDefinitions: define('x'), GlobalSecondaryIndexUpdates: [{ Create: index('one', ['x', 'g']) }] },
        invalid('Invalid KeySchema: Some index key attribute have no definition'),
      ],
      [
        'an update of an index that says nothing',
        'demand',
        { GlobalSecondaryIndexUpdates: [{}] },
        invalidParameter('Exactly one of Create, Update or Delete must be specified in each GlobalSecondaryIndexUpdate'),
      ],
      [
        'a change of an index to nothing',
        'demand',
        { GlobalSecondaryIndexUpdates: [{ Update: { IndexName: 'gsi' } }] },
        invalidParameter('At least one of ProvisionedThroughput, OnDemandThroughput or WarmThroughput is required for index: gsi'),
      ],
      [
        'a definition of another type',
        'demand',
        {
          AttributeDefinitions: [...(define('x') ?? []), { AttributeName: 'g', AttributeType: 'N' }],
          GlobalSecondaryIndexUpdates: [{ Create: index('one', ['x']) }],
        },
        invalidParameter('Attributes cannot be redefined. Please check that your attribute has the same type as previously defined.'),
      ],
      [
        'throughput of an index that provisioned mode needs',
        'demand',
        { ...provisioned(1, 1) },
        invalidParameter('ReadCapacityUnits and WriteCapacityUnits must both be specified for index: gsi when BillingMode is PROVISIONED'),
      ],
      ['deleting an index that is not there', 'demand', { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'none' } }] }, missing],
      ['deleting a local index', 'demand', { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'lsi' } }] }, missing],
      [
        'a table that is not there',
        'none',
        { DeletionProtectionEnabled: true },
        { ...missing, message: 'Requested resource not found: Table: none not found' },
      ],
    ];
    it.each(cases)('%s', async (_case, table, input, message) => {
      expect(await refusal(update(table, input))).toEqual(message);
    });

    it.each([['GlobalTableSettingsReplicationMode', { GlobalTableSettingsReplicationMode: 'ENABLED' }]] as const)(
      '%s by its name',
      async (name, input) => {
        expect(await refusal(update('demand', input as Partial<UpdateTableCommandInput>))).toMatchObject({
          code: 'NotImplemented',
          message: `dynamodb UpdateTable: ${name} is known but not emulated`,
        });
      },
    );
  });
});
