import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  type ShardIteratorType,
  type _Record as StreamRecord,
} from '@aws-sdk/client-dynamodb-streams';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tinsmith } from '../../src/index.js';
import { engines, type OpenEmulator, openEmulator } from '../services/emulator.js';

const TableName = 'changes';

describe.each(engines)('DynamoDB Streams through the JavaScript SDK (%s)', (engine) => {
  let emulator: OpenEmulator;
  let aws: Tinsmith;
  let client: DynamoDBClient;
  let streams: DynamoDBStreamsClient;
  let StreamArn = '';
  let ShardId: string | undefined;

  const iterator = async (ShardIteratorType: ShardIteratorType, SequenceNumber?: string): Promise<string | undefined> => {
    const input = { StreamArn, ShardId, ShardIteratorType, ...(SequenceNumber === undefined ? {} : { SequenceNumber }) };
    return (await streams.send(new GetShardIteratorCommand(input))).ShardIterator;
  };

  /** Reads as consumers do: on with the next iterator until nothing comes. */
  const read = async (from: string | undefined, Limit: number): Promise<readonly StreamRecord[]> => {
    const records: StreamRecord[] = [];
    for (let ShardIterator = from; ShardIterator !== undefined; ) {
      const page = await streams.send(new GetRecordsCommand({ ShardIterator, Limit }));
      if (page.Records?.length === 0) break;
      records.push(...(page.Records ?? []));
      ShardIterator = page.NextShardIterator;
    }
    return records;
  };

  beforeAll(async () => {
    emulator = await openEmulator(engine, { listen: true });
    aws = emulator.aws;
    client = new DynamoDBClient(aws.clientConfig());
    streams = new DynamoDBStreamsClient({ ...aws.clientConfig(), maxAttempts: 1 });
    const { TableDescription } = await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      }),
    );
    StreamArn = TableDescription?.LatestStreamArn ?? '';
  });
  afterAll(async () => {
    client.destroy();
    streams.destroy();
    await emulator.close();
  });

  it('finds the stream of a table, and its shard', async () => {
    const { Streams } = await streams.send(new ListStreamsCommand({ TableName }));
    expect(Streams).toEqual([{ StreamArn, TableName, StreamLabel: StreamArn.split('/').at(-1) }]);
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
    expect(StreamDescription).toMatchObject({ StreamStatus: 'ENABLED', StreamViewType: 'NEW_AND_OLD_IMAGES', TableName });
    expect(StreamDescription?.CreationRequestDateTime).toBeInstanceOf(Date);
    expect(StreamDescription?.Shards).toHaveLength(1);
    ShardId = StreamDescription?.Shards?.[0]?.ShardId;
  });

  it('reads the records of every kind of write in order, page after page', async () => {
    const latest = await iterator('LATEST');
    const Key = { id: { S: 'a' } };
    await client.send(new PutItemCommand({ TableName, Item: { ...Key, bytes: { B: Uint8Array.of(1, 255) } } }));
    await client.send(
      new UpdateItemCommand({
        TableName,
        Key,
        UpdateExpression: 'SET n = :n REMOVE bytes',
        ExpressionAttributeValues: { ':n': { N: '1.50' } },
      }),
    );
    await client.send(new PutItemCommand({ TableName, Item: { ...Key, n: { N: '1.5' } } }));
    await client.send(new DeleteItemCommand({ TableName, Key }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ PutRequest: { Item: { id: { S: 'b' } } } }] } }));
    await client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item: { id: { S: 'c' } } } }] }));

    const records = await read(latest, 2);
    expect(records.map(({ eventName, dynamodb }) => [eventName, dynamodb?.Keys?.id?.S])).toEqual([
      ['INSERT', 'a'],
      ['MODIFY', 'a'],
      ['REMOVE', 'a'],
      ['INSERT', 'b'],
      ['INSERT', 'c'],
    ]);
    expect(records[1]).toMatchObject({
      eventSource: 'aws:dynamodb',
      eventVersion: '1.1',
      awsRegion: 'us-east-1',
      dynamodb: {
        StreamViewType: 'NEW_AND_OLD_IMAGES',
        OldImage: { id: { S: 'a' }, bytes: { B: Uint8Array.of(1, 255) } },
        NewImage: { id: { S: 'a' }, n: { N: '1.5' } },
      },
    });
    for (const { dynamodb } of records) expect(dynamodb?.ApproximateCreationDateTime).toBeInstanceOf(Date);

    const second = records[1]?.dynamodb?.SequenceNumber;
    expect(await read(await iterator('TRIM_HORIZON'), 1000)).toEqual(records);
    expect(await read(await iterator('AT_SEQUENCE_NUMBER', second), 1000)).toEqual(records.slice(1));
    expect(await read(await iterator('AFTER_SEQUENCE_NUMBER', second), 1000)).toEqual(records.slice(2));
  });

  it('refuses an iterator that has expired, and a stream that it does not know', async () => {
    const old = await iterator('TRIM_HORIZON');
    await aws.clock.advance(16 * 60_000);
    await expect(streams.send(new GetRecordsCommand({ ShardIterator: old }))).rejects.toMatchObject({ name: 'ExpiredIteratorException' });
    const unknown = StreamArn.replace('table/changes', 'table/nothing');
    await expect(streams.send(new DescribeStreamCommand({ StreamArn: unknown }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Requested resource not found: Stream: ${unknown} not found`,
    });
  });
});
