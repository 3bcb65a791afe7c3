/** An emulator's DynamoDB with a client, and tables to try things on. */
import {
  type AttributeValue,
  BatchWriteItemCommand,
  CreateTableCommand,
  type CreateTableCommandInput,
  type CreateTableCommandOutput,
  DynamoDBClient,
  type KeyType,
  PutItemCommand,
  type ScalarAttributeType,
} from '@aws-sdk/client-dynamodb';
import type { StartOptions } from '../../../src/index.js';
import { type EngineName, type OpenEmulator, openEmulator, type Refusal } from '../emulator.js';

export type Item = Record<string, AttributeValue>;

/** `{ id: 'S', at: 'N' }`: the hash key first. */
export type Keys = Readonly<Record<string, ScalarAttributeType>>;

export interface OpenDynamodb extends OpenEmulator {
  readonly client: DynamoDBClient;
  /** Of another account or region. */
  clientOf(options: { readonly account?: string; readonly region?: string }): DynamoDBClient;
  createTable(name: string, keys?: Keys, more?: Partial<CreateTableCommandInput>): Promise<CreateTableCommandOutput>;
  put(table: string, ...items: Item[]): Promise<void>;
}

export async function openDynamodb(engine: EngineName = 'memory', options: StartOptions = {}): Promise<OpenDynamodb> {
  const emulator = await openEmulator(engine, options);
  const clients: DynamoDBClient[] = [];
  const clientOf: OpenDynamodb['clientOf'] = (options) => {
    // A refusal is to be seen as it is, not three times.
    const client = new DynamoDBClient({ ...emulator.aws.clientConfig(options), maxAttempts: 1 });
    clients.push(client);
    return client;
  };
  const client = clientOf({});
  return {
    aws: emulator.aws,
    client,
    clientOf,
    createTable: (name, keys = { id: 'S' }, more = {}) =>
      client.send(new CreateTableCommand({ TableName: name, ...schemaOf(keys), BillingMode: 'PAY_PER_REQUEST', ...more })),
    put: async (table, ...items) => {
      for (let at = 0; at < items.length; at += 25) {
        const requests = items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } }));
        await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
      }
    },
    close: async () => {
      for (const each of clients) each.destroy();
      await emulator.close();
    },
  };
}

export function schemaOf(keys: Keys): Pick<CreateTableCommandInput, 'AttributeDefinitions' | 'KeySchema'> {
  return {
    AttributeDefinitions: Object.entries(keys).map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    KeySchema: Object.keys(keys).map((AttributeName, at) => ({ AttributeName, KeyType: (at === 0 ? 'HASH' : 'RANGE') satisfies KeyType })),
  };
}

export const S = (text: string): AttributeValue => ({ S: text });
export const N = (number: number | string): AttributeValue => ({ N: String(number) });
export const B = (...bytes: number[]): AttributeValue => ({ B: Uint8Array.from(bytes) });

/** A ValidationException is the framework's, as its type shows; the SDK doesn't know it and keeps the type. */
export const invalid = (message: string): Refusal => ({
  code: 'ValidationException',
  message,
  status: 400,
  members: { __type: 'com.amazon.coral.validate#ValidationException' },
});

export const invalidParameter = (message: string): Refusal => invalid(`One or more parameter values were invalid: ${message}`);

/** Puts an item whose only attribute besides the key is `value`. */
export const putValue = (client: DynamoDBClient, TableName: string, value: unknown): Promise<unknown> =>
  // The types of the SDK allow no wrong value; AWS's check is what is tested.
  client.send(new PutItemCommand({ TableName, Item: { id: S('x'), value: value as AttributeValue } }));
