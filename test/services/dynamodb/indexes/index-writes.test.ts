import {
  type AttributeValue,
  BatchWriteItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  type PutItemCommandInput,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { B, type Item, invalid, invalidParameter, N, type OpenDynamodb, openDynamodb, S } from '../open-dynamodb.js';
import { index, indexed } from '../open-indexes.js';

describe.each(engines)('writes to tables with indexes (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  let client: DynamoDBClient;
  const definitions = { g: 'S', h: 'N', l: 'S', b: 'B' } as const;
  const indexes = {
    GlobalSecondaryIndexes: [index('gsi1', ['g', 'h']), index('gsi2', ['h'], 'KEYS_ONLY'), index('gsi3', ['b', 'g'], 'INCLUDE', ['x'])],
    LocalSecondaryIndexes: [index('lsi1', ['pk', 'l'], 'KEYS_ONLY'), index('lsi2', ['pk', 'h'])],
  };
  beforeAll(async () => {
    dynamodb = await openDynamodb(engine);
    client = dynamodb.client;
    await dynamodb.createTable('things', {}, indexed(definitions, indexes));
  });
  afterAll(() => dynamodb?.close());

  const put = (item: Item, input: Partial<PutItemCommandInput> = {}) =>
    client.send(new PutItemCommand({ TableName: 'things', Item: { pk: S('p'), sk: S('s'), ...item }, ...input }));
  const batch = (item: Item) =>
    client.send(new BatchWriteItemCommand({ RequestItems: { things: [{ PutRequest: { Item: { pk: S('p'), sk: S('s'), ...item } } }] } }));

  const empty = (kind: string, name: string, key: string) =>
    invalid(
      `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${kind} value. IndexName: ${name}, IndexKey: ${key}`,
    );
  const mismatch = (key: string, expected: string, actual: string, name: string) =>
    invalidParameter(`Type mismatch for Index Key ${key} Expected: ${expected} Actual: ${actual} IndexName: ${name}`);
  const refused: readonly [string, Item, ReturnType<typeof invalid>][] = [
    ['a number where a global index has a string', { g: N(1) }, mismatch('g', 'S', 'N', 'gsi1')],
    ['a string where an index has a number', { h: S('1') }, mismatch('h', 'N', 'S', 'gsi1')],
    ['a map', { l: { M: {} } }, mismatch('l', 'S', 'M', 'lsi1')],
    ['null', { g: { NULL: true } }, mismatch('g', 'S', 'NULL', 'gsi1')],
    ['an empty string', { l: S('') }, empty('string', 'lsi1', 'l')],
    ['an empty binary', { b: B() }, empty('binary', 'gsi3', 'b')],
    [
      'a hash key of more than 2048 bytes',
      { g: S('x'.repeat(2049)) },
      invalidParameter('Size of hashkey has exceeded the maximum size limit of2048 bytes'),
    ],
    [
      'a range key of more than 1024 bytes',
      { l: S('x'.repeat(1025)) },
      invalidParameter('Aggregated size of all range keys has exceeded the size limit of 1024 bytes'),
    ],
  ];
  it.each(refused)('refuse %s as key of an index', async (_case, item, message) => {
    expect(await refusal(put(item))).toEqual(message);
    expect(await refusal(batch(item))).toEqual(message);
  });

  it('name the first index by name when several have the key', async () => {
    await dynamodb.createTable('named', {}, indexed({ g: 'S' }, { GlobalSecondaryIndexes: [index('zzz', ['g']), index('aaa', ['g'])] }));
    const call = client.send(new PutItemCommand({ TableName: 'named', Item: { pk: S('p'), sk: S('s'), g: N(1) } }));
    expect(await refusal(call)).toEqual(mismatch('g', 'S', 'N', 'aaa'));
  });

  it('refuse updates that leave a key that does not fit, in words of their own when it is empty', async () => {
    const Key = { pk: S('p'), sk: S('update') };
    const set = (value: AttributeValue) => {
      const UpdateExpression = 'SET g = :g';
      return client.send(new UpdateItemCommand({ TableName: 'things', Key, UpdateExpression, ExpressionAttributeValues: { ':g': value } }));
    };
    const ofUpdate = invalid(
      'One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty string value.',
    );
    expect(await refusal(set(N(1)))).toEqual(mismatch('g', 'S', 'N', 'gsi1'));
    expect(await refusal(set(S('')))).toEqual(ofUpdate);
    expect(await refusal(set(S('x'.repeat(2049))))).toEqual(
      invalid('The update expression attempted to update the secondary index key beyond allowed size limits'),
    );
  });

  it('leave a key alone that does not fit when an update does not change it', async () => {
    await dynamodb.createTable('older', { id: 'S' });
    const Key = { id: S('a') };
    await dynamodb.put('older', { ...Key, g: N(1) });
    const UpdateTable = new UpdateTableCommand({
      TableName: 'older',
      AttributeDefinitions: [{ AttributeName: 'g', AttributeType: 'S' }],
      GlobalSecondaryIndexUpdates: [{ Create: index('gsi', ['g']) }],
    });
    await client.send(UpdateTable);
    const set = (name: string, value: AttributeValue) =>
      client.send(
        new UpdateItemCommand({
          TableName: 'older',
          Key,
          UpdateExpression: `SET ${name} = :v`,
          ExpressionAttributeValues: { ':v': value },
          ReturnValues: 'ALL_NEW',
        }),
      );
    expect((await set('x', N(2))).Attributes).toEqual({ ...Key, g: N(1), x: N(2) });
    expect(await refusal(set('g', N(1)))).toEqual(mismatch('g', 'S', 'N', 'gsi'));
    await set('g', S('fits'));
    expect((await client.send(new ScanCommand({ TableName: 'older', IndexName: 'gsi' }))).Count).toBe(1);
  });

  it('cancel a transaction for a key of the wrong type, and refuse it as a whole for one that is empty', async () => {
    const Item = { pk: S('p'), sk: S('transaction') };
    const write = (g: AttributeValue) =>
      client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName: 'things', Item: { ...Item, g } } }] }));
    expect(await refusal(write(N(1)))).toMatchObject({
      code: 'TransactionCanceledException',
      message: 'Transaction cancelled, please refer cancellation reasons for specific reasons [ValidationError]',
      members: { CancellationReasons: [{ Code: 'ValidationError', Message: mismatch('g', 'S', 'N', 'gsi1').message }] },
    });
    expect(await refusal(write(S('')))).toEqual(empty('string', 'gsi1', 'g'));
  });

  const large = { g: S('g'), h: N(1), l: S('l'), x: S('x'), y: S('y'.repeat(2500)), b: B(1) };
  const capacity = (table: number, local: Record<string, number>, global: Record<string, number>) => {
    const units = (indexUnits: Record<string, number>) =>
      Object.fromEntries(Object.entries(indexUnits).map(([name, CapacityUnits]) => [name, { CapacityUnits }]));
    const sum = [table, ...Object.values(local), ...Object.values(global)].reduce((total, each) => total + each, 0);
    return {
      TableName: 'things',
      CapacityUnits: sum,
      Table: { CapacityUnits: table },
      ...(Object.keys(local).length === 0 ? {} : { LocalSecondaryIndexes: units(local) }),
      ...(Object.keys(global).length === 0 ? {} : { GlobalSecondaryIndexes: units(global) }),
    };
  };

  it('cost what changes in each index', async () => {
    const cost = async (item: Item) => (await put({ sk: S('cost'), ...item }, { ReturnConsumedCapacity: 'INDEXES' })).ConsumedCapacity;
    expect(await cost(large)).toEqual(capacity(3, { lsi1: 1, lsi2: 3 }, { gsi1: 3, gsi2: 1, gsi3: 1 }));
    // DynamoDB Local: an equal item leaves the indexes alone.
    expect(await cost(large)).toEqual(capacity(3, {}, {}));
    expect(await cost({ ...large, x: S('other') })).toEqual(capacity(3, { lsi2: 3 }, { gsi1: 3, gsi3: 1 }));
    // A key that changes costs a removal and an entry.
    expect(await cost({ ...large, x: S('other'), h: N(2) })).toEqual(capacity(3, { lsi2: 6 }, { gsi1: 6, gsi2: 2 }));
    const { g: _g, ...without } = { ...large, x: S('other'), h: N(2) };
    expect(await cost(without)).toEqual(capacity(3, { lsi2: 3 }, { gsi1: 3, gsi3: 1 }));
    const removed = await client.send(
      new DeleteItemCommand({ TableName: 'things', Key: { pk: S('p'), sk: S('cost') }, ReturnConsumedCapacity: 'INDEXES' }),
    );
    expect(removed.ConsumedCapacity).toEqual(capacity(3, { lsi1: 1, lsi2: 3 }, { gsi2: 1 }));
  });

  it('say how large the item collection is where there are local indexes', async () => {
    const metrics = { ItemCollectionKey: { pk: S('p') }, SizeEstimateRangeGB: [0, 1] };
    expect((await put({}, { ReturnItemCollectionMetrics: 'SIZE' })).ItemCollectionMetrics).toEqual(metrics);
    const key = { TableName: 'things', Key: { pk: S('p'), sk: S('none') } };
    expect((await client.send(new DeleteItemCommand({ ...key, ReturnItemCollectionMetrics: 'SIZE' }))).ItemCollectionMetrics).toEqual(
      metrics,
    );
    const writes = ['1', '2'].map((sk) => ({ PutRequest: { Item: { pk: S('p'), sk: S(sk) } } }));
    const batched = await client.send(new BatchWriteItemCommand({ RequestItems: { things: writes }, ReturnItemCollectionMetrics: 'SIZE' }));
    expect(batched.ItemCollectionMetrics).toEqual({ things: [metrics] });
    await dynamodb.createTable('plain');
    const plain = await client.send(new PutItemCommand({ TableName: 'plain', Item: { id: S('a') }, ReturnItemCollectionMetrics: 'SIZE' }));
    expect(plain).not.toHaveProperty('ItemCollectionMetrics');
  });

  it('keep every index in step with its items', async () => {
    let round = 0;
    const item = fc.record(
      {
        g: fc.constantFrom(S('a'), S('b')),
        h: fc.constantFrom(N(1), N('2'), N('-1')),
        l: fc.constantFrom(S('x'), S('y')),
        b: fc.constantFrom(B(1), B(2)),
        x: fc.constantFrom(S('1'), N(2)),
      },
      { requiredKeys: [] },
    );
    const write = fc.record({ pk: fc.constantFrom('p', 'q'), sk: fc.constantFrom('1', '2'), item: fc.option(item, { nil: undefined }) });
    await fc.assert(
      fc.asyncProperty(fc.array(write, { maxLength: 12 }), async (writes) => {
        round += 1;
        const TableName = `random-${round}`;
        await dynamodb.createTable(TableName, {}, indexed(definitions, indexes));
        const model = new Map<string, Item>();
        for (const { pk, sk, item: attributes } of writes) {
          const Key = { pk: S(pk), sk: S(sk) };
          if (attributes === undefined) {
            await client.send(new DeleteItemCommand({ TableName, Key }));
            model.delete(pk + sk);
          } else {
            const whole = { ...Key, ...attributes } as Item;
            await client.send(new PutItemCommand({ TableName, Item: whole }));
            model.set(pk + sk, whole);
          }
        }
        const items = [...model.values()];
        const shown = async (IndexName: string) => byKey((await client.send(new ScanCommand({ TableName, IndexName }))).Items ?? []);
        const pick = (names: readonly string[]) => (each: Item) =>
          Object.fromEntries(Object.entries(each).filter(([name]) => names.includes(name)));
        expect(await shown('gsi1')).toEqual(byKey(items.filter(({ g, h }) => g && h)));
        expect(await shown('gsi2')).toEqual(byKey(items.filter(({ h }) => h).map(pick(['pk', 'sk', 'h']))));
        expect(await shown('gsi3')).toEqual(byKey(items.filter(({ b, g }) => b && g).map(pick(['pk', 'sk', 'b', 'g', 'x']))));
        expect(await shown('lsi1')).toEqual(byKey(items.filter(({ l }) => l).map(pick(['pk', 'sk', 'l']))));
        expect(await shown('lsi2')).toEqual(byKey(items.filter(({ h }) => h)));
      }),
      { seed: 4, numRuns: 25 },
    );
  });
});

const byKey = (items: readonly Item[]): Item[] =>
  [...items].sort((left, right) => (`${left.pk?.S}${left.sk?.S}` < `${right.pk?.S}${right.sk?.S}` ? -1 : 1));
