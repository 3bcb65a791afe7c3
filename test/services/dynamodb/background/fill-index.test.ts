import {
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { invalid, N, type OpenDynamodb, openDynamodb, S, schemaOf } from '../open-dynamodb.js';
import { createIndex, groupOf, idOf, indexed, indexStatus, load, MANY, until } from './large-tables.js';

describe.each(engines)('an index of a large table (%s)', { timeout: 120_000 }, (engine) => {
  let dynamodb: OpenDynamodb;
  beforeEach(async () => {
    dynamodb = await openDynamodb(engine);
    await dynamodb.createTable('songs');
  });
  afterEach(() => dynamodb.close());

  const isActive = async () => (await indexStatus(dynamodb.client, 'songs')) === 'ACTIVE';
  const numbers = (count: number) => new Set(Array.from({ length: count }, (_, at) => at));

  it('is filled while others are answered', async () => {
    const count = 50_000;
    await load(dynamodb.client, 'songs', count);
    const { Table } = await dynamodb.client.send(new DescribeTableCommand({ TableName: 'songs' }));
    expect(Table?.ItemCount).toBe(count);
    const { TableDescription } = await createIndex(dynamodb.client, 'songs');
    expect(TableDescription?.GlobalSecondaryIndexes).toMatchObject([{ IndexStatus: 'CREATING', Backfilling: false, ItemCount: 0 }]);
    const answered: (number | undefined)[] = [];
    while ((await indexStatus(dynamodb.client, 'songs')) === 'CREATING') {
      const at = answered.length;
      const { Item } = await dynamodb.client.send(new GetItemCommand({ TableName: 'songs', Key: { id: S(idOf(at)) } }));
      answered.push(Number(Item?.at?.N));
    }
    expect(answered.length).toBeGreaterThan(10);
    expect(answered).toEqual([...numbers(answered.length)]);
    expect(await indexed(dynamodb.client, 'songs')).toEqual(numbers(count));
  });

  it('can not be read until it is filled, and says so', async () => {
    await load(dynamodb.client, 'songs', MANY);
    const query = new QueryCommand({
      TableName: 'songs',
      IndexName: 'by-group',
      KeyConditionExpression: '#g = :g',
      ExpressionAttributeNames: { '#g': 'group' },
      ExpressionAttributeValues: { ':g': S('group-1') },
    });
    expect(await refusal(dynamodb.client.send(query))).toEqual(invalid('The table does not have the specified index: by-group'));
    await dynamodb.client.send(new DescribeTableCommand({ TableName: 'songs' }));
    await createIndex(dynamodb.client, 'songs');
    const { Table } = await dynamodb.client.send(new DescribeTableCommand({ TableName: 'songs' }));
    expect(Table).toMatchObject({ TableStatus: 'ACTIVE', GlobalSecondaryIndexes: [{ IndexStatus: 'CREATING', Backfilling: true }] });
    expect(await refusal(dynamodb.client.send(query))).toEqual(invalid('Cannot read from backfilling global secondary index: by-group'));
    await until(isActive);
    expect((await dynamodb.client.send(query)).Count).toBe(MANY / 10);
  });

  it('shows what is written while it is filled', async () => {
    await load(dynamodb.client, 'songs', MANY);
    await createIndex(dynamodb.client, 'songs');
    const expected = numbers(MANY);
    let at = 0;
    // From both ends of whatever order the items are filled in.
    while (!(await isActive()) && at < MANY / 3) {
      const TableName = 'songs';
      await dynamodb.client.send(new DeleteItemCommand({ TableName, Key: { id: S(idOf(at)) } }));
      expected.delete(at);
      const added = MANY + at;
      await dynamodb.client.send(new PutItemCommand({ TableName, Item: { id: S(idOf(added)), group: S(groupOf(added)), at: N(added) } }));
      expected.add(added);
      const changed = new UpdateItemCommand({
        TableName,
        Key: { id: S(idOf(at + MANY / 3)) },
        UpdateExpression: 'REMOVE #g',
        ExpressionAttributeNames: { '#g': 'group' },
      });
      await dynamodb.client.send(changed);
      expected.delete(at + MANY / 3);
      at += 1;
    }
    expect(at).toBeGreaterThan(2);
    await until(isActive);
    expect(await indexed(dynamodb.client, 'songs')).toEqual(expected);
  });

  it('ends with its table, whose name can be used again at once', async () => {
    await load(dynamodb.client, 'songs', MANY);
    await createIndex(dynamodb.client, 'songs');
    await dynamodb.client.send(new DeleteTableCommand({ TableName: 'songs' }));
    await dynamodb.client.send(
      new CreateTableCommand({
        TableName: 'songs',
        ...schemaOf({ id: 'S' }),
        AttributeDefinitions: [
          { AttributeName: 'id', AttributeType: 'S' },
          { AttributeName: 'group', AttributeType: 'S' },
        ],
        GlobalSecondaryIndexes: [
          { IndexName: 'by-group', KeySchema: [{ AttributeName: 'group', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } },
        ],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
    await load(dynamodb.client, 'songs', 20);
    expect((await dynamodb.client.send(new ScanCommand({ TableName: 'songs' }))).Count).toBe(20);
    expect(await indexed(dynamodb.client, 'songs')).toEqual(numbers(20));
    const { Table } = await dynamodb.client.send(new DescribeTableCommand({ TableName: 'songs' }));
    expect(Table).toMatchObject({ ItemCount: 20, GlobalSecondaryIndexes: [{ IndexStatus: 'ACTIVE', ItemCount: 20 }] });
  });

  it('can be deleted while it is filled, and made again while its entries go', async () => {
    await load(dynamodb.client, 'songs', MANY);
    await createIndex(dynamodb.client, 'songs');
    for (let round = 0; round < 2; round += 1) {
      await dynamodb.client.send(
        new UpdateTableCommand({ TableName: 'songs', GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by-group' } }] }),
      );
      expect(await indexStatus(dynamodb.client, 'songs')).toBeUndefined();
      await createIndex(dynamodb.client, 'songs');
      await until(isActive);
    }
    expect(await indexed(dynamodb.client, 'songs')).toEqual(numbers(MANY));
  });

  it('goes with a reset, and comes back with a snapshot as far as it was filled', async () => {
    await load(dynamodb.client, 'songs', MANY);
    await createIndex(dynamodb.client, 'songs');
    await dynamodb.aws.snapshot('filling');
    await dynamodb.aws.reset();
    await dynamodb.createTable('songs');
    expect((await dynamodb.client.send(new ScanCommand({ TableName: 'songs' }))).Count).toBe(0);
    await dynamodb.aws.restore('filling');
    expect(await indexStatus(dynamodb.client, 'songs')).toBe('CREATING');
    await until(isActive);
    expect(await indexed(dynamodb.client, 'songs')).toEqual(numbers(MANY));
  });
});
