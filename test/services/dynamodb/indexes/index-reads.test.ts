import { type DynamoDBClient, QueryCommand, type QueryCommandInput, ScanCommand, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { type Item, invalid, invalidParameter, N, type OpenDynamodb, openDynamodb, S } from '../open-dynamodb.js';
import { index, indexed } from '../open-indexes.js';

describe.each(engines)('reads of indexes (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  let client: DynamoDBClient;
  beforeAll(async () => {
    dynamodb = await openDynamodb(engine);
    client = dynamodb.client;
    const table = indexed(
      { g: 'S', h: 'N', l: 'S' },
      {
        GlobalSecondaryIndexes: [index('all', ['g', 'h']), index('keys', ['h'], 'KEYS_ONLY'), index('some', ['g'], 'INCLUDE', ['x'])],
        LocalSecondaryIndexes: [index('local', ['pk', 'l'], 'KEYS_ONLY')],
      },
    );
    await dynamodb.createTable('things', {}, table);
    await dynamodb.put(
      'things',
      { pk: S('a'), sk: S('1'), g: S('red'), h: N(10), l: S('z'), x: S('x1'), y: S('y1') },
      { pk: S('a'), sk: S('2'), g: S('red'), h: N(9), l: S('y'), x: S('x2'), y: S('y2') },
      { pk: S('b'), sk: S('1'), g: S('red'), h: N(9), l: S('x'), y: S('y3') },
      { pk: S('b'), sk: S('2'), g: S('blue'), l: S('w') },
      { pk: S('c'), sk: S('1'), h: N(9) },
    );
  });
  afterAll(() => dynamodb?.close());

  const query = (input: Partial<QueryCommandInput>) => client.send(new QueryCommand({ TableName: 'things', ...input }));
  const scan = (input: Partial<ScanCommandInput>) => client.send(new ScanCommand({ TableName: 'things', ...input }));
  const red = { IndexName: 'all', KeyConditionExpression: 'g = :g', ExpressionAttributeValues: { ':g': S('red') } };
  const nine = { IndexName: 'keys', KeyConditionExpression: 'h = :h', ExpressionAttributeValues: { ':h': N(9) } };
  const ofA = { IndexName: 'local', KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': S('a') } };
  const keysOf = (items: Item[] | undefined) => items?.map(({ pk, sk }) => `${pk?.S}${sk?.S}`);

  it('come in the order of the range key', async () => {
    expect(keysOf((await query(red)).Items)).toEqual(['a2', 'b1', 'a1']);
    expect(keysOf((await query({ ...red, ScanIndexForward: false })).Items)).toEqual(['a1', 'b1', 'a2']);
    expect(keysOf((await query(ofA)).Items)).toEqual(['a2', 'a1']);
  });

  const bounds: readonly [string, number[], string[]][] = [
    ['h = :a', [9], ['a2', 'b1']],
    ['h < :a', [10], ['a2', 'b1']],
    ['h <= :a', [9], ['a2', 'b1']],
    ['h > :a', [9], ['a1']],
    ['h >= :a', [9], ['a2', 'b1', 'a1']],
    ['h BETWEEN :a AND :b', [8, 9], ['a2', 'b1']],
    ['h BETWEEN :a AND :b', [9, 10], ['a2', 'b1', 'a1']],
  ];
  it.each(bounds)('take all entries of a bound: %s %j', async (condition, [a, b], keys) => {
    const values = { ':g': S('red'), ':a': N(a ?? 0), ...(b === undefined ? {} : { ':b': N(b) }) };
    const { Items } = await query({ ...red, KeyConditionExpression: `g = :g AND ${condition}`, ExpressionAttributeValues: values });
    expect(keysOf(Items)).toEqual(keys);
  });

  it('show what is projected', async () => {
    expect((await query({ ...red, Limit: 1 })).Items).toEqual([
      { pk: S('a'), sk: S('2'), g: S('red'), h: N(9), l: S('y'), x: S('x2'), y: S('y2') },
    ]);
    expect((await query({ ...nine, Limit: 1 })).Items).toEqual([{ pk: S('a'), sk: S('2'), h: N(9) }]);
    expect((await query({ ...red, IndexName: 'some', Limit: 1 })).Items).toEqual([{ pk: S('a'), sk: S('1'), g: S('red'), x: S('x1') }]);
    expect((await query({ ...red, IndexName: 'some', Limit: 1, Select: 'ALL_PROJECTED_ATTRIBUTES' })).Items).toEqual([
      { pk: S('a'), sk: S('1'), g: S('red'), x: S('x1') },
    ]);
  });

  it('leave out items that lack one of the keys', async () => {
    expect(keysOf((await scan({ IndexName: 'all' })).Items)?.sort()).toEqual(['a1', 'a2', 'b1']);
    expect(keysOf((await scan({ IndexName: 'keys' })).Items)?.sort()).toEqual(['a1', 'a2', 'b1', 'c1']);
    expect((await scan({ IndexName: 'local', Select: 'COUNT' })).Count).toBe(4);
  });

  it('go on where the page before ended, also between entries of one key', async () => {
    const first = await query({ ...red, Limit: 1 });
    expect(first.LastEvaluatedKey).toEqual({ g: S('red'), h: N(9), pk: S('a'), sk: S('2') });
    const second = await query({ ...red, Limit: 1, ExclusiveStartKey: first.LastEvaluatedKey });
    expect(keysOf(second.Items)).toEqual(['b1']);
    const third = await query({ ...red, ExclusiveStartKey: second.LastEvaluatedKey });
    expect(keysOf(third.Items)).toEqual(['a1']);
    expect(third.LastEvaluatedKey).toBeUndefined();
    const back = await query({ ...red, ScanIndexForward: false, ExclusiveStartKey: second.LastEvaluatedKey });
    expect(keysOf(back.Items)).toEqual(['a2']);
  });

  it('scan page by page, and in segments', async () => {
    const found: string[] = [];
    let ExclusiveStartKey: Item | undefined;
    do {
      const page = await scan({ IndexName: 'keys', Limit: 1, ExclusiveStartKey });
      found.push(...(keysOf(page.Items) ?? []));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    expect(found.sort()).toEqual(['a1', 'a2', 'b1', 'c1']);
    const segments = await Promise.all([0, 1, 2].map((Segment) => scan({ IndexName: 'keys', Segment, TotalSegments: 3 })));
    expect(segments.flatMap(({ Items }) => keysOf(Items) ?? []).sort()).toEqual(['a1', 'a2', 'b1', 'c1']);
  });

  it('fetch what a local index does not show', async () => {
    const { Items, ConsumedCapacity } = await query({ ...ofA, Select: 'ALL_ATTRIBUTES', ReturnConsumedCapacity: 'INDEXES' });
    expect(Items?.map(({ y }) => y)).toEqual([S('y2'), S('y1')]);
    expect(ConsumedCapacity).toEqual({
      TableName: 'things',
      CapacityUnits: 1.5,
      Table: { CapacityUnits: 1 },
      LocalSecondaryIndexes: { local: { CapacityUnits: 0.5 } },
    });
    const consistent = await query({ ...ofA, ConsistentRead: true, Select: 'ALL_ATTRIBUTES', ReturnConsumedCapacity: 'TOTAL' });
    expect(consistent.ConsumedCapacity).toEqual({ TableName: 'things', CapacityUnits: 3 });
  });

  it('cost units of the index alone', async () => {
    expect((await query({ ...red, ReturnConsumedCapacity: 'INDEXES' })).ConsumedCapacity).toEqual({
      TableName: 'things',
      CapacityUnits: 0.5,
      Table: { CapacityUnits: 0 },
      GlobalSecondaryIndexes: { all: { CapacityUnits: 0.5 } },
    });
  });

  const start = { g: S('red'), h: N(9), pk: S('a'), sk: S('2') };
  const { sk: _sk, ...withoutSk } = start;
  const { h: _h, ...withoutH } = start;
  const outside = 'The provided starting key is outside query boundaries based on provided conditions';
  const refused: readonly [string, Partial<QueryCommandInput>, ReturnType<typeof invalid>][] = [
    ['an index that is not there', { ...red, IndexName: 'none' }, invalid('The table does not have the specified index: none')],
    [
      'a consistent read of a global index',
      { ...red, ConsistentRead: true },
      invalid('Consistent reads are not supported on global secondary indexes'),
    ],
    [
      'all attributes of a global index that lacks some',
      { ...nine, Select: 'ALL_ATTRIBUTES' },
      invalidParameter(
        'Select type ALL_ATTRIBUTES is not supported for global secondary index keys because its projection type is not ALL',
      ),
    ],
    ["the table's keys for the index's", { ...ofA, IndexName: 'all' }, invalid('Query condition missed key schema element: g')],
    [
      'a key of another type',
      { ...red, ExpressionAttributeValues: { ':g': N(1) } },
      invalidParameter('Condition parameter type does not match schema type'),
    ],
    [
      'an empty key',
      { ...red, ExpressionAttributeValues: { ':g': S('') } },
      invalid(
        'One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: all, IndexKey: g',
      ),
    ],
    ["a start without the table's key", { ...red, ExclusiveStartKey: withoutSk }, invalid('The provided starting key is invalid')],
    ["a start without the index's key", { ...red, ExclusiveStartKey: withoutH }, invalid('The provided starting key is invalid')],
    ['a start with more', { ...red, ExclusiveStartKey: { ...start, x: S('x') } }, invalid('The provided starting key is invalid')],
    ['a start of another type', { ...red, ExclusiveStartKey: { ...start, pk: N(1) } }, invalid('The provided starting key is invalid')],
    ['a start elsewhere', { ...red, ExclusiveStartKey: { ...start, g: S('blue') } }, invalid(outside)],
    [
      'a start outside of the range',
      {
        ...red,
        KeyConditionExpression: 'g = :g AND h > :h',
        ExpressionAttributeValues: { ':g': S('red'), ':h': N(9) },
        ExclusiveStartKey: start,
      },
      invalid('The provided starting key does not match the range key predicate'),
    ],
  ];
  it.each(refused)('are refused with %s', async (_case, input, message) => {
    expect(await refusal(query(input))).toEqual(message);
  });

  it('refuse scans as they refuse queries', async () => {
    expect(await refusal(scan({ IndexName: 'none' }))).toEqual(invalid('The table does not have the specified index: none'));
    expect(await refusal(scan({ IndexName: 'all', ConsistentRead: true }))).toEqual(
      invalid('Consistent reads are not supported on global secondary indexes'),
    );
    expect(await refusal(scan({ IndexName: 'all', ExclusiveStartKey: withoutSk }))).toEqual(
      invalid('The provided starting key is invalid: The provided key element does not match the schema'),
    );
    expect(await refusal(scan({ Select: 'ALL_PROJECTED_ATTRIBUTES' }))).toEqual(
      invalid('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName'),
    );
  });

  it('filter by what the index shows, and project', async () => {
    const some = { ...red, IndexName: 'some', ExpressionAttributeValues: { ':g': S('red'), ':x': S('x1') } };
    const found = await query({ ...some, FilterExpression: 'x = :x', ProjectionExpression: 'sk, x' });
    expect(found.Items).toEqual([{ sk: S('1'), x: S('x1') }]);
    expect(found.ScannedCount).toBe(3);
    const fetched = await query({ ...ofA, ProjectionExpression: 'y', ReturnConsumedCapacity: 'INDEXES' });
    expect(fetched.Items).toEqual([{ y: S('y2') }, { y: S('y1') }]);
    expect(fetched.ConsumedCapacity?.Table).toEqual({ CapacityUnits: 1 });
    const shown = await query({ ...ofA, ProjectionExpression: 'l', ReturnConsumedCapacity: 'INDEXES' });
    expect(shown.ConsumedCapacity?.Table).toEqual({ CapacityUnits: 0 });
  });

  it('take what they lack for absent in the filter of a Scan', async () => {
    const values = { ':y': S('y1') };
    const none = await scan({ IndexName: 'keys', FilterExpression: 'y = :y', ExpressionAttributeValues: values });
    expect(none).toMatchObject({ Items: [], Count: 0 });
    expect(none.ScannedCount).toBeGreaterThan(0);
    const all = await scan({ IndexName: 'keys', FilterExpression: 'attribute_not_exists(y)' });
    expect(all.Count).toBe(none.ScannedCount);
  });

  it('refuse filters and projections of what the index does not show', async () => {
    const filter = { ...nine, FilterExpression: 'y = :y', ExpressionAttributeValues: { ':h': N(9), ':y': S('y') } };
    expect(await refusal(query(filter))).toEqual(
      invalidParameter('Secondary index keys does not project one or more filter attributes: [y]'),
    );
    expect(await refusal(query({ ...nine, ProjectionExpression: 'y, pk' }))).toEqual(
      invalidParameter('Global secondary index keys does not project [y]'),
    );
  });

  it('end a page at 1 MB of entries and fetched items', async () => {
    await dynamodb.createTable('large', {}, indexed({ l: 'S' }, { LocalSecondaryIndexes: [index('local', ['pk', 'l'], 'KEYS_ONLY')] }));
    const body = S('x'.repeat(300_000));
    for (const sk of ['1', '2', '3', '4', '5']) await dynamodb.put('large', { pk: S('p'), sk: S(sk), l: S(sk), body });
    const all = { TableName: 'large', IndexName: 'local', KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': S('p') } };
    expect((await query(all)).Count).toBe(5);
    expect((await query({ ...all, Select: 'ALL_ATTRIBUTES' })).Count).toBe(4);
  });

  describe('of several attributes a key', () => {
    beforeAll(async () => {
      const multi = {
        IndexName: 'multi',
        KeySchema: [
          { AttributeName: 'a', KeyType: 'HASH' as const },
          { AttributeName: 'b', KeyType: 'HASH' as const },
          { AttributeName: 'c', KeyType: 'RANGE' as const },
          { AttributeName: 'd', KeyType: 'RANGE' as const },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' as const },
      };
      await dynamodb.createTable('multi', {}, indexed({ a: 'S', b: 'N', c: 'S', d: 'N' }, { GlobalSecondaryIndexes: [multi] }));
      const of = (sk: string, c: string, d: number): Item => ({ pk: S('p'), sk: S(sk), a: S('a'), b: N(1), c: S(c), d: N(d) });
      await dynamodb.put('multi', of('1', 'x', 1), of('2', 'x', 2), of('3', 'y', 1), { ...of('4', 'x', 1), b: N(2) });
    });

    const find = async (condition: string, values: Item) => {
      const input = { TableName: 'multi', IndexName: 'multi', KeyConditionExpression: condition, ExpressionAttributeValues: values };
      return (await query(input)).Items?.map(({ sk }) => sk?.S);
    };

    it('take an equality for each hash attribute, and range attributes from the left', async () => {
      const hash = { ':a': S('a'), ':b': N(1) };
      expect(await find('a = :a AND b = :b', hash)).toEqual(['1', '2', '3']);
      expect(await find('a = :a AND b = :b AND c = :c', { ...hash, ':c': S('x') })).toEqual(['1', '2']);
      expect(await find('a = :a AND b = :b AND c = :c AND d > :d', { ...hash, ':c': S('x'), ':d': N(1) })).toEqual(['2']);
      expect(await find('a = :a AND b = :b AND begins_with(c, :c)', { ...hash, ':c': S('y') })).toEqual(['3']);
    });

    it('refuse a hash attribute left out, a range attribute skipped, and a range before the last', async () => {
      expect(await refusal(find('a = :a', { ':a': S('a') }))).toEqual(invalid('Query condition missed key schema element: b'));
      const hash = { ':a': S('a'), ':b': N(1) };
      expect(await refusal(find('a = :a AND b = :b AND d = :d', { ...hash, ':d': N(1) }))).toEqual(
        invalid('Query condition missed key schema element: c'),
      );
      expect(await refusal(find('a = :a AND b = :b AND c > :c AND d = :d', { ...hash, ':c': S('x'), ':d': N(1) }))).toEqual(
        invalid('Query key condition not supported'),
      );
    });
  });
});
