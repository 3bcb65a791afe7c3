import { ConditionalCheckFailedException, DynamoDB, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import dynamoose from 'dynamoose';
import { Item } from 'dynamoose/dist/Item.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tinsmith } from '../../src/index.js';
import { engines, type OpenEmulator, openEmulator } from '../services/emulator.js';

class User extends Item {
  declare id: string;
  declare kind: string;
  declare team: string;
  declare name: string;
  declare age: number;
  declare tags: Set<string>;
  declare address: { street: string; town: string };
  declare joined: Date;
}

class Post extends Item {
  declare id: string;
  declare kind: string;
  declare team: string;
  declare likes: number;
}

describe.each(engines)('dynamoose (%s)', (engine) => {
  let emulator: OpenEmulator;
  let aws: Tinsmith;
  beforeAll(async () => {
    emulator = await openEmulator(engine, { listen: true });
    aws = emulator.aws;
    dynamoose.aws.ddb.set(new DynamoDB({ ...aws.clientConfig(), maxAttempts: 1 }));
  });
  afterAll(async () => {
    dynamoose.aws.ddb().destroy();
    await emulator.close();
  });

  const keys = {
    id: { type: String, hashKey: true },
    kind: { type: String, rangeKey: true },
    team: { type: String, index: { name: 'byTeam', type: 'global', rangeKey: 'kind' } },
  } as const;
  const UserModel = dynamoose.model<User>(
    `User-${engine}`,
    new dynamoose.Schema(
      {
        ...keys,
        name: { type: String, required: true },
        age: { type: Number, default: 30 },
        tags: { type: Set, schema: [String] },
        address: { type: Object, schema: { street: String, town: String } },
        joined: { type: { value: Date, settings: { storage: 'iso' } } },
      },
      { timestamps: true },
    ),
  );
  const PostModel = dynamoose.model<Post>(`Post-${engine}`, new dynamoose.Schema({ ...keys, likes: Number }));
  // One table for both. dynamoose knows models and tables by their names, which are therefore other ones on each engine.
  const table = new dynamoose.Table(`Community-${engine}`, [UserModel, PostModel], {
    waitForActive: { enabled: true, check: { timeout: 10_000, frequency: 100 } },
    throughput: 'ON_DEMAND',
    initialize: false,
  });

  const ada = { id: 'ada', kind: 'user' };

  it('creates its table with an index, and waits until it is active', async () => {
    await table.initialize();
    const { Table } = await dynamoose.aws.ddb().describeTable({ TableName: table.name });
    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      KeySchema: [
        { AttributeName: 'id', KeyType: 'HASH' },
        { AttributeName: 'kind', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [{ IndexName: 'byTeam', Projection: { ProjectionType: 'ALL' } }],
    });
  });

  it('creates an item of every type, gives it back, and refuses to create it again', async () => {
    const item = {
      ...ada,
      team: 'core',
      name: 'Ada',
      tags: new Set(['a', 'b']),
      address: { street: 'High Street', town: '' },
      joined: new Date(0),
    };
    await UserModel.create(item);
    const read = await UserModel.get(ada, { consistent: true });
    expect(read).toMatchObject({ ...item, age: 30, createdAt: expect.any(Date) });
    const again: unknown = await UserModel.create(item).catch((reason: unknown) => reason);
    expect(again).toBeInstanceOf(ConditionalCheckFailedException);
    expect(again).toMatchObject({ message: 'The conditional request failed' });
  });

  it('puts and gets in batches', async () => {
    const posts = Array.from({ length: 24 }, (_, at) => ({
      id: 'ada',
      kind: `post#${String(at).padStart(3, '0')}`,
      team: at % 2 === 0 ? 'core' : 'docs',
      likes: at,
    }));
    expect(await PostModel.batchPut(posts)).toMatchObject({ unprocessedItems: [] });
    const found = await PostModel.batchGet([
      { id: 'ada', kind: 'post#007' },
      { id: 'ada', kind: 'post#023' },
      { id: 'ada', kind: 'post#099' },
    ]);
    expect(found.map(({ likes }) => likes).sort()).toEqual([23, 7]);
  });

  it('queries a key and an index in pages, and scans', async () => {
    const likes: number[] = [];
    let last: object | undefined;
    let pages = 0;
    do {
      const query = PostModel.query('team').eq('core').where('kind').beginsWith('post#').where('likes').gt(4).using('byTeam');
      const page = await (last === undefined ? query : query.startAt(last)).limit(5).sort('descending').exec();
      likes.push(...page.map((post) => post.likes));
      last = page.lastKey;
      pages += 1;
    } while (last !== undefined);
    expect(likes).toEqual([22, 20, 18, 16, 14, 12, 10, 8, 6]);
    expect(pages).toBe(3);
    const { count } = await PostModel.query('id').eq('ada').where('kind').between('post#003', 'post#006').count().exec();
    expect(count).toBe(4);
    const scanned = await PostModel.scan('likes').in([1, 2, 50]).and().attribute('team').not().eq('docs').all().exec();
    expect(scanned.map((post) => post.likes)).toEqual([2]);
  });

  it('updates on a condition, and refuses when the condition fails', async () => {
    const young = new dynamoose.Condition().where('age').lt(40).and().where('name').beginsWith('A');
    const grow = () => UserModel.update(ada, { $ADD: { age: 10 }, $SET: { team: 'docs' }, $REMOVE: ['joined'] }, { condition: young });
    const updated = await grow();
    expect(updated).toMatchObject({ age: 40, team: 'docs', name: 'Ada' });
    expect(updated.joined).toBeUndefined();
    await expect(grow()).rejects.toBeInstanceOf(ConditionalCheckFailedException);
  });

  it('carries out a transaction whole or not at all', async () => {
    const likes = (kind: string) => PostModel.transaction.update({ id: 'ada', kind }, { $ADD: { likes: 1 } });
    await expect(dynamoose.transaction([likes('post#001'), likes('post#001')])).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Transaction request cannot include multiple operations on one item',
    });
    const move = (least: number) =>
      dynamoose.transaction([
        PostModel.transaction.update(
          { id: 'ada', kind: 'post#001' },
          { $ADD: { likes: 100 } },
          { condition: new dynamoose.Condition('likes').lt(least) },
        ),
        PostModel.transaction.delete({ id: 'ada', kind: 'post#002' }),
        PostModel.transaction.create({ id: 'ada', kind: `post#new-${least}`, team: 'core', likes: 0 }),
      ]);
    await move(50);
    const refused: unknown = await move(51).catch((reason: unknown) => reason);
    expect(refused).toBeInstanceOf(TransactionCanceledException);
    expect(refused).toMatchObject({ CancellationReasons: [{ Code: 'ConditionalCheckFailed' }, { Code: 'None' }, { Code: 'None' }] });
    expect(await PostModel.get({ id: 'ada', kind: 'post#001' })).toMatchObject({ likes: 101 });
    expect(await PostModel.get({ id: 'ada', kind: 'post#002' })).toBeUndefined();
    expect(await PostModel.get({ id: 'ada', kind: 'post#new-51' })).toBeUndefined();
  });

  it('deletes items', async () => {
    await UserModel.delete(ada);
    expect(await UserModel.get(ada)).toBeUndefined();
    await PostModel.batchDelete([{ id: 'ada', kind: 'post#003' }]);
    expect(await PostModel.get({ id: 'ada', kind: 'post#003' })).toBeUndefined();
  });
});
