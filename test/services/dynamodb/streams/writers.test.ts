import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../../emulator.js';
import { N, type OpenDynamodb, openDynamodb, S } from '../open-dynamodb.js';
import { createStreamTable, StreamsClient } from './streams-client.js';

describe.each(engines)('the writers that a stream records (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  let streams: StreamsClient;
  beforeAll(async () => {
    dynamodb = await openDynamodb(engine);
    streams = new StreamsClient(dynamodb);
  });
  afterAll(() => dynamodb?.close());

  const update = (TableName: string, id: string, UpdateExpression: string, more: Partial<UpdateItemCommandInput> = {}) =>
    dynamodb.client.send(new UpdateItemCommand({ TableName, Key: { id: S(id) }, UpdateExpression, ...more }));
  const transact = (...TransactItems: TransactWriteItem[]) => dynamodb.client.send(new TransactWriteItemsCommand({ TransactItems }));
  const changesOf = async (arn: string) =>
    (await streams.records(arn)).map(({ eventName, dynamodb: change }) => [eventName, change?.Keys?.id?.S, change?.SizeBytes]);

  it('are updates, unless they change nothing', async () => {
    const arn = await createStreamTable(dynamodb, 'updated');
    const ExpressionAttributeValues = { ':x': N(1) };
    await update('updated', 'a', 'SET x = :x', { ExpressionAttributeValues });
    await update('updated', 'a', 'SET x = :x', { ExpressionAttributeValues });
    await update('updated', 'a', 'SET x = x + :x', { ExpressionAttributeValues });
    await update('updated', 'a', 'REMOVE x');
    const refused = { ConditionExpression: 'attribute_exists(x)', ExpressionAttributeValues };
    await expect(update('updated', 'a', 'SET x = :x', refused)).rejects.toThrow('The conditional request failed');
    expect(await changesOf(arn)).toEqual([
      ['INSERT', 'a', 9],
      ['MODIFY', 'a', 15],
      ['MODIFY', 'a', 12],
    ]);
  });

  // Names and sizes as recorded on AWS: transact_write_items_streaming.
  it('are transactions, of whose tables only one may have a stream', async () => {
    const arn = await createStreamTable(dynamodb, 'transacted');
    await dynamodb.createTable('unwatched');
    const put = (TableName: string, Item: Record<string, ReturnType<typeof S>>) => ({ Put: { TableName, Item } });
    await dynamodb.put('transacted', { id: S('Fred') });
    await transact(put('transacted', { id: S('NewKey') }), put('transacted', { id: S('Fred') }), put('unwatched', { id: S('Fred') }));
    const values = { ':v1': S('value1'), ':v2': S('value2') };
    await transact({
      Update: {
        TableName: 'transacted',
        Key: { id: S('NewKey') },
        UpdateExpression: 'SET attr1 = :v1, attr2 = :v2',
        ExpressionAttributeValues: values,
      },
    });
    await transact({
      Update: {
        TableName: 'transacted',
        Key: { id: S('NonExistentKey') },
        UpdateExpression: 'SET attr1 = :v1',
        ExpressionAttributeValues: { ':v1': S('value1') },
      },
    });
    await transact(
      { Delete: { TableName: 'transacted', Key: { id: S('NewKey') } } },
      put('transacted', { id: S('Fred'), name: S('Fred') }),
    );
    expect(await changesOf(arn)).toEqual([
      ['INSERT', 'Fred', 12],
      ['INSERT', 'NewKey', 16],
      ['MODIFY', 'NewKey', 46],
      ['INSERT', 'NonExistentKey', 43],
      ['REMOVE', 'NewKey', 38],
      ['MODIFY', 'Fred', 26],
    ]);
  });

  it('are not transactions that were cancelled', async () => {
    const arn = await createStreamTable(dynamodb, 'cancelled');
    const check = { ConditionCheck: { TableName: 'cancelled', Key: { id: S('none') }, ConditionExpression: 'attribute_exists(id)' } };
    await expect(transact({ Put: { TableName: 'cancelled', Item: { id: S('a') } } }, check)).rejects.toThrow('Transaction cancelled');
    expect(await changesOf(arn)).toEqual([]);
  });
});

describe('streams and expiries', () => {
  it('are found again after a restart, though only the stream is read', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'tinsmith-streams-'));
    try {
      const before = await openDynamodb('memory', { dataDir });
      const arn = await createStreamTable(before, 'kept');
      const TimeToLiveSpecification = { Enabled: true, AttributeName: 'ttl' };
      await before.client.send(new UpdateTimeToLiveCommand({ TableName: 'kept', TimeToLiveSpecification }));
      await before.put('kept', { id: S('a'), ttl: N(Math.floor(before.aws.clock.now().getTime() / 1000) + 600) });
      await before.close();
      const after = await openDynamodb('memory', { dataDir });
      const streams = new StreamsClient(after);
      expect(await streams.records(arn)).toHaveLength(1);
      await after.aws.clock.advance(15 * 60_000);
      const names = (await streams.records(arn)).map(({ eventName, userIdentity }) => [eventName, userIdentity?.PrincipalId]);
      expect(names).toEqual([
        ['INSERT', undefined],
        ['REMOVE', 'dynamodb.amazonaws.com'],
      ]);
      await after.close();
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
