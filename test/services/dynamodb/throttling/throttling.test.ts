import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type CreateTableCommandInput,
  DeleteItemCommand,
  ExecuteStatementCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engines, type Refusal, refusal } from '../../emulator.js';
import { type Item, N, type OpenDynamodb, openDynamodb, S } from '../open-dynamodb.js';

const TABLE_ARN = 'arn:aws:dynamodb:us-east-1:000000000000:table/songs';
const OF_TABLE =
  'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.';
const OF_INDEX =
  'The level of configured provisioned throughput for one or more global secondary indexes of the table was exceeded. Consider increasing your provisioning level for the under-provisioned global secondary indexes with the UpdateTable API.';

const exceeded = (message: string, reason: string, resource = TABLE_ARN): Refusal => ({
  code: 'ProvisionedThroughputExceededException',
  message,
  status: 400,
  members: {
    __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
    ThrottlingReasons: [{ reason, resource }],
  },
});
const writeExceeded = exceeded(OF_TABLE, 'TableWriteProvisionedThroughputExceeded');
const readExceeded = exceeded(OF_TABLE, 'TableReadProvisionedThroughputExceeded');

const provisioned = (ReadCapacityUnits: number, WriteCapacityUnits: number): Partial<CreateTableCommandInput> => ({
  BillingMode: 'PROVISIONED',
  ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits },
});
const byArtist = (ReadCapacityUnits: number, WriteCapacityUnits: number): Partial<CreateTableCommandInput> => ({
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'artist', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-artist',
      KeySchema: [{ AttributeName: 'artist', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
      ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits },
    },
  ],
});

describe.each(engines)('throttling (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  beforeEach(async () => {
    dynamodb = await openDynamodb(engine, { dynamodbThrottling: true });
    await dynamodb.aws.clock.freeze();
  });
  afterEach(() => dynamodb.close());

  const TableName = 'songs';
  const pass = (seconds: number) => dynamodb.aws.clock.advance(seconds * 1000);
  const put = (id: string, more: Item = {}) => dynamodb.client.send(new PutItemCommand({ TableName, Item: { id: S(id), ...more } }));
  const get = (ConsistentRead = true) => dynamodb.client.send(new GetItemCommand({ TableName, Key: { id: S('1') }, ConsistentRead }));
  const Key = { id: S('1') };

  it('refuses writes beyond the units of a second, and lets them through a second later', async () => {
    await dynamodb.createTable(TableName, undefined, provisioned(1, 2));
    await put('1');
    await put('2');
    expect(await refusal(put('3'))).toEqual(writeExceeded);
    expect(await refusal(dynamodb.client.send(new DeleteItemCommand({ TableName, Key })))).toEqual(writeExceeded);
    await pass(0.5);
    await put('3');
    expect(await refusal(put('4'))).toEqual(writeExceeded);
    expect((await dynamodb.client.send(new ScanCommand({ TableName }))).Count).toBe(3);
  });

  it('keeps what was not used for five minutes', async () => {
    await dynamodb.createTable(TableName, undefined, provisioned(1, 1));
    await pass(3600);
    for (let at = 0; at < 300; at += 1) await put(String(at));
    expect(await refusal(put('300'))).toEqual(writeExceeded);
  });

  it('counts items by their size, and makes later requests wait for what a large one took', async () => {
    await dynamodb.createTable(TableName, undefined, provisioned(1, 1));
    await put('1', { text: S('x'.repeat(2500)) });
    await pass(2);
    expect(await refusal(put('2'))).toEqual(writeExceeded);
    await pass(1);
    await put('2');
  });

  it('refuses reads, of which an eventually consistent one costs half', async () => {
    await dynamodb.createTable(TableName, undefined, provisioned(1, 1));
    await get(false);
    await get(false);
    expect(await refusal(get(false))).toEqual(readExceeded);
    await pass(1);
    await get(true);
    expect(await refusal(get(true))).toEqual(readExceeded);
    expect(await refusal(dynamodb.client.send(new ScanCommand({ TableName })))).toEqual(readExceeded);
    const select = new ExecuteStatementCommand({ Statement: `SELECT * FROM songs` });
    expect(await refusal(dynamodb.client.send(select))).toEqual(readExceeded);
  });

  it('follows a change of the throughput', async () => {
    await dynamodb.createTable(TableName, undefined, provisioned(1, 1));
    await put('1');
    await dynamodb.client.send(
      new UpdateTableCommand({ TableName, ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 5 } }),
    );
    await pass(1);
    expect(await refusal(put('2').then(() => put('3')))).toEqual(writeExceeded);
    await pass(1);
    for (let at = 0; at < 5; at += 1) await put(String(at));
    expect(await refusal(put('5'))).toEqual(writeExceeded);
  });

  it('refuses writes of a table whose index has nothing left, unless they do not concern it', async () => {
    await dynamodb.createTable(TableName, undefined, { ...provisioned(10, 10), ...byArtist(1, 1) });
    await put('1', { artist: S('x') });
    expect(await refusal(put('2', { artist: S('x') }))).toEqual(
      exceeded(OF_INDEX, 'IndexWriteProvisionedThroughputExceeded', `${TABLE_ARN}/index/by-artist`),
    );
    await put('2');
    const query = () =>
      dynamodb.client.send(
        new QueryCommand({
          TableName,
          IndexName: 'by-artist',
          KeyConditionExpression: 'artist = :a',
          ExpressionAttributeValues: { ':a': S('x') },
        }),
      );
    await query();
    expect((await query()).Count).toBe(1);
    expect(await refusal(query())).toEqual(exceeded(OF_INDEX, 'IndexReadProvisionedThroughputExceeded', `${TABLE_ARN}/index/by-artist`));
    await get();
  });

  it('counts a write whose condition fails', async () => {
    await dynamodb.createTable(TableName, undefined, provisioned(1, 1));
    const conditional = () =>
      dynamodb.client.send(new PutItemCommand({ TableName, Item: Key, ConditionExpression: 'attribute_exists(id)' }));
    expect((await refusal(conditional())).code).toBe('ConditionalCheckFailedException');
    expect(await refusal(conditional())).toEqual(writeExceeded);
  });

  it('leaves unprocessed what a batch has no throughput for, and refuses a batch that has none at all', async () => {
    await dynamodb.createTable(TableName, undefined, provisioned(2, 2));
    const requests = ['1', '2', '3'].map((id) => ({ PutRequest: { Item: { id: S(id) } } }));
    const write = () => dynamodb.client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
    expect((await write()).UnprocessedItems).toEqual({ [TableName]: [requests[2]] });
    expect(await refusal(write())).toEqual(writeExceeded);

    const keys = ['1', '2', '3'].map((id) => ({ id: S(id) }));
    const read = () =>
      dynamodb.client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: keys, ConsistentRead: true } } }));
    const { Responses, UnprocessedKeys } = await read();
    expect(Responses?.[TableName]).toHaveLength(2);
    expect(UnprocessedKeys).toEqual({ [TableName]: { Keys: [keys[2]], ConsistentRead: true } });
    expect(await refusal(read())).toEqual(readExceeded);
  });

  it('cancels transactions, which count twice, and says which items were too much', async () => {
    await dynamodb.createTable(TableName, undefined, provisioned(2, 2));
    const writes = ['1', '2'].map((id) => ({ Put: { TableName, Item: { id: S(id) } } }));
    const reason = { Code: 'ProvisionedThroughputExceeded', Message: OF_TABLE };
    const canceled = await refusal(dynamodb.client.send(new TransactWriteItemsCommand({ TransactItems: writes })));
    expect(canceled).toMatchObject({
      code: 'TransactionCanceledException',
      message: 'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ProvisionedThroughputExceeded]',
      members: { CancellationReasons: [{ Code: 'None' }, reason] },
    });
    expect((await dynamodb.client.send(new ScanCommand({ TableName }))).Count).toBe(0);
    // The scan took half a unit.
    await pass(0.25);
    const gets = ['1', '2'].map((id) => ({ Get: { TableName, Key: { id: S(id) } } }));
    expect(await refusal(dynamodb.client.send(new TransactGetItemsCommand({ TransactItems: gets })))).toMatchObject({
      code: 'TransactionCanceledException',
      members: { CancellationReasons: [{ Code: 'None' }, reason] },
    });
  });

  it('tells statements of a batch apart', async () => {
    await dynamodb.createTable(TableName, undefined, provisioned(1, 1));
    const { Responses } = await dynamodb.client.send(
      new BatchExecuteStatementCommand({
        Statements: ['1', '2'].map((id) => ({ Statement: `INSERT INTO songs VALUE {'id': '${id}'}` })),
      }),
    );
    expect(Responses).toEqual([{ TableName }, { TableName, Error: { Code: 'ProvisionedThroughputExceeded', Message: OF_TABLE } }]);
  });

  it('limits an on-demand table to its maximum, and no other', async () => {
    await dynamodb.createTable(TableName, undefined, { OnDemandThroughput: { MaxWriteRequestUnits: 1 } });
    await put('1');
    expect(await refusal(put('2'))).toEqual({
      code: 'ThrottlingException',
      message: 'Throughput exceeds the maximum OnDemandThroughput configured on table or index',
      status: 400,
      members: {
        __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException',
        throttlingReasons: [{ reason: 'TableWriteMaxOnDemandThroughputExceeded', resource: TABLE_ARN }],
      },
    });
    for (let at = 0; at < 100; at += 1) await get();
  });

  it('does not count items that expire', async () => {
    await dynamodb.createTable(TableName, undefined, provisioned(10, 1));
    await dynamodb.client.send(
      new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { Enabled: true, AttributeName: 'end' } }),
    );
    await pass(60);
    const end = Math.floor(dynamodb.aws.clock.now().getTime() / 1000) + 1;
    for (let at = 0; at < 61; at += 1) await put(String(at), { end: N(end) });
    await pass(61);
    expect((await dynamodb.client.send(new ScanCommand({ TableName }))).Count).toBe(0);
    for (let at = 0; at < 61; at += 1) await put(String(at));
  });

  it('forgets with a reset what was taken', async () => {
    await dynamodb.createTable(TableName, undefined, provisioned(1, 1));
    await put('1');
    await dynamodb.aws.snapshot();
    expect(await refusal(put('2'))).toEqual(writeExceeded);
    await dynamodb.aws.restore();
    await put('2');
  });
});

describe('without --dynamodb-throttling', () => {
  it('no request is throttled', async () => {
    const dynamodb = await openDynamodb();
    await dynamodb.aws.clock.freeze();
    await dynamodb.createTable('songs', undefined, provisioned(1, 1));
    for (let at = 0; at < 400; at += 1) await dynamodb.put('songs', { id: S(String(at)) });
    await dynamodb.close();
  });
});
