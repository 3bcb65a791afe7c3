import { type DynamoDBClient, paginateScan, ScanCommand, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { type Item, invalid, N, type OpenDynamodb, openDynamodb, S } from '../open-dynamodb.js';

const COUNT = 60;
const names = (items: readonly Item[] | undefined) => (items ?? []).map(({ id }) => id?.S ?? '');
const sorted = (texts: readonly string[]) => [...texts].sort();

describe.each(engines)('Scan (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  let client: DynamoDBClient;
  const ids = Array.from({ length: COUNT }, (_, at) => `id-${at}`);
  beforeAll(async () => {
    dynamodb = await openDynamodb(engine);
    client = dynamodb.client;
    await dynamodb.createTable('things', { id: 'S', at: 'N' });
    await dynamodb.put('things', ...ids.map((id) => ({ id: S(id), at: N(1) })));
    await dynamodb.createTable('others');
    await dynamodb.put('others', { id: S('other') });
    await dynamodb.createTable('large');
    for (let at = 0; at < 4; at += 1) await dynamodb.put('large', { id: S(String(at)), x: S('x'.repeat(350 * 1024)) });
  });
  afterAll(() => dynamodb?.close());

  const scan = (more: Partial<ScanCommandInput> = {}) => client.send(new ScanCommand({ TableName: 'things', ...more }));

  it('gives the items of its table and of no other', async () => {
    const { Items, Count, ScannedCount, LastEvaluatedKey } = await scan();
    expect(sorted(names(Items))).toEqual(sorted(ids));
    expect([Count, ScannedCount, LastEvaluatedKey]).toEqual([COUNT, COUNT, undefined]);
    expect(names((await scan({ TableName: 'others' })).Items)).toEqual(['other']);
  });

  it('comes in pages of the limit, each item once', async () => {
    const pages: string[][] = [];
    for await (const { Items } of paginateScan({ client, pageSize: 25 }, { TableName: 'things' })) pages.push(names(Items));
    expect(pages.map((page) => page.length)).toEqual([25, 25, 10]);
    expect(sorted(pages.flat())).toEqual(sorted(ids));
  });

  it('goes on from the last key, even where nothing follows', async () => {
    const { LastEvaluatedKey, Items } = await scan({ Limit: COUNT });
    expect(LastEvaluatedKey).toEqual(Items?.at(-1));
    expect(await scan({ ExclusiveStartKey: LastEvaluatedKey })).toMatchObject({ Items: [], Count: 0 });
  });

  it('goes on from a key that is not there', async () => {
    const all = names((await scan()).Items);
    const after = names((await scan({ ExclusiveStartKey: { id: S(all[9] ?? ''), at: N(2) } })).Items);
    expect(after).toEqual(all.slice(10));
  });

  it('ends a page with the item that reaches 1 MB', async () => {
    const { Count, LastEvaluatedKey, ConsumedCapacity } = await scan({ TableName: 'large', ReturnConsumedCapacity: 'TOTAL' });
    expect(Count).toBe(3);
    expect(LastEvaluatedKey).toBeDefined();
    expect(ConsumedCapacity).toEqual({ TableName: 'large', CapacityUnits: 131.5 });
    expect((await scan({ TableName: 'large', ExclusiveStartKey: LastEvaluatedKey })).Count).toBe(1);
  });

  it('counts without giving items', async () => {
    const answer = await scan({ Select: 'COUNT', ReturnConsumedCapacity: 'INDEXES', ConsistentRead: true });
    expect(answer).toMatchObject({ Count: COUNT, ScannedCount: COUNT });
    expect(answer).not.toHaveProperty('Items');
    expect(answer.ConsumedCapacity).toEqual({ TableName: 'things', CapacityUnits: 1, Table: { CapacityUnits: 1 } });
  });

  it.each([1, 2, 3, 7, 1_000_000])('shares the items among %i segments', async (TotalSegments) => {
    const asked = TotalSegments > 100 ? [0, 1, TotalSegments - 1] : Array.from({ length: TotalSegments }, (_, at) => at);
    const segments = await Promise.all(asked.map(async (Segment) => names((await scan({ Segment, TotalSegments })).Items)));
    const found = segments.flat();
    expect(new Set(found).size).toBe(found.length);
    if (TotalSegments <= 100) expect(sorted(found)).toEqual(sorted(ids));
    if (TotalSegments === 2) expect(Math.min(...segments.map((segment) => segment.length))).toBeGreaterThan(10);
  });

  it('of a segment pages within it', async () => {
    const segment = { Segment: 1, TotalSegments: 2 };
    const all = names((await scan(segment)).Items);
    const found: string[] = [];
    for await (const { Items } of paginateScan({ client, pageSize: 5 }, { TableName: 'things', ...segment })) found.push(...names(Items));
    expect(found).toEqual(all);
    const ExclusiveStartKey = { id: S(all[0] ?? ''), at: N(1) };
    expect(await refusal(scan({ Segment: 0, TotalSegments: 2, ExclusiveStartKey }))).toEqual(
      invalid(
        'The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: 2 Segment: 0',
      ),
    );
  });

  const schema = 'The provided starting key is invalid: The provided key element does not match the schema';
  it.each<[string, Partial<ScanCommandInput>, string]>([
    [
      'a segment without a total',
      { Segment: 0 },
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    ],
    [
      'a total without a segment',
      { TotalSegments: 2 },
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    ],
    [
      'a segment beyond the total',
      { Segment: 2, TotalSegments: 2 },
      'The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 2 is not less than TotalSegments: 2',
    ],
    ['half a key to start from', { ExclusiveStartKey: { id: S('x') } }, schema],
    ['more than a key to start from', { ExclusiveStartKey: { id: S('x'), at: N(1), z: N(1) } }, schema],
    ['a key of another type to start from', { ExclusiveStartKey: { id: S('x'), at: S('1') } }, schema],
    [
      'specific attributes that are not named',
      { Select: 'SPECIFIC_ATTRIBUTES' },
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    ],
    [
      "an index's attributes without an index",
      { Select: 'ALL_PROJECTED_ATTRIBUTES' },
      'ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName',
    ],
    [
      'values without an expression',
      { ExpressionAttributeValues: { ':a': S('a') } },
      'ExpressionAttributeValues can only be specified when using expressions: FilterExpression is null',
    ],
  ])('is refused with %s', async (_case, input, message) => {
    expect(await refusal(scan(input))).toEqual(invalid(message));
  });
});
