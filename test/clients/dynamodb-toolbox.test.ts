import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  $add,
  $append,
  $remove,
  BatchGetCommand,
  BatchGetRequest,
  BatchPutRequest,
  BatchWriteCommand,
  ConditionCheck,
  DeleteItemCommand,
  Entity,
  executeBatchGet,
  executeBatchWrite,
  executeTransactGet,
  executeTransactWrite,
  GetItemCommand,
  GetTransaction,
  item,
  list,
  number,
  PutItemCommand,
  PutTransaction,
  QueryCommand,
  ScanCommand,
  set,
  string,
  Table,
  UpdateItemCommand,
  UpdateTransaction,
} from 'dynamodb-toolbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../services/emulator.js';
import { index, openSingleTable, type SingleTable } from './single-table.js';

const table = new Table({
  name: 'shop',
  partitionKey: { name: 'pk', type: 'string' },
  sortKey: { name: 'sk', type: 'string' },
  indexes: {
    [index.name]: {
      type: 'global',
      partitionKey: { name: 'gsi1pk', type: 'string' },
      sortKey: { name: 'gsi1sk', type: 'string' },
    },
  } as const,
});

const Customer = new Entity({
  name: 'Customer',
  table,
  schema: item({
    email: string().key(),
    name: string(),
    credit: number().default(0),
    tags: set(string()).optional(),
  }),
  computeKey: ({ email }) => ({ pk: `customer#${email}`, sk: 'profile' }),
});

const Order = new Entity({
  name: 'Order',
  table,
  schema: item({
    email: string().key(),
    number: number().key(),
    state: string().enum('open', 'paid', 'sent').default('open'),
    lines: list(string()).default([]),
    price: number(),
    note: string().optional(),
  }).and((base) => ({
    gsi1pk: string()
      .hidden()
      .putLink<typeof base>(({ state }) => `order#${state}`)
      .updateLink<typeof base>(({ state }) => (typeof state === 'string' ? `order#${state}` : undefined)),
    gsi1sk: string()
      .hidden()
      .putLink<typeof base>(({ price }) => String(price).padStart(6, '0')),
  })),
  computeKey: ({ email, number }) => ({ pk: `customer#${email}`, sk: `order#${String(number).padStart(4, '0')}` }),
});

describe.each(engines)('dynamodb-toolbox (%s)', (engine) => {
  let shop: SingleTable;
  beforeAll(async () => {
    shop = await openSingleTable(engine, 'shop');
    table.documentClient = shop.documents;
  });
  afterAll(() => shop.close());

  const email = 'ada@example.com';

  it('puts entities into one table, and reads them back without what is hidden', async () => {
    await Customer.build(PutItemCommand)
      .item({ email, name: 'Ada', tags: new Set(['new', 'vip']) })
      .send();
    const { Item } = await Customer.build(GetItemCommand).key({ email }).options({ consistent: true }).send();
    expect(Item).toMatchObject({ email, name: 'Ada', credit: 0, tags: new Set(['new', 'vip']) });
    expect(await shop.stored(`customer#${email}`, 'profile')).toMatchObject({ _et: 'Customer', _ct: Item?.created });
  });

  it('writes and reads in batches', async () => {
    const orders = Array.from({ length: 25 }, (_, at) => ({ email, number: at, price: (at * 37) % 100 }));
    const requests = orders.map((order) => Order.build(BatchPutRequest).item(order));
    expect(await executeBatchWrite(table.build(BatchWriteCommand).requests(...requests))).toMatchObject({ UnprocessedItems: {} });
    const gets = [3, 24, 99].map((at) => Order.build(BatchGetRequest).key({ email, number: at }));
    const { Responses } = await executeBatchGet(table.build(BatchGetCommand).requests(...gets));
    // In the order of the requests, with nothing where there is no item.
    expect(Responses?.[0]?.map((order) => order?.price)).toEqual([11, 88, undefined]);
  });

  it('queries a partition of several entities, an index in pages, and scans one entity', async () => {
    const partition = { partition: `customer#${email}` };
    const { Items } = await table.build(QueryCommand).query(partition).entities(Customer, Order).options({ limit: 3 }).send();
    expect(Items?.map((each) => ('name' in each ? each.name : each.number))).toEqual([0, 1, 2]);
    const prices: unknown[] = [];
    let exclusiveStartKey: Record<string, unknown> | undefined;
    let pages = 0;
    do {
      const page = await table
        .build(QueryCommand)
        .query({ index: 'gsi1', partition: 'order#open', range: { between: ['000050', '000100'] } })
        .entities(Order)
        .options({
          reverse: true,
          limit: 5,
          filters: { Order: { attr: 'number', lt: 20 } },
          ...(exclusiveStartKey === undefined ? {} : { exclusiveStartKey }),
        })
        .send();
      prices.push(...(page.Items ?? []).map(({ price }) => price));
      exclusiveStartKey = page.LastEvaluatedKey;
      pages += 1;
    } while (exclusiveStartKey !== undefined);
    const expected = Array.from({ length: 20 }, (_, at) => (at * 37) % 100)
      .filter((price) => price >= 50)
      .sort((a, b) => b - a);
    expect(prices).toEqual(expected);
    expect(pages).toBeGreaterThan(2);
    const { Items: customers } = await table.build(ScanCommand).entities(Customer).options({ segment: 0, totalSegments: 1 }).send();
    expect(customers?.map(({ name }) => name)).toEqual(['Ada']);
  });

  it('updates on a condition, moves the item in the index, and refuses when the condition fails', async () => {
    const pay = Order.build(UpdateItemCommand)
      .item({ email, number: 3, state: 'paid', price: $add(5), lines: $append(['gift wrap']), note: $remove() })
      .options({ condition: { attr: 'state', eq: 'open' }, returnValues: 'ALL_NEW' });
    const { Attributes } = await pay.send();
    expect(Attributes).toMatchObject({ number: 3, state: 'paid', price: 16, lines: ['gift wrap'] });
    expect(await shop.stored(`customer#${email}`, 'order#0003')).toMatchObject({ gsi1pk: 'order#paid' });
    const { Items } = await table.build(QueryCommand).query({ index: 'gsi1', partition: 'order#paid' }).entities(Order).send();
    expect(Items?.map((order) => order.number)).toEqual([3]);
    const again: unknown = await pay.send().catch((reason: unknown) => reason);
    expect(again).toBeInstanceOf(ConditionalCheckFailedException);
    expect(again).toMatchObject({ message: 'The conditional request failed' });
  });

  it('carries out a transaction whole or not at all', async () => {
    const buy = (number: number, price: number) =>
      executeTransactWrite(
        Customer.build(UpdateTransaction)
          .item({ email, credit: $add(-price) })
          .options({ condition: { attr: 'credit', gte: price } }),
        Order.build(PutTransaction)
          .item({ email, number, price })
          .options({ condition: { attr: 'number', exists: false } }),
        Order.build(ConditionCheck).key({ email, number: 0 }).condition({ attr: 'state', eq: 'open' }),
      );
    await Customer.build(UpdateItemCommand).item({ email, credit: 100 }).send();
    await buy(100, 60);
    const refused: unknown = await buy(101, 60).catch((reason: unknown) => reason);
    expect(refused).toBeInstanceOf(TransactionCanceledException);
    expect(refused).toMatchObject({ CancellationReasons: [{ Code: 'ConditionalCheckFailed' }, { Code: 'None' }, { Code: 'None' }] });
    const { Responses } = await executeTransactGet(
      Customer.build(GetTransaction).key({ email }),
      Order.build(GetTransaction).key({ email, number: 100 }),
      Order.build(GetTransaction).key({ email, number: 101 }),
    );
    expect(Responses?.[0].Item?.credit).toBe(40);
    expect(Responses?.[1].Item?.price).toBe(60);
    expect(Responses?.[2].Item).toBeUndefined();
  });

  it('deletes on a condition, with the old item', async () => {
    const { Attributes } = await Order.build(DeleteItemCommand)
      .key({ email, number: 100 })
      .options({ condition: { attr: 'price', gt: 50 }, returnValues: 'ALL_OLD' })
      .send();
    expect(Attributes).toMatchObject({ number: 100, price: 60 });
    expect(await shop.stored(`customer#${email}`, 'order#0100')).toBeUndefined();
  });
});
