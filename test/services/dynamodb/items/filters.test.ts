import {
  BatchGetItemCommand,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { invalid, N, type OpenDynamodb, openDynamodb, S } from '../open-dynamodb.js';

describe.each(engines)('filters and projections (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  let client: DynamoDBClient;
  beforeAll(async () => {
    dynamodb = await openDynamodb(engine);
    client = dynamodb.client;
    await dynamodb.createTable('table', { id: 'S', n: 'N' });
    await dynamodb.put(
      'table',
      ...Array.from({ length: 10 }, (_, at) => ({ id: S('a'), n: N(at), even: { BOOL: at % 2 === 0 }, list: { L: [N(at), S('x')] } })),
    );
  });
  afterAll(() => dynamodb?.close());

  const even = { FilterExpression: 'even = :t', ExpressionAttributeValues: { ':a': S('a'), ':t': { BOOL: true } } };
  const query = (input: Partial<QueryCommandInput>) =>
    client.send(
      new QueryCommand({ TableName: 'table', KeyConditionExpression: 'id = :a', ExpressionAttributeValues: { ':a': S('a') }, ...input }),
    );
  const scan = (input: Partial<ScanCommandInput>) => client.send(new ScanCommand({ TableName: 'table', ...input }));

  it('drop items that were read, and count what was read', async () => {
    const page = await query({ ...even, Limit: 3 });
    expect(page).toMatchObject({ Count: 2, ScannedCount: 3, LastEvaluatedKey: { id: S('a'), n: N(2) } });
    expect(page.Items?.map(({ n }) => n)).toEqual([N(0), N(2)]);
    const values = { ':t': { BOOL: true } };
    expect(await scan({ ...even, ExpressionAttributeValues: values })).toMatchObject({ Count: 5, ScannedCount: 10 });
    const counted = await scan({ ...even, ExpressionAttributeValues: values, Select: 'COUNT' });
    expect(counted).toMatchObject({ Count: 5, ScannedCount: 10 });
    expect(counted).not.toHaveProperty('Items');
  });

  it('cost what was read', async () => {
    const wanted = { ReturnConsumedCapacity: 'TOTAL', ProjectionExpression: 'n' } as const;
    const all = await query({ ...wanted });
    expect((await query({ ...even, ...wanted })).ConsumedCapacity).toEqual(all.ConsumedCapacity);
  });

  it('show what is asked for', async () => {
    const page = await query({ ProjectionExpression: '#l[0], n', ExpressionAttributeNames: { '#l': 'list' }, Limit: 2 });
    expect(page.Items).toEqual([
      { list: { L: [N(0)] }, n: N(0) },
      { list: { L: [N(1)] }, n: N(1) },
    ]);
    const specific = await scan({ ProjectionExpression: 'even', Select: 'SPECIFIC_ATTRIBUTES', Limit: 1 });
    expect(specific.Items).toEqual([{ even: { BOOL: true } }]);
    const request = { Keys: [{ id: S('a'), n: N(1) }], ProjectionExpression: 'n, zz' };
    const batch = await client.send(new BatchGetItemCommand({ RequestItems: { table: request } }));
    expect(batch.Responses).toEqual({ table: [{ n: N(1) }] });
  });

  it.each<[string, Partial<QueryCommandInput>, string]>([
    [
      'a filter on a key',
      { FilterExpression: 'n = :a' },
      'Filter Expression can only contain non-primary key attributes: Primary key attribute: n',
    ],
    [
      'a filter within a key',
      { FilterExpression: 'n.x = :a' },
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: n",
    ],
    [
      'a projection of everything',
      { ProjectionExpression: 'x', Select: 'ALL_ATTRIBUTES' },
      'Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES',
    ],
    [
      'a projection of a count',
      { ProjectionExpression: 'x', Select: 'COUNT' },
      'Cannot specify the ProjectionExpression when choosing to get only the Count',
    ],
    [
      'a projection of what an index has',
      { ProjectionExpression: 'x', Select: 'ALL_PROJECTED_ATTRIBUTES' },
      'Cannot specify the ProjectionExpression when choosing to get ALL_PROJECTED_ATTRIBUTES',
    ],
    [
      'no projection of specific attributes',
      { Select: 'SPECIFIC_ATTRIBUTES' },
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    ],
    [
      'an unused value',
      { ...even, FilterExpression: 'attribute_exists(x)' },
      'Value provided in ExpressionAttributeValues unused in expressions: keys: {:t}',
    ],
    [
      'three wrong expressions: the filter is read first',
      { KeyConditionExpression: 'id =', FilterExpression: 'x', ProjectionExpression: 'y.' },
      'Invalid FilterExpression: Syntax error; token: "<EOF>", near: "x"',
    ],
    [
      'two wrong expressions: the projection is read before the key',
      { KeyConditionExpression: 'id =', ProjectionExpression: 'y.' },
      'Invalid ProjectionExpression: Syntax error; token: "<EOF>", near: "."',
    ],
  ])('are refused with %s', async (_case, input, message) => {
    expect(await refusal(query(input))).toEqual(invalid(message));
  });

  it('are refused as on their own in batches', async () => {
    const read = (more: object) =>
      client.send(new BatchGetItemCommand({ RequestItems: { table: { Keys: [{ id: S('a'), n: N(1) }], ...more } } }));
    expect(await refusal(read({ ProjectionExpression: 'x x' }))).toEqual(
      invalid('Invalid ProjectionExpression: Syntax error; token: "x", near: "x x"'),
    );
    expect(await refusal(read({ AttributesToGet: ['x'], ExpressionAttributeNames: { '#a': 'x' } }))).toEqual(
      invalid('ExpressionAttributeNames can only be specified when using expressions'),
    );
  });
});
