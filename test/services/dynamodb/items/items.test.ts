import {
  DeleteItemCommand,
  type DeleteItemCommandInput,
  type DynamoDBClient,
  GetItemCommand,
  type GetItemCommandInput,
  PutItemCommand,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { B, type Item, invalid, invalidParameter, N, type OpenDynamodb, openDynamodb, S } from '../open-dynamodb.js';

const mismatch = invalid('The provided key element does not match the schema');
const notFound = { code: 'ResourceNotFoundException', message: 'Requested resource not found', status: 400 };
const emptyKey = (type: string, key: string) =>
  invalid(
    `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${type} value. Key: ${key}`,
  );

describe.each(engines)('items (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  let client: DynamoDBClient;
  beforeAll(async () => {
    dynamodb = await openDynamodb(engine);
    client = dynamodb.client;
    await dynamodb.createTable('items', { id: 'S', at: 'N' });
    await dynamodb.createTable('texts', { id: 'S', s: 'S' });
    await dynamodb.createTable('bytes', { id: 'B' });
  });
  afterAll(() => dynamodb?.close());

  const put = (Item: Item, more: Partial<PutItemCommandInput> = {}) =>
    client.send(new PutItemCommand({ TableName: 'items', Item, ...more }));
  const get = (Key: Item, more: Partial<GetItemCommandInput> = {}) => client.send(new GetItemCommand({ TableName: 'items', Key, ...more }));
  const remove = (Key: Item, more: Partial<DeleteItemCommandInput> = {}) =>
    client.send(new DeleteItemCommand({ TableName: 'items', Key, ...more }));

  it('are put, replaced as a whole, read and removed', async () => {
    const Key = { id: S('a'), at: N(1) };
    expect(await get(Key)).not.toHaveProperty('Item');
    await put({ ...Key, x: S('1'), y: S('2') });
    await put({ ...Key, x: S('3') });
    expect((await get(Key)).Item).toEqual({ ...Key, x: S('3') });
    await remove(Key);
    expect(await get(Key)).not.toHaveProperty('Item');
    await remove(Key);
  });

  it('are one and the same under equal numbers', async () => {
    await put({ id: S('number'), at: N('1.50') });
    expect((await get({ id: S('number'), at: N('15e-1') })).Item).toEqual({ id: S('number'), at: N('1.5') });
  });

  it('are found by binary keys', async () => {
    const Item = { id: B(0, 255), x: N(1) };
    await put(Item, { TableName: 'bytes' });
    expect((await get({ id: B(0, 255) }, { TableName: 'bytes' })).Item).toEqual(Item);
    expect(await get({ id: B(0) }, { TableName: 'bytes' })).not.toHaveProperty('Item');
  });

  it("are found by their table's ARN", async () => {
    const TableName = 'arn:aws:dynamodb:us-east-1:000000000000:table/items';
    await put({ id: S('arn'), at: N(1) }, { TableName });
    expect((await get({ id: S('arn'), at: N(1) })).Item).toBeDefined();
  });

  // Recorded: return_values_in_put_item.
  it('give back what they replace, when they are asked to', async () => {
    const Key = { id: S('old'), at: N(1) };
    expect(await put({ ...Key, x: S('1') }, { ReturnValues: 'ALL_OLD' })).not.toHaveProperty('Attributes');
    expect(await put({ ...Key, x: S('2') }, { ReturnValues: 'NONE' })).not.toHaveProperty('Attributes');
    expect((await put({ ...Key, x: S('3') }, { ReturnValues: 'ALL_OLD' })).Attributes).toEqual({ ...Key, x: S('2') });
    expect((await remove(Key, { ReturnValues: 'ALL_OLD' })).Attributes).toEqual({ ...Key, x: S('3') });
    expect(await remove(Key, { ReturnValues: 'ALL_OLD' })).not.toHaveProperty('Attributes');
  });

  it('cost by the kilobyte to write, by four to read, and half when that needn’t be consistent', async () => {
    const Key = { id: S('cost'), at: N(1) };
    const wanted = { ReturnConsumedCapacity: 'TOTAL' } as const;
    const capacity = (CapacityUnits: number) => ({ TableName: 'items', CapacityUnits });
    expect((await get(Key, wanted)).ConsumedCapacity).toEqual(capacity(0.5));
    expect((await put({ ...Key, x: S('x'.repeat(4100)) }, wanted)).ConsumedCapacity).toEqual(capacity(5));
    expect((await get(Key, wanted)).ConsumedCapacity).toEqual(capacity(1));
    expect((await get(Key, { ...wanted, ConsistentRead: true })).ConsumedCapacity).toEqual(capacity(2));
    expect((await put({ ...Key }, wanted)).ConsumedCapacity).toEqual(capacity(5));
    expect((await remove(Key, { ReturnConsumedCapacity: 'INDEXES' })).ConsumedCapacity).toEqual({
      ...capacity(1),
      Table: { CapacityUnits: 1 },
    });
    expect((await remove(Key, wanted)).ConsumedCapacity).toEqual(capacity(1));
    expect(await remove(Key, { ReturnConsumedCapacity: 'NONE' })).not.toHaveProperty('ConsumedCapacity');
  });

  it.each([
    ['no hash key', { at: N(1) }, invalidParameter('Missing the key id in the item')],
    ['no range key', { id: S('x') }, invalidParameter('Missing the key at in the item')],
    ['a key of another type', { id: N(1), at: N(1) }, invalidParameter('Type mismatch for key id expected: S actual: N')],
    ['a key that is a map', { id: S('x'), at: { M: {} } }, invalidParameter('Type mismatch for key at expected: N actual: M')],
    ['an empty key', { id: S(''), at: N(1) }, emptyKey('string', 'id')],
    [
      'a hash key of more than 2048 bytes',
      { id: S('é'.repeat(1025)), at: N(1) },
      invalidParameter('Size of hashkey has exceeded the maximum size limit of2048 bytes'),
    ],
  ])('are refused with %s', async (_case, item, expected) => {
    expect(await refusal(put(item))).toEqual(expected);
  });

  it('have range keys of at most 1024 bytes', async () => {
    await put({ id: S('x'.repeat(2048)), s: S('x'.repeat(1024)) }, { TableName: 'texts' });
    expect(await refusal(put({ id: S('x'), s: S('x'.repeat(1025)) }, { TableName: 'texts' }))).toEqual(
      invalidParameter('Aggregated size of all range keys has exceeded the size limit of 1024 bytes'),
    );
    expect(await refusal(put({ id: B() }, { TableName: 'bytes' }))).toEqual(emptyKey('binary', 'id'));
  });

  it.each([
    ['too little', { id: S('x') }],
    ['too much', { id: S('x'), at: N(1), z: N(1) }],
    ['other attributes', { id: S('x'), z: N(1) }],
    ['another type', { id: S('x'), at: S('1') }],
    ['nothing', {}],
  ])('are not looked for by %s', async (_case, key) => {
    expect(await refusal(get(key))).toEqual(mismatch);
    expect(await refusal(remove(key))).toEqual(mismatch);
  });

  it('of a table that does not exist are refused', async () => {
    const other = { TableName: 'nothing' };
    const Key = { id: S('x'), at: N(1) };
    expect(await refusal(put(Key, other))).toMatchObject(notFound);
    expect(await refusal(get(Key, other))).toMatchObject(notFound);
    expect(await refusal(remove(Key, other))).toMatchObject(notFound);
  });

  it('are checked before their table is looked for', async () => {
    const wrong = put({ id: S('x'), at: N('no') }, { TableName: 'nothing' });
    expect(await refusal(wrong)).toEqual(invalid('The parameter cannot be converted to a numeric value: no'));
  });

  it('return no new values on a write', async () => {
    const Key = { id: S('x'), at: N(1) };
    expect(await refusal(put(Key, { ReturnValues: 'ALL_NEW' }))).toEqual(invalid('Return values set to invalid value'));
    expect(await refusal(remove(Key, { ReturnValues: 'UPDATED_OLD' }))).toEqual(invalid('Return values set to invalid value'));
  });

  it('take no placeholders without an expression', async () => {
    const Key = { id: S('x'), at: N(1) };
    const names = { ExpressionAttributeNames: { '#a': 'a' } };
    const unasked = invalid('ExpressionAttributeNames can only be specified when using expressions');
    expect(await refusal(put(Key, names))).toEqual(unasked);
    expect(await refusal(get(Key, names))).toEqual(unasked);
    expect(await refusal(remove(Key, { ExpressionAttributeValues: { ':a': S('a') } }))).toEqual(
      invalid('ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null'),
    );
  });
});
