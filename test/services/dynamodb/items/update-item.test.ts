import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { sample, sampleKey, valuesFor } from '../expressions/expression-samples.js';
import { type Item, invalid, N, type OpenDynamodb, openDynamodb, S } from '../open-dynamodb.js';

describe.each(engines)('UpdateItem (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  let client: DynamoDBClient;
  beforeAll(async () => {
    dynamodb = await openDynamodb(engine);
    client = dynamodb.client;
    await dynamodb.createTable('table', { id: 'S', n: 'N' });
  });
  beforeEach(() => client.send(new PutItemCommand({ TableName: 'table', Item: { ...sampleKey, ...sample } })));
  afterAll(() => dynamodb?.close());

  const update = (UpdateExpression: string | undefined, more: Partial<UpdateItemCommandInput> = {}) =>
    client.send(
      new UpdateItemCommand({
        TableName: 'table',
        Key: sampleKey,
        ...(UpdateExpression === undefined ? {} : { UpdateExpression }),
        ...valuesFor(UpdateExpression, more.ConditionExpression),
        ...more,
      }),
    );
  const get = async (Key: Item = sampleKey) => (await client.send(new GetItemCommand({ TableName: 'table', Key }))).Item;

  const numbers = (...list: number[]) => ({ L: list.map(N) });

  it.each<[string, Item]>([
    ['SET a = x + :n', { a: N(6) }],
    ['SET a = :n - x', { a: N(-4) }],
    ['SET a = (x) + :n, b = (:n - :two2)', { a: N(6), b: N(-1) }],
    ['SET x = x + x', { x: N(10) }],
    ['SET a = :big - :n', { a: N('99999999999999999999999999999999999998') }],
    ['SET a = n + n, b = id', { a: N(2), b: S('a') }],
    ['SET a = x, x = :s', { a: N(5), x: S('x') }],
    ['SET l[1] = l[0], l[0] = l[1]', { l: numbers(2, 1, 3) }],
    ['SET m.a = l, l[0] = m', { m: { M: { a: numbers(1, 2, 3), b: S('x') } }, l: { L: [{ M: { a: N(1), b: S('x') } }, N(2), N(3)] } }],
    ['SET a = if_not_exists(x, :n), b = if_not_exists(zz, :n)', { a: N(5), b: N(1) }],
    ['SET a = if_not_exists(zz, if_not_exists(yy, l[2]))', { a: N(3) }],
    ['SET a = if_not_exists(zz, :n) + :n', { a: N(2) }],
    ['SET l = list_append(l, l), a = list_append(:l, l)', { l: numbers(1, 2, 3, 1, 2, 3), a: numbers(1, 2, 3) }],
    ['SET a = list_append(if_not_exists(zz, :l), l)', { a: numbers(1, 2, 3) }],
    ['SET l[9] = :s, l[8] = :n, l[1] = :n', { l: { L: [N(1), N(1), N(3), N(1), S('x')] } }],
    ['SET m.c = :n', { m: { M: { a: N(1), b: S('x'), c: N(1) } } }],
    ['REMOVE l[0], l[2]', { l: numbers(2) }],
    ['REMOVE l[9], zz, m.zz', {}],
    ['REMOVE m.a, m.b', { m: { M: {} } }],
    ['SET l[0] = :s REMOVE l[1]', { l: { L: [S('x'), N(3)] } }],
    ['SET l[5] = :s REMOVE l[0], l[1], l[2]', { l: { L: [S('x')] } }],
    ['REMOVE l[0] SET l[4] = :n', { l: numbers(2, 3, 1) }],
    ['ADD x :n, zz :n, m.a :n, m.q :two2, l[0] :n', { x: N(6), zz: N(1), m: { M: { a: N(2), b: S('x'), q: N(2) } }, l: numbers(2, 2, 3) }],
    ['ADD l[7] :n', { l: numbers(1, 2, 3, 1) }],
    ['ADD ss :ss, zz :ns', { ss: { SS: ['a', 'b'] }, zz: { NS: ['1'] } }],
    ['DELETE ss :ss, zz :ss, m.q :ss', { ss: { SS: ['b'] } }],
    ['set a = :n remove x add zz :n delete ss :ss', { a: N(1), zz: N(1), ss: { SS: ['b'] }, x: { NULL: true } }],
  ])('%s', async (expression, changed) => {
    await update(expression);
    const expected = { ...sampleKey, ...sample, ...changed };
    // The one example that removes a whole attribute.
    if (expected.x?.NULL) delete (expected as Item).x;
    expect(await get()).toEqual(expected);
  });

  it('removes an attribute whose set becomes empty', async () => {
    await update('DELETE ss :two');
    expect(await get()).not.toHaveProperty('ss');
  });

  it('makes the item when there is none', async () => {
    const cases: [string, string | undefined, Item][] = [
      ['set', 'SET a = :n', { a: N(1) }],
      ['key', 'SET a = if_not_exists(id, :n)', { a: S('key') }],
      ['remove', 'REMOVE a', {}],
      ['nothing', undefined, {}],
    ];
    for (const [id, expression, attributes] of cases) {
      const Key = { id: S(id), n: N(1) };
      await update(expression, { Key });
      expect(await get(Key)).toEqual({ ...Key, ...attributes });
    }
  });

  it('does nothing where its condition does not hold', async () => {
    expect(await refusal(update('SET a = :n', { ConditionExpression: 'x = :s' }))).toMatchObject({
      code: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
    });
    expect(await get()).toEqual({ ...sampleKey, ...sample });
    const Key = { id: S('absent'), n: N(1) };
    expect(await refusal(update('SET a = :n', { Key, ConditionExpression: 'attribute_exists(id)' }))).toMatchObject({
      code: 'ConditionalCheckFailedException',
    });
    expect(await get(Key)).toBeUndefined();
  });

  describe('returns', () => {
    const expression = 'SET m.a = :five, l[1] = :five, q = :n REMOVE x, m.b ADD ss :two DELETE zz :ss';
    const after: Item = {
      ...sampleKey,
      ...sample,
      m: { M: { a: N(5) } },
      l: numbers(1, 5, 3),
      q: N(1),
    };
    delete after.x;

    it.each<[NonNullable<UpdateItemCommandInput['ReturnValues']>, Item | undefined]>([
      ['NONE', undefined],
      ['ALL_OLD', { ...sampleKey, ...sample }],
      ['ALL_NEW', after],
      ['UPDATED_OLD', { m: { M: { a: N(1), b: S('x') } }, l: numbers(2), x: N(5), ss: { SS: ['a', 'b'] } }],
      ['UPDATED_NEW', { m: { M: { a: N(5) } }, l: numbers(5), q: N(1), ss: { SS: ['a', 'b'] } }],
    ])('%s', async (ReturnValues, attributes) => {
      expect((await update(expression, { ReturnValues })).Attributes).toEqual(attributes);
      expect(await get()).toEqual(after);
    });

    it('nothing old of an item that is new, and nothing that is not there', async () => {
      const Key = { id: S('fresh'), n: N(1) };
      expect(await update('SET a = :n', { Key, ReturnValues: 'ALL_OLD' })).not.toHaveProperty('Attributes');
      expect(await update('SET b = :n', { Key, ReturnValues: 'UPDATED_OLD' })).not.toHaveProperty('Attributes');
      expect(await update('REMOVE zz', { Key, ReturnValues: 'UPDATED_NEW' })).not.toHaveProperty('Attributes');
      expect((await update('SET c = :n', { Key, ReturnValues: 'ALL_NEW' })).Attributes).toEqual({ ...Key, a: N(1), b: N(1), c: N(1) });
    });
  });

  it('costs what the larger of both items does', async () => {
    await client.send(new PutItemCommand({ TableName: 'table', Item: { ...sampleKey, z: S('z'.repeat(5000)) } }));
    const wanted = { ReturnConsumedCapacity: 'TOTAL' } as const;
    expect((await update('REMOVE z', wanted)).ConsumedCapacity).toEqual({ TableName: 'table', CapacityUnits: 5 });
    expect((await update('REMOVE z', wanted)).ConsumedCapacity).toEqual({ TableName: 'table', CapacityUnits: 1 });
  });

  it('leaves no item that is larger than 400 KB, and nothing that nests too deep', async () => {
    const ExpressionAttributeValues = { ':v': S('x'.repeat(409_600)) };
    expect(await refusal(update('SET q = :v', { ExpressionAttributeValues }))).toEqual(
      invalid('Item size to update has exceeded the maximum allowed size'),
    );
    let deep: Item[string] = N(1);
    for (let level = 0; level < 31; level += 1) deep = { L: [deep] };
    await update('SET q = :v', { ExpressionAttributeValues: { ':v': deep } });
    expect(await refusal(update('SET m.a = q'))).toEqual(invalid('Nesting Levels have exceeded supported limits'));
  });

  it('uses all names and values that are given', async () => {
    expect(await refusal(update('REMOVE #a', { ExpressionAttributeNames: { '#a': 'a', '#b': 'b' } }))).toEqual(
      invalid('Value provided in ExpressionAttributeNames unused in expressions: keys: {#b}'),
    );
    expect(await refusal(update(undefined, { ExpressionAttributeValues: { ':a': N(1) } }))).toEqual(
      invalid('ExpressionAttributeValues can only be specified when using expressions: UpdateExpression and ConditionExpression are null'),
    );
    expect(await refusal(update(undefined, { ExpressionAttributeNames: { '#a': 'a' } }))).toEqual(
      invalid('ExpressionAttributeNames can only be specified when using expressions'),
    );
    expect(await refusal(update('SET a = :v', { ExpressionAttributeValues: { ':v': N('one') } }))).toEqual(
      invalid('ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a numeric value: one for key :v'),
    );
  });

  it.each([
    ['1', '0.1', '1.1'],
    ['1E-130', '1E-130', `0.${'0'.repeat(129)}2`],
    ['-0.5', '0.5', '0'],
    ['9007199254740993', '2', '9007199254740995'],
    ['99999999999999999999999999999999999999', '1', `1${'0'.repeat(38)}`],
  ])('adds %s and %s exactly', async (left, right, sum) => {
    await update('SET a = :l + :r', { ExpressionAttributeValues: { ':l': N(left), ':r': N(right) } });
    expect((await get())?.a).toEqual(N(sum));
  });

  it.each([
    ['9.9E125', '9.9E125', 'Number overflow. Attempting to store a number with magnitude larger than supported range'],
    ['1.1E-130', '-1E-130', 'Number underflow. Attempting to store a number with magnitude smaller than supported range'],
    ['1E100', '1', 'DynamoDB only supports precision up to 38 digits'],
  ])('refuses the sum of %s and %s', async (left, right, message) => {
    const values = { ':l': N(left), ':r': N(right) };
    expect(await refusal(update('SET a = :l + :r', { ExpressionAttributeValues: values }))).toEqual(invalid(message));
  });
});
