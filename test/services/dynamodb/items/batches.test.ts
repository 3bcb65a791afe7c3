import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  BatchWriteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { type Item, invalid, invalidParameter, N, type OpenDynamodb, openDynamodb, S } from '../open-dynamodb.js';

const duplicates = invalid('Provided list of item keys contains duplicates');
const notFound = { code: 'ResourceNotFoundException', message: 'Requested resource not found' };

describe.each(engines)('batches (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  let client: DynamoDBClient;
  beforeAll(async () => {
    dynamodb = await openDynamodb(engine);
    client = dynamodb.client;
    await dynamodb.createTable('one', { id: 'S', at: 'N' });
    await dynamodb.createTable('two', { id: 'S' });
  });
  afterAll(() => dynamodb?.close());

  const read = (RequestItems: BatchGetItemCommandInput['RequestItems'], more: Partial<BatchGetItemCommandInput> = {}) =>
    client.send(new BatchGetItemCommand({ RequestItems, ...more }));
  const write = (RequestItems: Record<string, WriteRequest[]>, more = {}) =>
    client.send(new BatchWriteItemCommand({ RequestItems, ...more }));
  const put = (Item: Item): WriteRequest => ({ PutRequest: { Item } });
  const remove = (Key: Item): WriteRequest => ({ DeleteRequest: { Key } });
  const exists = async (TableName: string, Key: Item) => (await client.send(new GetItemCommand({ TableName, Key }))).Item !== undefined;

  it('write and remove items of several tables, and read them', async () => {
    const first = { id: S('a'), at: N(1), x: S('1') };
    await write({ one: [put(first), put({ id: S('a'), at: N(2) })], two: [put({ id: S('b') })] });
    const answer = await write({ one: [remove({ id: S('a'), at: N(2) })], two: [put({ id: S('c') })] });
    expect(answer.UnprocessedItems).toEqual({});
    const found = await read({
      one: {
        Keys: [
          { id: S('a'), at: N(1) },
          { id: S('a'), at: N(2) },
        ],
      },
      two: { Keys: [{ id: S('b') }, { id: S('c') }] },
    });
    expect(found.Responses).toEqual({ one: [first], two: [{ id: S('b') }, { id: S('c') }] });
    expect(found.UnprocessedKeys).toEqual({});
  });

  // Recorded: dynamodb_get_batch_items.
  it('name a table of which nothing is found', async () => {
    expect((await read({ two: { Keys: [{ id: S('none') }] } })).Responses).toEqual({ two: [] });
  });

  it('cost what their items cost one by one', async () => {
    const wanted = { ReturnConsumedCapacity: 'TOTAL' } as const;
    const big = { id: S('big'), x: S('x'.repeat(1500)) };
    expect((await write({ two: [put(big), put({ id: S('small') })] }, wanted)).ConsumedCapacity).toEqual([
      { TableName: 'two', CapacityUnits: 3 },
    ]);
    const keys = { Keys: [{ id: S('big') }, { id: S('small') }, { id: S('none') }] };
    expect((await read({ two: keys }, wanted)).ConsumedCapacity).toEqual([{ TableName: 'two', CapacityUnits: 1.5 }]);
    expect((await read({ two: { ...keys, ConsistentRead: true } }, wanted)).ConsumedCapacity).toEqual([
      { TableName: 'two', CapacityUnits: 3 },
    ]);
  });

  it('give keys back that go beyond 16 MB', async () => {
    const Keys = Array.from({ length: 50 }, (_, at) => ({ id: S(`large-${at}`) }));
    for (const Key of Keys) await dynamodb.put('two', { ...Key, x: S('x'.repeat(390 * 1024)) });
    const { Responses, UnprocessedKeys } = await read({ two: { Keys, ConsistentRead: true } });
    expect(Responses?.two).toHaveLength(42);
    expect(UnprocessedKeys).toEqual({ two: { Keys: Keys.slice(42), ConsistentRead: true } });
  });

  it('with one wrong request leave everything as it was', async () => {
    const wrong = write({ two: [put({ id: S('half') }), put({ no: S('key') })] });
    expect(await refusal(wrong)).toEqual(invalidParameter('Missing the key id in the item'));
    const missing = write({ two: [put({ id: S('half') })], none: [put({ id: S('half') })] });
    expect(await refusal(missing)).toMatchObject(notFound);
    expect(await exists('two', { id: S('half') })).toBe(false);
  });

  it('with duplicate keys are refused', async () => {
    const Keys = [
      { id: S('a'), at: N(1) },
      { at: N('1.0'), id: S('a') },
    ];
    expect(await refusal(read({ one: { Keys } }))).toEqual(duplicates);
    expect(await refusal(write({ one: [put({ id: S('a'), at: N(1) }), remove({ id: S('a'), at: N('1e0') })] }))).toEqual(duplicates);
  });

  it('of too many items are refused', async () => {
    const ids = (count: number) => Array.from({ length: count }, (_, at) => ({ id: S(String(at)) }));
    const keys = (count: number) => ids(count).map(({ id }, at) => ({ id, at: N(at) }));
    expect(await refusal(read({ one: { Keys: keys(60) }, two: { Keys: ids(41) } }))).toEqual(
      invalid('Too many items requested for the BatchGetItem call'),
    );
    expect(await refusal(write({ one: keys(20).map(put), two: ids(6).map(put) }))).toEqual(
      invalid('Too many items requested for the BatchWriteItem call'),
    );
    const tooMany = (pattern: RegExp) => ({ code: 'ValidationException', status: 400, message: expect.stringMatching(pattern) });
    expect(await refusal(read({ two: { Keys: ids(101) } }))).toMatchObject(
      tooMany(
        /^1 validation error detected: Value '\[\{id=.*\}\]' at 'requestItems\.two\.member\.keys' failed to satisfy constraint: Member must have length less than or equal to 100$/,
      ),
    );
    expect(await refusal(write({ two: ids(26).map(put) }))).toMatchObject(
      tooMany(
        /^1 validation error detected: Value '\{two=\[.*\]\}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: \[Member must have length less than or equal to 25, Member must have length greater than or equal to 1\]$/,
      ),
    );
    const some = 'failed to satisfy constraint: Member must have length greater than or equal to 1';
    expect(await refusal(read({}))).toEqual(invalid(`1 validation error detected: Value '{}' at 'requestItems' ${some}`));
    expect(await refusal(write({}))).toEqual(invalid(`1 validation error detected: Value '{}' at 'requestItems' ${some}`));
    expect(await refusal(read({ two: { Keys: [] } }))).toEqual(
      invalid(`1 validation error detected: Value '[]' at 'requestItems.two.member.keys' ${some}`),
    );
  });

  it('have one kind of write in each request', async () => {
    const message = 'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes';
    expect(await refusal(write({ two: [{ ...put({ id: S('a') }), ...remove({ id: S('a') }) }] }))).toEqual(invalid(message));
    expect(await refusal(write({ two: [{}] }))).toEqual(invalid(message));
  });
});
