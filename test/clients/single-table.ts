/** One table for all entities, as libraries on top of DynamoDB want it: keys and one index that mean something else for each entity. */
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, type GetCommandOutput } from '@aws-sdk/lib-dynamodb';
import { type EngineName, openEmulator } from '../services/emulator.js';

export interface SingleTable {
  readonly name: string;
  readonly client: DynamoDBClient;
  readonly documents: DynamoDBDocumentClient;
  /** An item as it is stored, whatever the library makes of it. */
  stored(pk: string, sk: string): Promise<GetCommandOutput['Item']>;
  close(): Promise<void>;
}

export const index = { name: 'gsi1', partitionKey: 'gsi1pk', sortKey: 'gsi1sk' };

export async function openSingleTable(engine: EngineName, name: string): Promise<SingleTable> {
  const { aws, close } = await openEmulator(engine, { listen: true });
  const client = new DynamoDBClient({ ...aws.clientConfig(), maxAttempts: 1 });
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', index.partitionKey, index.sortKey].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: index.name,
          KeySchema: [
            { AttributeName: index.partitionKey, KeyType: 'HASH' },
            { AttributeName: index.sortKey, KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 1, maxDelay: 2 }, { TableName: name });
  return {
    name,
    client,
    documents,
    stored: async (pk, sk) => (await documents.send(new GetCommand({ TableName: name, Key: { pk, sk } }))).Item,
    close: async () => {
      client.destroy();
      await close();
    },
  };
}
