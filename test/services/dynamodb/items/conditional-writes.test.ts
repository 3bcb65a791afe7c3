import {
  DeleteItemCommand,
  type DeleteItemCommandInput,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { invalid, N, type OpenDynamodb, openDynamodb, S } from '../open-dynamodb.js';

const failed = { code: 'ConditionalCheckFailedException', message: 'The conditional request failed', status: 400 };

describe.each(engines)('conditional writes (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  let client: DynamoDBClient;
  const Item = { id: S('456'), price: N(650), product: S('sporting goods') };
  beforeAll(async () => {
    dynamodb = await openDynamodb(engine);
    client = dynamodb.client;
    await dynamodb.createTable('items');
  });
  beforeEach(() => client.send(new PutItemCommand({ TableName: 'items', Item })));
  afterAll(() => dynamodb?.close());

  const put = (more: Partial<PutItemCommandInput>) =>
    client.send(new PutItemCommand({ TableName: 'items', Item: { id: S('456') }, ...more }));
  const remove = (more: Partial<DeleteItemCommandInput>) =>
    client.send(new DeleteItemCommand({ TableName: 'items', Key: { id: S('456') }, ...more }));
  const get = async (id = '456') => (await client.send(new GetItemCommand({ TableName: 'items', Key: { id: S(id) } }))).Item;

  it('leave the item as it is when the condition fails', async () => {
    expect(await refusal(put({ ConditionExpression: 'attribute_not_exists(id)' }))).toMatchObject(failed);
    expect(await refusal(remove({ ConditionExpression: 'price > :p', ExpressionAttributeValues: { ':p': N(700) } }))).toMatchObject(failed);
    expect(await get()).toEqual(Item);
  });

  it('write when it holds', async () => {
    const { Attributes } = await put({
      ConditionExpression: '#p < :p',
      ExpressionAttributeNames: { '#p': 'price' },
      ExpressionAttributeValues: { ':p': N(700) },
      ReturnValues: 'ALL_OLD',
    });
    expect(Attributes).toEqual(Item);
    await remove({ ConditionExpression: 'attribute_not_exists(price)' });
    expect(await get()).toBeUndefined();
    await put({ ConditionExpression: 'attribute_not_exists(id)' });
    expect(await get()).toEqual({ id: S('456') });
  });

  // Recorded: return_values_on_conditions_check_failure.
  it('show the item on which the condition failed, when they are asked to', async () => {
    const shown = { ConditionExpression: 'attribute_not_exists(id)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
    expect(await refusal(put(shown))).toMatchObject({ ...failed, members: { Item } });
    expect(await refusal(remove(shown))).toMatchObject({ ...failed, members: { Item } });
    const hidden = await refusal(put({ ConditionExpression: 'attribute_not_exists(id)' }));
    expect(hidden.members.Item).toBeUndefined();
    const absent = await refusal(put({ ...shown, Item: { id: S('none') }, ConditionExpression: 'attribute_exists(id)' }));
    expect(absent.members.Item).toBeUndefined();
  });

  it('cost nothing but what is written', async () => {
    const answer = await remove({ ConditionExpression: 'attribute_exists(id)', ReturnConsumedCapacity: 'TOTAL' });
    expect(answer.ConsumedCapacity).toEqual({ TableName: 'items', CapacityUnits: 1 });
    const failing = await refusal(put({ ConditionExpression: 'attribute_exists(missing_one)', ReturnConsumedCapacity: 'TOTAL' }));
    expect(failing).toMatchObject(failed);
    expect(failing.members).not.toHaveProperty('ConsumedCapacity');
  });

  it('use all values that are given', async () => {
    const values = { ExpressionAttributeValues: { ':a': N(1), ':b': N(2) } };
    expect(await refusal(put({ ConditionExpression: 'id = :a', ...values }))).toEqual(
      invalid('Value provided in ExpressionAttributeValues unused in expressions: keys: {:b}'),
    );
  });
});
