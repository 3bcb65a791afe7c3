import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  ExecuteStatementCommand,
  GetItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../../emulator.js';
import { N, S } from '../open-dynamodb.js';
import { OHIO, type OpenRegions, OREGON, openRegions, type Region } from './open-regions.js';

describe.each(engines)('replication of a global table (%s)', (engine) => {
  let regions: OpenRegions;
  let virginia: Region;
  let ohio: Region;
  let oregon: Region;
  beforeAll(async () => {
    regions = await openRegions(engine);
    ({ virginia, ohio, oregon } = regions);
  });
  afterAll(() => regions?.close());

  const createGlobal = async (name: string) => {
    await virginia.createTable(name);
    await virginia.createReplica(name, OHIO);
    await virginia.createReplica(name, OREGON);
  };

  it('fills a new replica with the items that are there', async () => {
    await virginia.createTable('filled');
    await regions.dynamodb.put('filled', ...Array.from({ length: 1500 }, (_, at) => ({ id: S(`item ${at}`), at: N(at) })));
    await virginia.createReplica('filled', OHIO);
    expect((await ohio.describe('filled')).ItemCount).toBe(1500);
    expect(await ohio.get('filled', 'item 1499')).toEqual({ id: S('item 1499'), at: N(1499) });
    expect(await ohio.records('filled')).toEqual([]);
  });

  it('carries puts, updates and deletes of any replica over to the others, without attributes of its own', async () => {
    await createGlobal('all');
    await virginia.put('all', { id: S('a'), from: S('virginia') });
    await oregon.put('all', { id: S('b'), from: S('oregon') });
    for (const region of [virginia, ohio, oregon]) {
      expect(await region.get('all', 'a')).toEqual({ id: S('a'), from: S('virginia') });
      expect(await region.get('all', 'b')).toEqual({ id: S('b'), from: S('oregon') });
    }
    const update = { TableName: 'all', Key: { id: S('a') }, UpdateExpression: 'SET n = :n', ExpressionAttributeValues: { ':n': N(1) } };
    await ohio.client.send(new UpdateItemCommand(update));
    expect(await virginia.get('all', 'a')).toEqual({ id: S('a'), from: S('virginia'), n: N(1) });
    await oregon.client.send(new DeleteItemCommand({ TableName: 'all', Key: { id: S('a') } }));
    for (const region of [virginia, ohio, oregon]) expect(await region.ids('all')).toEqual(['b']);
  });

  it('carries over what batches, transactions and statements write', async () => {
    await createGlobal('writers');
    const RequestItems = { writers: [{ PutRequest: { Item: { id: S('batch') } } }, { PutRequest: { Item: { id: S('gone') } } }] };
    await ohio.client.send(new BatchWriteItemCommand({ RequestItems }));
    const TransactItems = [
      { Put: { TableName: 'writers', Item: { id: S('transaction') } } },
      { Delete: { TableName: 'writers', Key: { id: S('gone') } } },
    ];
    await virginia.client.send(new TransactWriteItemsCommand({ TransactItems }));
    await oregon.client.send(new ExecuteStatementCommand({ Statement: `INSERT INTO "writers" VALUE {'id': 'statement'}` }));
    for (const region of [virginia, ohio, oregon]) expect(await region.ids('writers')).toEqual(['batch', 'statement', 'transaction']);
  });

  it('keeps the indexes of each replica', async () => {
    const attributes = [
      { AttributeName: 'id', AttributeType: 'S' as const },
      { AttributeName: 'kind', AttributeType: 'S' as const },
    ];
    await virginia.createTable(
      'indexed',
      { id: 'S' },
      {
        AttributeDefinitions: attributes,
        GlobalSecondaryIndexes: [
          { IndexName: 'by-kind', KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } },
        ],
      },
    );
    await virginia.put('indexed', { id: S('before'), kind: S('x') });
    await virginia.createReplica('indexed', OHIO);
    await virginia.put('indexed', { id: S('after'), kind: S('x') });
    const query = {
      TableName: 'indexed',
      IndexName: 'by-kind',
      KeyConditionExpression: 'kind = :kind',
      ExpressionAttributeValues: { ':kind': S('x') },
    };
    const kindsIn = async ({ client }: Region) => ((await client.send(new QueryCommand(query))).Items ?? []).map(({ id }) => id?.S).sort();
    expect(await kindsIn(ohio)).toEqual(['after', 'before']);
    await ohio.put('indexed', { id: S('before'), kind: S('y') });
    expect(await kindsIn(virginia)).toEqual(['after']);
  });

  it('leaves one record of a write in the stream of each replica', async () => {
    await createGlobal('streamed');
    await ohio.put('streamed', { id: S('a'), n: N(1) });
    await virginia.put('streamed', { id: S('a'), n: N(2) });
    await oregon.client.send(new DeleteItemCommand({ TableName: 'streamed', Key: { id: S('a') } }));
    for (const region of [virginia, ohio, oregon]) {
      const records = await region.records('streamed');
      expect(records.map(({ eventName }) => eventName)).toEqual(['INSERT', 'MODIFY', 'REMOVE']);
      expect(records.map(({ awsRegion }) => awsRegion)).toEqual([region.name, region.name, region.name]);
      expect(records.map(({ userIdentity }) => userIdentity)).toEqual([undefined, undefined, undefined]);
      expect(records[1]?.dynamodb).toMatchObject({ OldImage: { id: S('a'), n: N(1) }, NewImage: { id: S('a'), n: N(2) } });
    }
  });

  it('evaluates a condition by the item of the replica that is written to', async () => {
    await createGlobal('conditions');
    await virginia.put('conditions', { id: S('a') });
    const put = ohio.client.send(
      new UpdateItemCommand({ TableName: 'conditions', Key: { id: S('a') }, ConditionExpression: 'attribute_not_exists(id)' }),
    );
    await expect(put).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  });

  it('leaves tables of the same name alone that belong to other accounts', async () => {
    await createGlobal('private');
    const other = regions.dynamodb.clientOf({ account: '111111111111', region: OHIO });
    await virginia.put('private', { id: S('a') });
    await expect(other.send(new GetItemCommand({ TableName: 'private', Key: { id: S('a') } }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('is back after a snapshot was restored', async () => {
    await createGlobal('snapped');
    await virginia.put('snapped', { id: S('a') });
    await regions.dynamodb.aws.snapshot('before');
    await virginia.deleteReplica('snapped', OREGON);
    await regions.dynamodb.aws.restore('before');
    await ohio.put('snapped', { id: S('b') });
    expect(await oregon.ids('snapped')).toEqual(['a', 'b']);
  });

  it('is gone with a reset', async () => {
    await createGlobal('reset');
    await regions.dynamodb.aws.reset();
    await expect(ohio.describe('reset')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await ohio.createTable('reset');
    await virginia.createTable('reset');
    await virginia.put('reset', { id: S('a') });
    expect(await ohio.ids('reset')).toEqual([]);
  });
});
