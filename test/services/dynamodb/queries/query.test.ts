import { type DynamoDBClient, paginateQuery, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { B, type Item, invalid, N, type OpenDynamodb, openDynamodb, S } from '../open-dynamodb.js';

/** In the order of their values. */
const numbers = ['-1e100', '-20', '-3', '-2.5', '-2', '-1E-100', '0', '1e-130', '0.5', '1', '2', '9', '10', '10.01', '100', '9e125'];
/** In the order of their UTF-8 bytes, which isn't that of their UTF-16 units. */
const texts = ['A', 'B', 'a', 'aa', 'ab', 'b', 'é', '\uffff', '😀'];
const bytes = [[0], [0, 0], [0, 255], [1], [127], [128], [255], [255, 0]];

describe.each(engines)('Query (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  let client: DynamoDBClient;
  beforeAll(async () => {
    dynamodb = await openDynamodb(engine);
    client = dynamodb.client;
    await dynamodb.createTable('numbers', { id: 'S', k: 'N' });
    await dynamodb.createTable('texts', { id: 'S', k: 'S' });
    await dynamodb.createTable('bytes', { id: 'S', k: 'B' });
    await dynamodb.createTable('hash', { id: 'N' });
    await dynamodb.put('numbers', ...shuffled(numbers).map((number) => ({ id: S('x'), k: N(number) })));
    await dynamodb.put('numbers', { id: S('y'), k: N(1) }, { id: S('w'), k: N(1) }, { id: S('xx'), k: N(1) });
    await dynamodb.put('texts', ...shuffled(texts).map((text) => ({ id: S('x'), k: S(text) })));
    await dynamodb.put('bytes', ...shuffled(bytes).map((each) => ({ id: S('x'), k: B(...each) })));
    await dynamodb.put('hash', { id: N(1) }, { id: N(2) });
    for (let at = 0; at < 4; at += 1) await dynamodb.put('texts', { id: S('large'), k: S(String(at)), x: S('x'.repeat(350 * 1024)) });
  });
  afterAll(() => dynamodb?.close());

  const query = (TableName: string, KeyConditionExpression: string, values: Item, more: Partial<QueryCommandInput> = {}) =>
    client.send(new QueryCommand({ TableName, KeyConditionExpression, ExpressionAttributeValues: values, ...more }));
  const x = { ':x': S('x') };
  const keysOf = (items: readonly Item[] | undefined) => (items ?? []).map(({ k }) => k?.N ?? k?.S ?? [...(k?.B ?? [])]);
  const found = async (...of: Parameters<typeof query>) => keysOf((await query(...of)).Items);
  const exact = (number: string): bigint => {
    const [digits = '', power = '0'] = number.split(/e/i);
    const [whole = '', fraction = ''] = digits.split('.');
    return BigInt(whole + fraction) * 10n ** BigInt(Number(power) - fraction.length + 200);
  };

  it('gives one partition in the order of numbers', async () => {
    const keys = await found('numbers', 'id = :x', x);
    expect(keys.map((key) => exact(String(key)))).toEqual(numbers.map(exact));
  });

  it('gives strings in the order of their UTF-8 bytes, binaries unsigned', async () => {
    expect(await found('texts', 'id = :x', x)).toEqual(texts);
    expect(await found('bytes', 'id = :x', x)).toEqual(bytes);
  });

  it('goes backwards when asked to', async () => {
    const backwards = { ScanIndexForward: false };
    expect(await found('texts', 'id = :x', x, backwards)).toEqual([...texts].reverse());
    expect(await found('numbers', 'id = :x AND k BETWEEN :a AND :b', { ...x, ':a': N(1), ':b': N(9) }, backwards)).toEqual(['9', '2', '1']);
  });

  it.each([
    ['k = :k', ['2']],
    ['k < :k', ['-2', '0', '0.5', '1']],
    ['k <= :k', ['-2', '0', '0.5', '1', '2']],
    ['k > :k', ['9', '10', '10.01', '100']],
    ['k >= :k', ['2', '9', '10', '10.01', '100']],
    [':k > k', ['-2', '0', '0.5', '1']],
    [':k <= k', ['2', '9', '10', '10.01', '100']],
  ])('compares numbers by value: %s', async (condition, expected) => {
    const keys = await found('numbers', `id = :x AND ${condition}`, { ...x, ':k': N('2.0') });
    const within = (key: unknown) => {
      const value = exact(String(key));
      return value === 0n || (value >= exact('-2') && value <= exact('100') && (value > exact('0.4') || value < exact('-1')));
    };
    expect(keys.filter(within)).toEqual(expected);
  });

  it('finds strings and binaries by their beginning', async () => {
    expect(await found('texts', 'id = :x AND begins_with(k, :k)', { ...x, ':k': S('a') })).toEqual(['a', 'aa', 'ab']);
    expect(await found('bytes', 'id = :x AND begins_with(k, :k)', { ...x, ':k': B(0) })).toEqual([[0], [0, 0], [0, 255]]);
    expect(await found('bytes', 'id = :x AND begins_with(k, :k)', { ...x, ':k': B(255) })).toEqual([[255], [255, 0]]);
  });

  it('takes BETWEEN with both ends', async () => {
    expect(await found('texts', 'id = :x AND k BETWEEN :a AND :b', { ...x, ':a': S('B'), ':b': S('aa') })).toEqual(['B', 'a', 'aa']);
    expect(await found('bytes', 'id = :x AND k BETWEEN :a AND :b', { ...x, ':a': B(1), ':b': B(128) })).toEqual([[1], [127], [128]]);
  });

  it.each([
    '#id = :x and #k between :a and :b',
    '(id = :x) AND (k BETWEEN :a AND :b)',
    ' ( #id=:x )AND(k\tBeTwEeN :a\nAND :b) ',
    'k BETWEEN :a AND :b AND id = :x',
    'id = (:x) AND (k) BETWEEN (:a) AND :b',
  ])('reads %j', async (expression) => {
    const names = Object.fromEntries(
      [
        ['#id', 'id'],
        ['#k', 'k'],
      ].filter(([alias]) => expression.includes(alias ?? '')),
    );
    const more = Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {};
    expect(await found('numbers', expression, { ...x, ':a': N(1), ':b': N(9) }, more)).toEqual(['1', '2', '9']);
  });

  it('of a table with a hash key alone gives one item', async () => {
    expect((await query('hash', 'id = :x', { ':x': N('1.0') })).Items).toEqual([{ id: N(1) }]);
  });

  it('of nothing costs as much as of little', async () => {
    const answer = await query('numbers', 'id = :x', { ':x': S('none') }, { ReturnConsumedCapacity: 'TOTAL' });
    expect(answer).toMatchObject({ Items: [], Count: 0, ConsumedCapacity: { TableName: 'numbers', CapacityUnits: 0.5 } });
    expect(answer).not.toHaveProperty('LastEvaluatedKey');
  });

  it('counts without giving items', async () => {
    const answer = await query('texts', 'id = :x', x, { Select: 'COUNT' });
    expect(answer).toMatchObject({ Count: texts.length, ScannedCount: texts.length });
    expect(answer).not.toHaveProperty('Items');
  });

  it.each([true, false])('comes in pages of the limit (forward: %s)', async (ScanIndexForward) => {
    const pages: unknown[][] = [];
    const input = { TableName: 'numbers', KeyConditionExpression: 'id = :x AND k >= :k', ScanIndexForward };
    const values = { ExpressionAttributeValues: { ...x, ':k': N(1) } };
    for await (const page of paginateQuery({ client, pageSize: 3 }, { ...input, ...values })) pages.push(keysOf(page.Items));
    const all = await found('numbers', 'id = :x AND k >= :k', values.ExpressionAttributeValues, { ScanIndexForward });
    expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
    expect(pages.flat()).toEqual(all);
  });

  it('ends a page with the item that reaches 1 MB', async () => {
    const first = await query('texts', 'id = :x', { ':x': S('large') });
    expect(first).toMatchObject({ Count: 3, LastEvaluatedKey: { id: S('large'), k: S('2') } });
    const second = await query('texts', 'id = :x', { ':x': S('large') }, { ExclusiveStartKey: first.LastEvaluatedKey });
    expect(keysOf(second.Items)).toEqual(['3']);
    expect(second).not.toHaveProperty('LastEvaluatedKey');
  });

  const start = (id: string, k: string) => ({ ExclusiveStartKey: { id: S(id), k: N(k) } });
  const outside = 'The provided starting key is outside query boundaries based on provided conditions';
  const predicate = 'The provided starting key does not match the range key predicate';
  it.each<[string, string, Partial<QueryCommandInput>, string]>([
    ['half a key', 'k > :k', { ExclusiveStartKey: { id: S('x') } }, 'The provided starting key is invalid'],
    ['a key of another type', 'k > :k', { ExclusiveStartKey: { id: S('x'), k: S('1') } }, 'The provided starting key is invalid'],
    ['a key of another partition', 'k > :k', start('y', '6'), outside],
    ['a key before what is asked for', 'k > :k', start('x', '1'), predicate],
    ['the bound itself, which is not asked for', 'k > :k', start('x', '5'), predicate],
    ['a key behind what is asked for', 'k < :k', start('x', '7'), predicate],
  ])('does not start from %s', async (_case, condition, more, message) => {
    expect(await refusal(query('numbers', `id = :x AND ${condition}`, { ...x, ':k': N(5) }, more))).toEqual(invalid(message));
  });
});

/** The same disorder in every run. */
function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map((value, at) => [(at * 7919) % 31, value] as const)
    .sort(([a], [b]) => a - b)
    .map(([, value]) => value);
}
