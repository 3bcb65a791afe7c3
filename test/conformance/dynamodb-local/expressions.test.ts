/**
 * The same requests to DynamoDB Local and to us. Runs where DYNAMODB_LOCAL names its endpoint (`http://127.0.0.1:8000`), and with
 * DYNAMODB_LOCAL_RUNS as often as that says; a seed makes a run again (DYNAMODB_LOCAL_SEED).
 */
import { isDeepStrictEqual } from 'node:util';
import {
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTinsmith, type Tinsmith } from '../../../src/index.js';
import { type Attributes, attributes, condition, projection, update, values } from './expression-arbitraries.js';

const endpoint = process.env.DYNAMODB_LOCAL;
const runs = { numRuns: Number(process.env.DYNAMODB_LOCAL_RUNS ?? 300), seed: Number(process.env.DYNAMODB_LOCAL_SEED ?? 1) };
const TableName = `Differential${process.pid}`;
const Key = { id: { S: 'k' } };

type Answer = Readonly<Record<string, unknown>>;

// Without the other side there is nothing to compare with.
describe.skipIf(endpoint === undefined)('expressions, as in DynamoDB Local', () => {
  let aws: Tinsmith;
  let ours: DynamoDBClient;
  let theirs: DynamoDBClient;
  beforeAll(async () => {
    aws = await startTinsmith({ listen: false });
    ours = new DynamoDBClient({ ...aws.clientConfig({}), maxAttempts: 1 });
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    theirs = new DynamoDBClient({ endpoint: endpoint ?? '', region: 'us-east-1', credentials, maxAttempts: 1 });
    for (const client of [ours, theirs]) {
      await client.send(
        new CreateTableCommand({
          TableName,
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          BillingMode: 'PAY_PER_REQUEST',
        }),
      );
    }
  }, 30_000);
  afterAll(async () => {
    ours?.destroy();
    theirs?.destroy();
    await aws?.stop();
  });

  /** The same calls on both sides, one after the other. */
  const compare = async (item: Attributes, ask: (client: DynamoDBClient) => Promise<Answer>): Promise<void> => {
    const answers: Answer[] = [];
    for (const client of [theirs, ours]) {
      await client.send(new PutItemCommand({ TableName, Item: { ...item, ...Key } }));
      answers.push(await outcome(ask(client)));
    }
    const [expected, actual] = answers;
    if (!isDeepStrictEqual(sorted(actual), sorted(expected))) expect(actual).toEqual(expected);
  };
  const used = (text: string, all: Attributes) => {
    const own = Object.entries(all).filter(([name]) => text.includes(name));
    return {
      ...(own.length === 0 ? {} : { ExpressionAttributeValues: Object.fromEntries(own) }),
      ...(text.includes('#n') ? { ExpressionAttributeNames: { '#n': 'a' } } : {}),
    };
  };

  it('update', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(attributes, values, update, (item, all, UpdateExpression) =>
        compare(item, async (client) => {
          const input = { TableName, Key, UpdateExpression, ReturnValues: 'ALL_NEW', ...used(UpdateExpression, all) } as const;
          return { Attributes: (await client.send(new UpdateItemCommand(input))).Attributes };
        }),
      ),
      runs,
    );
  });

  it('guard', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(attributes, values, condition, (item, all, ConditionExpression) =>
        compare(item, async (client) => {
          await client.send(new DeleteItemCommand({ TableName, Key, ConditionExpression, ...used(ConditionExpression, all) }));
          return { removed: true };
        }),
      ),
      runs,
    );
  });

  it('filter', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(attributes, values, condition, (item, all, FilterExpression) =>
        compare(item, async (client) => {
          const { Count, ScannedCount } = await client.send(
            new ScanCommand({ TableName, FilterExpression, ...used(FilterExpression, all) }),
          );
          return { Count, ScannedCount };
        }),
      ),
      runs,
    );
  });

  it('project', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(attributes, projection, (item, ProjectionExpression) =>
        compare(item, async (client) => {
          const input = { TableName, Key, ProjectionExpression, ...used(ProjectionExpression, {}) };
          return { Item: (await client.send(new GetItemCommand(input))).Item };
        }),
      ),
      runs,
    );
  });
});

/** The same of several operands of wrong types. */
const OF_OPERAND = /^(Invalid UpdateExpression: Incorrect operand type).*$/s;

/** Which of several of these comes first isn't known: DynamoDB Local goes by an order of its own. */
const OF_ITEM =
  /The document path provided in the update expression is invalid for update|The provided expression refers to an attribute that does not exist in the item|An operand in the update expression has an incorrect data type|DynamoDB only supports precision up to 38 digits/;

/** Of several paths that collide, DynamoDB Local also names ones that don't. */
const NAMED_PATHS = /(?:overlap|conflict) with each other.*$/s;

async function outcome(call: Promise<Answer>): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error)
      return {
        refusal: error.message.replace(NAMED_PATHS, '').replace(OF_ITEM, 'The item is not as it should be').replace(OF_OPERAND, '$1'),
      };
    throw error;
  }
}

/** Sets have no order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, each]) => [name, name === 'SS' || name === 'NS' ? [...(each as string[])].sort() : sorted(each)] as const)
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}
