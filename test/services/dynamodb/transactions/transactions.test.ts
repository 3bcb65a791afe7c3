import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  TransactGetItemsCommand,
  type TransactGetItemsCommandInput,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { type Item, invalid, N, type OpenDynamodb, openDynamodb, S } from '../open-dynamodb.js';

type TransactItems = NonNullable<TransactWriteItemsCommandInput['TransactItems']>;

const cancelled = (...reasons: { readonly Code: string; readonly Message?: string; readonly Item?: Item }[]) => ({
  code: 'TransactionCanceledException',
  message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
  status: 400,
  members: { CancellationReasons: reasons },
});
const none = { Code: 'None' };
const failed = { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' };
const wrong = (Message: string) => ({ Code: 'ValidationError', Message });

describe.each(engines)('transactions (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  let client: DynamoDBClient;
  beforeAll(async () => {
    dynamodb = await openDynamodb(engine);
    client = dynamodb.client;
    await dynamodb.createTable('one');
    await dynamodb.createTable('two', { id: 'S', n: 'N' });
  });
  beforeEach(() => client.send(new PutItemCommand({ TableName: 'one', Item: { id: S('there'), x: N(1) } })));
  afterAll(() => dynamodb?.close());

  const write = (TransactItems: TransactItems, more: Partial<TransactWriteItemsCommandInput> = {}) =>
    client.send(new TransactWriteItemsCommand({ TransactItems, ...more }));
  const read = (
    TransactItems: NonNullable<TransactGetItemsCommandInput['TransactItems']>,
    more: Partial<TransactGetItemsCommandInput> = {},
  ) => client.send(new TransactGetItemsCommand({ TransactItems, ...more }));
  const get = async (id: string) => (await client.send(new GetItemCommand({ TableName: 'one', Key: { id: S(id) } }))).Item;
  const put = (id: string, more: object = {}) => ({ Put: { TableName: 'one', Item: { id: S(id) }, ...more } });
  const remove = (id: string, more: object = {}) => ({ Delete: { TableName: 'one', Key: { id: S(id) }, ...more } });
  const update = (id: string, UpdateExpression: string, more: object = {}) => ({
    Update: { TableName: 'one', Key: { id: S(id) }, UpdateExpression, ...more },
  });
  const check = (id: string, ConditionExpression: string, more: object = {}) => ({
    ConditionCheck: { TableName: 'one', Key: { id: S(id) }, ConditionExpression, ...more },
  });

  it('write to several tables at once', async () => {
    await write([
      put('a'),
      update('there', 'SET y = x + x'),
      remove('b'),
      check('a2', 'attribute_not_exists(id)'),
      { Put: { TableName: 'two', Item: { id: S('a'), n: N(1) } } },
    ]);
    expect(await get('a')).toEqual({ id: S('a') });
    expect(await get('there')).toEqual({ id: S('there'), x: N(1), y: N(2) });
    expect((await client.send(new ScanCommand({ TableName: 'two' }))).Count).toBe(1);
  });

  it('write nothing when one condition fails, and say which', async () => {
    const isNew = { ConditionExpression: 'attribute_not_exists(id)' };
    const shown = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
    expect(
      await refusal(
        write([
          put('new1'),
          put('there', { ...isNew, ...shown }),
          remove('there2', isNew),
          check('none', 'attribute_exists(id)', shown),
          update('new2', 'SET x = :x', { ConditionExpression: 'x = :x', ExpressionAttributeValues: { ':x': N(1) } }),
        ]),
      ),
    ).toMatchObject(cancelled(none, { Item: { id: S('there'), x: N(1) }, ...failed }, none, failed, failed));
    expect(await get('new1')).toBeUndefined();
    expect(await get('new2')).toBeUndefined();
  });

  it('say of each item what is wrong with it', async () => {
    const missing = 'The provided expression refers to an attribute that does not exist in the item';
    const keyed = 'One or more parameter values were invalid: Cannot update attribute id. This attribute is part of the key';
    const mismatch = 'The provided key element does not match the schema';
    expect(
      await refusal(
        write([
          put('new3'),
          update('there', 'SET y = zz'),
          update('other', 'SET id = x'),
          { Delete: { TableName: 'two', Key: { id: S('a') } } },
          { Put: { TableName: 'two', Item: { id: S('a') } } },
        ]),
      ),
    ).toMatchObject(
      cancelled(
        none,
        wrong(missing),
        wrong(keyed),
        wrong(mismatch),
        wrong('One or more parameter values were invalid: Missing the key n in the item'),
      ),
    );
    expect(await get('new3')).toBeUndefined();
  });

  it.each<[string, TransactItems, string]>([
    [
      'an empty key',
      [put('a'), remove('')],
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: id',
    ],
    ['two operations on one item', [put('a'), remove('a')], 'Transaction request cannot include multiple operations on one item'],
    [
      'two operations in one place',
      [{ ...put('a'), ...remove('b') }],
      'TransactItems can only contain one of Check, Put, Update or Delete',
    ],
    ['no operation', [{}], 'Invalid Request: TransactWriteRequest should contain Delete or Put or Update request'],
    ['an expression that is none', [update('a', 'SET x = ')], 'Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "= "'],
    [
      'a value that is none',
      [{ Put: { TableName: 'one', Item: { id: S('a'), x: N('one') } } }],
      'The parameter cannot be converted to a numeric value: one',
    ],
    [
      'values without an expression',
      [put('a', { ExpressionAttributeValues: { ':x': N(1) } })],
      'ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null',
    ],
    [
      'values that nothing uses',
      [put('a', { ConditionExpression: 'id = :x', ExpressionAttributeValues: { ':x': N(1), ':y': N(1) } })],
      'Value provided in ExpressionAttributeValues unused in expressions: keys: {:y}',
    ],
  ])('are refused with %s', async (_case, items, message) => {
    expect(await refusal(write(items))).toEqual(invalid(message));
  });

  it('have at most 100 items of 4 MB together', async () => {
    const ids = Array.from({ length: 101 }, (_, at) => `many${at}`);
    await write(ids.slice(1).map((id) => put(id)));
    const tooMany = (pattern: RegExp) => ({ code: 'ValidationException', status: 400, message: expect.stringMatching(pattern) });
    const most = "' at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100$";
    expect(await refusal(write(ids.map((id) => put(id))))).toMatchObject(
      tooMany(new RegExp(`^1 validation error detected: Value '\\[TransactWriteItem\\(.*\\)\\]${most}`)),
    );
    expect(await refusal(read(ids.map((id) => ({ Get: { TableName: 'one', Key: { id: S(id) } } }))))).toMatchObject(
      tooMany(new RegExp(`^1 validation error detected: Value '\\[TransactGetItem\\(.*\\)\\]${most}`)),
    );
    const large = ids.slice(0, 11).map((id) => ({ Put: { TableName: 'one', Item: { id: S(id), z: S('x'.repeat(390_000)) } } }));
    // id, its value, z and its value.
    const payload = 10 * (2 + 5 + 1 + 390_000) + (2 + 6 + 1 + 390_000);
    expect(await refusal(write(large))).toEqual(invalid(`Transaction payload size cannot exceed 4MB. Payload Size: ${payload}`));
    expect(await refusal(write([put('a'), { Put: { TableName: 'none', Item: { id: S('a') } } }]))).toMatchObject({
      code: 'ResourceNotFoundException',
      message: 'Requested resource not found',
    });
  });

  it('cost twice what their operations do', async () => {
    const capacity = (CapacityUnits: number) => ({ CapacityUnits, WriteCapacityUnits: CapacityUnits });
    const items = [put('cost1'), put('cost2'), check('there', 'attribute_exists(id)')];
    expect((await write(items, { ReturnConsumedCapacity: 'TOTAL' })).ConsumedCapacity).toEqual([{ TableName: 'one', ...capacity(6) }]);
    expect((await write(items, { ReturnConsumedCapacity: 'INDEXES' })).ConsumedCapacity).toEqual([
      { TableName: 'one', ...capacity(6), Table: capacity(6) },
    ]);
  });

  it('are carried out once for each token, for ten minutes', async () => {
    const add = [update('counter', 'ADD x :one', { ExpressionAttributeValues: { ':one': N(1) } })];
    const token = { ClientRequestToken: `token-${engine}`, ReturnConsumedCapacity: 'TOTAL' } as const;
    expect((await write(add, token)).ConsumedCapacity).toEqual([{ TableName: 'one', CapacityUnits: 2, WriteCapacityUnits: 2 }]);
    expect((await write(add, token)).ConsumedCapacity).toEqual([{ TableName: 'one', CapacityUnits: 2, ReadCapacityUnits: 2 }]);
    expect((await get('counter'))?.x).toEqual(N(1));
    expect(await refusal(write([put('other')], token))).toMatchObject({
      code: 'IdempotentParameterMismatchException',
      message:
        'DynamoDB rejected the request because you retried a request with a different payload but with an idempotent token that was already used.',
    });
    await dynamodb.aws.clock.advance(599_000);
    await write(add, token);
    expect((await get('counter'))?.x).toEqual(N(1));
    await dynamodb.aws.clock.advance(2_000);
    await write(add, token);
    expect((await get('counter'))?.x).toEqual(N(2));
  });

  it('are the same in whatever order their members are sent', async () => {
    const token = { ClientRequestToken: `order-${engine}` };
    const sent = (one: Item, other: Item) =>
      write([{ Put: { TableName: 'one', Item: one } }, { Put: { TableName: 'one', Item: other } }], token);
    const [first, second] = [
      { id: S('order1'), b: { B: Uint8Array.of(1, 2) } },
      { id: S('order2'), m: { M: { x: N(1), y: N(2) } } },
    ];
    await sent(first, second);
    await sent({ b: { B: Uint8Array.of(1, 2) }, id: S('order1') }, { m: { M: { y: N(2), x: N(1) } }, id: S('order2') });
    const mismatch = { code: 'IdempotentParameterMismatchException' };
    expect(await refusal(sent(second, first))).toMatchObject(mismatch);
    expect(await refusal(sent({ ...first, b: { B: Uint8Array.of(1, 3) } }, second))).toMatchObject(mismatch);
  });

  it('that fail may be sent again with their token', async () => {
    const token = { ClientRequestToken: `again-${engine}` };
    const items = [put('later', { ConditionExpression: 'attribute_not_exists(id)' })];
    await write([put('later')]);
    expect(await refusal(write(items, token))).toMatchObject(cancelled(failed));
    await write([remove('later')]);
    await write(items, token);
    expect(await get('later')).toEqual({ id: S('later') });
  });

  // Recorded: transact_get_items.
  it('find their tables by ARN', async () => {
    const TableName = 'arn:aws:dynamodb:us-east-1:000000000000:table/one';
    expect((await read([{ Get: { TableName, Key: { id: S('there') } } }])).Responses).toEqual([{ Item: { id: S('there'), x: N(1) } }]);
    await write([{ Put: { TableName, Item: { id: S('by-arn') } } }]);
    expect(await get('by-arn')).toEqual({ id: S('by-arn') });
  });

  // Recorded: transaction_write_binary_data.
  it('write binaries', async () => {
    const item = { id: S('binary'), data: { B: Buffer.from('foobar') } };
    await write([{ Put: { TableName: 'one', Item: item } }]);
    expect((await get('binary'))?.data?.B).toEqual(Uint8Array.from(Buffer.from('foobar')));
  });

  it('read at most 4 MB', async () => {
    const ids = Array.from({ length: 11 }, (_, at) => `read${at}`);
    for (const id of ids) await dynamodb.put('one', { id: S(id), z: S('x'.repeat(390_000)) });
    const keys = ids.map((id) => ({ Get: { TableName: 'one', Key: { id: S(id) }, ProjectionExpression: 'id' } }));
    expect((await read(keys.slice(1))).Responses).toHaveLength(10);
    expect(await refusal(read(keys))).toEqual(invalid('Response size of the transaction has exceeded the maximum allowed size of 4 MB'));
  });

  it('read several items, each as far as it is asked for', async () => {
    const key = (id: string, more: object = {}) => ({ Get: { TableName: 'one', Key: { id: S(id) }, ...more } });
    const answer = await read([key('there', { ProjectionExpression: 'x' }), key('none'), key('there2', {})], {
      ReturnConsumedCapacity: 'TOTAL',
    });
    expect(answer.Responses).toEqual([{ Item: { x: N(1) } }, {}, {}]);
    expect(answer.ConsumedCapacity).toEqual([{ TableName: 'one', CapacityUnits: 6, ReadCapacityUnits: 6 }]);
    expect(await refusal(read([key('there'), key('there')]))).toEqual(
      invalid('Transaction request cannot include multiple operations on one item'),
    );
    expect(await refusal(read([key('there'), { Get: { TableName: 'two', Key: { id: S('a') } } }]))).toMatchObject(
      cancelled(none, wrong('The provided key element does not match the schema')),
    );
    expect(await refusal(read([key('there', { ExpressionAttributeNames: { '#a': 'b' } })]))).toEqual(
      invalid('ExpressionAttributeNames can only be specified when using expressions'),
    );
  });
});
