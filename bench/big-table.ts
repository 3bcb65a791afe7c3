/** A table of many items of 200 bytes, in partitions of 1,000, and the calls on it. */
import { runLoad } from './load.js';
import { dynamodb } from './requests.js';

const TABLE = 'items';
const PARTITION = 1000;
const ITEM_BYTES = 200;
/** As many as BatchWriteItem takes. */
const BATCH = 25;
/** Made beforehand, spread over the whole table: the load generator's own cost must not count. */
const REQUESTS = 20_000;

const keyOf = (id: number): object => ({
  pk: { S: `partition-${String(Math.floor(id / PARTITION)).padStart(4, '0')}` },
  sk: { S: `item-${String(id % PARTITION).padStart(4, '0')}` },
});

/** 200 bytes by AWS's formula. */
const itemOf = (id: number): object => ({
  ...keyOf(id),
  count: { N: String(id % 90) },
  active: { BOOL: true },
  owner: { S: `user-${String(id % 5000).padStart(6, '0')}` },
  tags: { SS: ['blue', 'green'] },
  text: { S: 'lorem ipsum dolor '.repeat(10).slice(0, ITEM_BYTES - 74) },
});

const createTable = dynamodb('CreateTable', {
  TableName: TABLE,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
});

const batch = (first: number): Buffer =>
  dynamodb('BatchWriteItem', {
    RequestItems: { [TABLE]: Array.from({ length: BATCH }, (_, at) => ({ PutRequest: { Item: itemOf(first + at) } })) },
  });

/** Creates the table and fills it. @returns seconds that the filling took */
export async function fillTable(port: number, items: number): Promise<number> {
  await runLoad(port, { requests: 1, connections: 1 }, () => createTable);
  const { seconds } = await runLoad(port, { requests: items / BATCH }, (n) => batch(n * BATCH));
  return seconds;
}

/** An item's number for the n-th call: all partitions are met, in no order that a cache could use. */
const spread = (n: number, items: number): number => (n * 7919 * 13) % items;

export interface TableCall {
  readonly name: string;
  /** At least so large a share of the bare server's rate. */
  readonly goal: number;
  readonly request: (id: number) => Buffer;
}

export const tableCalls: readonly TableCall[] = [
  { name: 'GetItem', goal: 0.6, request: (id) => itemRequest(id) },
  { name: 'PutItem', goal: 0.55, request: (id) => dynamodb('PutItem', { TableName: TABLE, Item: itemOf(id) }) },
  {
    name: 'UpdateItem with a condition',
    goal: 0.45,
    request: (id) =>
      dynamodb('UpdateItem', {
        TableName: TABLE,
        Key: keyOf(id),
        UpdateExpression: 'SET #count = #count + :one',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#count': 'count' },
        ExpressionAttributeValues: { ':one': { N: '1' } },
      }),
  },
  {
    name: 'Query of 10 in a partition of 1,000',
    goal: 0.4,
    request: (id) => {
      const { pk, sk } = keyOf(id) as { readonly pk: object; readonly sk: object };
      return dynamodb('Query', {
        TableName: TABLE,
        KeyConditionExpression: 'pk = :pk AND sk >= :sk',
        ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
        Limit: 10,
      });
    },
  },
  {
    name: 'TransactWriteItems of 2',
    goal: 0.35,
    request: (id) =>
      dynamodb('TransactWriteItems', {
        TransactItems: [
          { Put: { TableName: TABLE, Item: itemOf(id) } },
          {
            Update: {
              TableName: TABLE,
              Key: keyOf(id + 1 - ((id + 1) % PARTITION === 0 ? 2 : 0)),
              UpdateExpression: 'SET #count = #count + :one',
              ConditionExpression: 'attribute_exists(pk)',
              ExpressionAttributeNames: { '#count': 'count' },
              ExpressionAttributeValues: { ':one': { N: '1' } },
            },
          },
        ],
      }),
  },
];

/** The call's requests on a table of so many items. */
export const requestsOf = (call: TableCall, items: number): readonly Buffer[] =>
  Array.from({ length: Math.min(REQUESTS, items) }, (_, n) => call.request(spread(n, items)));

export const scanPage = (lastKey: object | undefined): Buffer =>
  dynamodb('Scan', { TableName: TABLE, ...(lastKey === undefined ? {} : { ExclusiveStartKey: lastKey }) });

export const itemRequest = (id: number): Buffer => dynamodb('GetItem', { TableName: TABLE, Key: keyOf(id) });
