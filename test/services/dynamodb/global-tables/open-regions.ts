/** A DynamoDB with clients in three regions, and what tests of global tables ask of them. */
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  type TableDescription,
  UpdateTableCommand,
  type UpdateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import type { DynamodbStreamsRecord } from '../../../../generated/dynamodb-streams/types.js';
import type { StartOptions } from '../../../../src/index.js';
import type { EngineName } from '../../emulator.js';
import { type Item, type Keys, type OpenDynamodb, openDynamodb, S, schemaOf } from '../open-dynamodb.js';
import { StreamsClient } from '../streams/streams-client.js';

export const VIRGINIA = 'us-east-1';
export const OHIO = 'us-east-2';
export const OREGON = 'us-west-2';

export const DAY = 24 * 3_600_000;

export interface Region {
  readonly name: string;
  readonly client: DynamoDBClient;
  get(table: string, id: string): Promise<Item | undefined>;
  put(table: string, item: Item): Promise<void>;
  /** The ids of all items. */
  ids(table: string): Promise<(string | undefined)[]>;
  describe(table: string): Promise<TableDescription>;
  update(table: string, change: Partial<UpdateTableCommandInput>): Promise<TableDescription>;
  createTable(table: string, keys?: Keys, more?: Partial<CreateTableCommandInput>): Promise<unknown>;
  createReplica(table: string, region: string): Promise<TableDescription>;
  deleteReplica(table: string, region: string): Promise<TableDescription>;
  /** Of the table's latest stream. */
  records(table: string): Promise<readonly DynamodbStreamsRecord[]>;
}

export interface OpenRegions {
  readonly dynamodb: OpenDynamodb;
  readonly virginia: Region;
  readonly ohio: Region;
  readonly oregon: Region;
  close(): Promise<void>;
}

export async function openRegions(engine: EngineName, options: StartOptions = {}): Promise<OpenRegions> {
  const dynamodb = await openDynamodb(engine, options);
  const [virginia, ohio, oregon] = [VIRGINIA, OHIO, OREGON].map((name) => regionOf(dynamodb, name));
  if (virginia === undefined || ohio === undefined || oregon === undefined) throw new Error('three regions are opened');
  return { dynamodb, virginia, ohio, oregon, close: () => dynamodb.close() };
}

function regionOf(dynamodb: OpenDynamodb, name: string): Region {
  const client = dynamodb.clientOf({ region: name });
  const describe = async (TableName: string): Promise<TableDescription> =>
    (await client.send(new DescribeTableCommand({ TableName }))).Table ?? expect.fail('no table');
  const update = async (TableName: string, change: Partial<UpdateTableCommandInput>): Promise<TableDescription> =>
    (await client.send(new UpdateTableCommand({ TableName, ...change }))).TableDescription ?? expect.fail('no description');
  return {
    name,
    client,
    get: async (TableName, id) => (await client.send(new GetItemCommand({ TableName, Key: { id: S(id) } }))).Item,
    put: async (TableName, Item) => {
      await client.send(new PutItemCommand({ TableName, Item }));
    },
    ids: async (TableName) => ((await client.send(new ScanCommand({ TableName }))).Items ?? []).map(({ id }) => id?.S).sort(),
    describe,
    update,
    createTable: (TableName, keys = { id: 'S' }, more = {}) =>
      client.send(new CreateTableCommand({ TableName, ...schemaOf(keys), BillingMode: 'PAY_PER_REQUEST', ...more })),
    createReplica: (table, RegionName) => update(table, { ReplicaUpdates: [{ Create: { RegionName } }] }),
    deleteReplica: (table, RegionName) => update(table, { ReplicaUpdates: [{ Delete: { RegionName } }] }),
    records: async (table) =>
      new StreamsClient(dynamodb, name).records((await describe(table)).LatestStreamArn ?? expect.fail('no stream')),
  };
}
