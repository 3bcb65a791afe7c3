import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  TransactionCanceledException,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  ExecuteStatementCommand,
  GetCommand,
  NumberValue,
  PutCommand,
  paginateQuery,
  paginateScan,
  QueryCommand,
  TransactGetCommand,
  TransactWriteCommand,
  type TranslateConfig,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tinsmith } from '../../src/index.js';
import { engines, type OpenEmulator, openEmulator } from '../services/emulator.js';

const TableName = 'orders';
const waiting = { maxWaitTime: 20, minDelay: 1, maxDelay: 2 };

describe.each(engines)("the JavaScript SDK's document client (%s)", (engine) => {
  let emulator: OpenEmulator;
  let aws: Tinsmith;
  let client: DynamoDBClient;
  let documents: DynamoDBDocumentClient;

  const openDocuments = (config: TranslateConfig): DynamoDBDocumentClient => DynamoDBDocumentClient.from(client, config);

  beforeAll(async () => {
    emulator = await openEmulator(engine, { listen: true });
    aws = emulator.aws;
    client = new DynamoDBClient({ ...aws.clientConfig(), maxAttempts: 1 });
    documents = openDocuments({ marshallOptions: { removeUndefinedValues: true } });
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'customer', AttributeType: 'S' },
          { AttributeName: 'order', AttributeType: 'N' },
          { AttributeName: 'state', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'customer', KeyType: 'HASH' },
          { AttributeName: 'order', KeyType: 'RANGE' },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by-state',
            KeySchema: [
              { AttributeName: 'state', KeyType: 'HASH' },
              { AttributeName: 'order', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['price'] },
          },
        ],
      }),
    );
    await waitUntilTableExists({ client, ...waiting }, { TableName });
  });
  afterAll(async () => {
    client.destroy();
    await emulator.close();
  });

  it('gives back what JavaScript has: strings, numbers, sets, bytes, null, lists and maps', async () => {
    const Item = {
      customer: 'types',
      order: 1,
      text: 'ünïcode 🙂',
      empty: '',
      numbers: [0, -1.5, 1e-7, 1.7976931348623157, 2 ** 52, Number.MAX_SAFE_INTEGER],
      big: 2n ** 100n,
      yes: true,
      nothing: null,
      bytes: Uint8Array.of(0, 255, 128),
      texts: new Set(['b', 'a']),
      amounts: new Set([3, 1.5]),
      blobs: new Set([Uint8Array.of(1), Uint8Array.of(2)]),
      nested: { list: [{ deep: [[1], []] }], map: {} },
      missing: undefined,
    };
    await documents.send(new PutCommand({ TableName, Item }));
    const { missing: _, big, ...rest } = Item;
    const { Item: read } = await openDocuments({ unmarshallOptions: { wrapNumbers: (text) => toNumber(text) } }).send(
      new GetCommand({ TableName, Key: { customer: 'types', order: 1 } }),
    );
    expect(read).toEqual({ ...rest, big });
  });

  it('keeps all 38 digits of a number for a client that wraps them', async () => {
    const exact = openDocuments({ marshallOptions: { allowImpreciseNumbers: false }, unmarshallOptions: { wrapNumbers: true } });
    const digits = '12345678901234567890123456789012345678';
    await exact.send(new PutCommand({ TableName, Item: { customer: 'digits', order: 1, digits: NumberValue.from(digits) } }));
    const Key = { customer: 'digits', order: 1 };
    const { Attributes } = await exact.send(
      new UpdateCommand({
        TableName,
        Key,
        UpdateExpression: 'SET digits = digits - :one, small = :small',
        ExpressionAttributeValues: { ':one': 1, ':small': NumberValue.from('0.1') },
        ReturnValues: 'ALL_NEW',
      }),
    );
    expect(Attributes).toEqual({
      customer: 'digits',
      order: NumberValue.from('1'),
      digits: NumberValue.from('12345678901234567890123456789012345677'),
      small: NumberValue.from('0.1'),
    });
  });

  it('turns empty values and instances into what the options say', async () => {
    const turning = openDocuments({ marshallOptions: { convertEmptyValues: true, convertClassInstanceToMap: true } });
    class Address {
      constructor(
        readonly street: string,
        readonly town: string,
      ) {}
    }
    const Key = { customer: 'empty', order: 1 };
    await turning.send(
      new PutCommand({ TableName, Item: { ...Key, note: '', none: new Set<string>(), address: new Address('High Street', '') } }),
    );
    const { Item } = await documents.send(new GetCommand({ TableName, Key }));
    expect(Item).toEqual({ ...Key, note: null, none: null, address: { street: 'High Street', town: null } });
  });

  it('writes in batches, and pages through a table, a key and an index', async () => {
    const items = Array.from({ length: 45 }, (_, order) => ({
      customer: 'pages',
      order,
      state: order % 3 === 0 ? 'open' : 'paid',
      price: order * 1.25,
    }));
    for (const some of [items.slice(0, 25), items.slice(25)]) {
      const RequestItems = { [TableName]: some.map((Item) => ({ PutRequest: { Item } })) };
      expect(await documents.send(new BatchWriteCommand({ RequestItems }))).toMatchObject({ UnprocessedItems: {} });
    }
    const orders: unknown[] = [];
    const counts: unknown[] = [];
    const query = {
      TableName,
      IndexName: 'by-state',
      KeyConditionExpression: '#state = :state AND #order > :from',
      FilterExpression: 'price < :most',
      ExpressionAttributeNames: { '#state': 'state', '#order': 'order' },
      ExpressionAttributeValues: { ':state': 'open', ':from': 3, ':most': 45 },
      ScanIndexForward: false,
    };
    for await (const page of paginateQuery({ client: documents, pageSize: 4 }, query)) {
      orders.push(...(page.Items ?? []).map((item) => item.order));
      counts.push(page.ScannedCount);
    }
    expect(orders).toEqual([33, 30, 27, 24, 21, 18, 15, 12, 9, 6]);
    expect(counts).toEqual([4, 4, 4, 1]);

    let scanned = 0;
    const scan = { TableName, FilterExpression: 'customer = :who', ExpressionAttributeValues: { ':who': 'pages' } };
    for await (const page of paginateScan({ client: documents, pageSize: 10 }, scan)) scanned += page.Count ?? 0;
    expect(scanned).toBe(45);

    const Keys = [1, 44, 99].map((order) => ({ customer: 'pages', order }));
    const { Responses } = await documents.send(
      new BatchGetCommand({
        RequestItems: { [TableName]: { Keys, ProjectionExpression: '#order', ExpressionAttributeNames: { '#order': 'order' } } },
      }),
    );
    expect(Responses?.[TableName]).toHaveLength(2);
    expect(Responses?.[TableName]).toEqual(expect.arrayContaining([{ order: 1 }, { order: 44 }]));
  });

  it('updates sets, lists and counters, and gives back what changed', async () => {
    const Key = { customer: 'changes', order: 1 };
    await documents.send(new PutCommand({ TableName, Item: { ...Key, tags: new Set(['a', 'b']), notes: ['x'], at: { count: 1 } } }));
    const { Attributes } = await documents.send(
      new UpdateCommand({
        TableName,
        Key,
        UpdateExpression: 'SET notes = list_append(notes, :more), seen = if_not_exists(seen, :now) ADD #at.#count :two DELETE tags :old',
        ConditionExpression: 'contains(tags, :tag) AND size(notes) < :most',
        ExpressionAttributeNames: { '#at': 'at', '#count': 'count' },
        ExpressionAttributeValues: { ':more': ['y'], ':now': 7, ':two': 2, ':old': new Set(['a']), ':tag': 'a', ':most': 2 },
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    expect(Attributes).toEqual({ notes: ['x', 'y'], seen: 7, at: { count: 3 }, tags: new Set(['b']) });
    const gone = await documents.send(new DeleteCommand({ TableName, Key, ReturnValues: 'ALL_OLD' }));
    expect(gone.Attributes).toEqual({ ...Key, ...Attributes });
  });

  it('refuses a condition that fails, with the item on demand', async () => {
    const Item = { customer: 'refused', order: 1, price: 5 };
    await documents.send(new PutCommand({ TableName, Item }));
    const again = documents.send(
      new PutCommand({
        TableName,
        Item,
        ConditionExpression: 'attribute_not_exists(customer)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    const problem: unknown = await again.catch((reason: unknown) => reason);
    expect(problem).toBeInstanceOf(ConditionalCheckFailedException);
    expect(problem).toMatchObject({
      message: 'The conditional request failed',
      $metadata: { httpStatusCode: 400 },
      Item: { customer: { S: 'refused' }, order: { N: '1' }, price: { N: '5' } },
    });
  });

  it('writes all of a transaction or none of it, and once for each token', async () => {
    const [one, two] = [1, 2].map((order) => ({ customer: 'transaction', order })) as [object, object]; // as many as numbers
    const add = (Key: object, least: number) => ({
      Update: {
        TableName,
        Key,
        UpdateExpression: 'ADD price :one',
        ConditionExpression: 'attribute_not_exists(price) OR price >= :least',
        ExpressionAttributeValues: { ':one': 1, ':least': least },
      },
    });
    const first = { TransactItems: [add(one, 0), add(two, 0)], ClientRequestToken: 'token-1' };
    await documents.send(new TransactWriteCommand(first));
    await documents.send(new TransactWriteCommand(first));
    const refused = documents.send(new TransactWriteCommand({ TransactItems: [add(one, 0), add(two, 9)] }));
    const problem: unknown = await refused.catch((reason: unknown) => reason);
    expect(problem).toBeInstanceOf(TransactionCanceledException);
    expect(problem).toMatchObject({
      message: 'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' }],
    });
    const other = { ...first, TransactItems: [add(one, 0)] };
    await expect(documents.send(new TransactWriteCommand(other))).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' });
    const { Responses } = await documents.send(
      new TransactGetCommand({ TransactItems: [one, two].map((Key) => ({ Get: { TableName, Key } })) }),
    );
    expect(Responses?.map(({ Item }) => Item)).toEqual([
      { ...one, price: 1 },
      { ...two, price: 1 },
    ]);
  });

  it('carries out a PartiQL statement with parameters', async () => {
    await documents.send(new PutCommand({ TableName, Item: { customer: 'statement', order: 4, notes: ['x', 'y'] } }));
    const { Items } = await documents.send(
      new ExecuteStatementCommand({
        Statement: `SELECT "order", notes[1] FROM "${TableName}" WHERE customer = ? AND "order" = ?`,
        Parameters: ['statement', 4],
      }),
    );
    expect(Items).toEqual([{ order: 4, 'notes[1]': 'y' }]);
  });

  it('refuses an expression with a value that it does not use, and a reserved word', async () => {
    const query = { TableName, KeyConditionExpression: 'customer = :who' };
    const unused = new QueryCommand({ ...query, ExpressionAttributeValues: { ':who': 'x', ':other': 1 } });
    await expect(documents.send(unused)).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Value provided in ExpressionAttributeValues unused in expressions: keys: {:other}',
    });
    const reserved = new QueryCommand({ ...query, ProjectionExpression: 'order', ExpressionAttributeValues: { ':who': 'x' } });
    await expect(documents.send(reserved)).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved keyword: order',
    });
  });

  it('deletes the table, and waits until it is gone', async () => {
    await client.send(new DeleteTableCommand({ TableName }));
    expect(await waitUntilTableNotExists({ client, ...waiting }, { TableName })).toMatchObject({ state: 'SUCCESS' });
    await expect(documents.send(new GetCommand({ TableName, Key: { customer: 'x', order: 1 } }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Requested resource not found',
    });
  });
});

const toNumber = (text: string): number | bigint => (/^\d{17,}$/.test(text) ? BigInt(text) : Number(text));
