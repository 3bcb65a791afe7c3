import { DeleteItemCommand, DescribeTableCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engines } from '../../emulator.js';
import { N, type OpenDynamodb, openDynamodb, S } from '../open-dynamodb.js';
import { idOf, load, MANY } from './large-tables.js';

describe.each(engines)('the size of a large table (%s)', { timeout: 120_000 }, (engine) => {
  let dynamodb: OpenDynamodb;
  beforeEach(async () => {
    dynamodb = await openDynamodb(engine);
    await dynamodb.createTable('songs');
    await load(dynamodb.client, 'songs', MANY);
  });
  afterEach(() => dynamodb.close());

  const TableName = 'songs';
  const describeTable = async () => (await dynamodb.client.send(new DescribeTableCommand({ TableName }))).Table;

  it('is that of all items, and follows what is written', async () => {
    const { ItemCount, TableSizeBytes = 0 } = (await describeTable()) ?? {};
    expect(ItemCount).toBe(MANY);
    await dynamodb.client.send(new DeleteItemCommand({ TableName, Key: { id: S(idOf(7)) } }));
    // id, item-7, group, group-7, at, 7
    const size = 2 + 6 + 5 + 7 + 2 + 2;
    expect(await describeTable()).toMatchObject({ ItemCount: MANY - 1, TableSizeBytes: TableSizeBytes - size });
  });

  it('is counted while others are answered, and then with what they wrote', async () => {
    let isDescribed = false;
    const described = describeTable().finally(() => {
      isDescribed = true;
    });
    await dynamodb.client.send(new GetItemCommand({ TableName, Key: { id: S(idOf(1)) } }));
    expect(isDescribed).toBe(false);
    for (let at = 0; at < 3; at += 1)
      await dynamodb.client.send(new PutItemCommand({ TableName, Item: { id: S(`new-${at}`), at: N(at) } }));
    expect((await describeTable())?.ItemCount).toBe(MANY + 3);
    await described;
    expect((await describeTable())?.ItemCount).toBe(MANY + 3);
  });
});
