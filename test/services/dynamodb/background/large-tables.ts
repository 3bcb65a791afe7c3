/** Tables that are too large to be worked on while a caller waits. */
import {
  BatchWriteItemCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  QueryCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { N, S } from '../open-dynamodb.js';

/** More items than are worked on at once. */
export const MANY = 6_000;
const GROUPS = 10;

export const idOf = (at: number): string => `item-${at}`;
export const groupOf = (at: number): string => `group-${at % GROUPS}`;

/** Items `{ id, group, at }`. */
export async function load(client: DynamoDBClient, table: string, count: number): Promise<void> {
  for (let start = 0; start < count; start += 1000) {
    const batches = Array.from({ length: Math.ceil(Math.min(1000, count - start) / 25) }, (_, batch) => start + batch * 25);
    await Promise.all(
      batches.map((first) => {
        const requests = Array.from({ length: Math.min(25, count - first) }, (_, at) => ({
          PutRequest: { Item: { id: S(idOf(first + at)), group: S(groupOf(first + at)), at: N(first + at) } },
        }));
        return client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
      }),
    );
  }
}

export const createIndex = (client: DynamoDBClient, TableName: string, IndexName = 'by-group') =>
  client.send(
    new UpdateTableCommand({
      TableName,
      AttributeDefinitions: [{ AttributeName: 'group', AttributeType: 'S' }],
      GlobalSecondaryIndexUpdates: [
        { Create: { IndexName, KeySchema: [{ AttributeName: 'group', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } } },
      ],
    }),
  );

export async function indexStatus(client: DynamoDBClient, TableName: string): Promise<string | undefined> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  return Table?.GlobalSecondaryIndexes?.[0]?.IndexStatus;
}

/** Asks again and again until it is so. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}

/** Numbers of the items that an index has in all of its groups. */
export async function indexed(client: DynamoDBClient, TableName: string, IndexName = 'by-group'): Promise<Set<number>> {
  const found = new Set<number>();
  for (let group = 0; group < GROUPS; group += 1) {
    let start: Record<string, never> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName,
          IndexName,
          KeyConditionExpression: '#g = :g',
          ExpressionAttributeNames: { '#g': 'group' },
          ExpressionAttributeValues: { ':g': S(groupOf(group)) },
          ExclusiveStartKey: start,
        }),
      );
      for (const { at } of Items) found.add(Number(at?.N));
      start = LastEvaluatedKey as Record<string, never> | undefined; // goes back as it came
    } while (start !== undefined);
  }
  return found;
}
