/** The whole emulator under SIGKILL, while DynamoDB works on a large table in the background. */
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, it, onTestFinished } from 'vitest';
import { createIndex, indexed, indexStatus, load, until } from '../services/dynamodb/background/large-tables.js';
import { temporaryDirectory } from '../state/temporary-directory.js';
import { startEmulator } from './started-emulator.js';

const COUNT = 20_000;
const TableName = 'songs';

function clientOf(endpoint: string): DynamoDBClient {
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  onTestFinished(() => client.destroy());
  return client;
}

it('fills a new index to the end, however often it is killed', { timeout: 180_000 }, async () => {
  const directory = temporaryDirectory();
  let emulator = await startEmulator(directory);
  let client = clientOf(emulator.endpoint);
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
  await load(client, TableName, COUNT);
  await createIndex(client, TableName);
  for (let kill = 0; kill < 3; kill += 1) {
    const id = { S: `late-${kill}` };
    const at = { N: String(COUNT + kill) };
    await client.send(new PutItemCommand({ TableName, Item: { id, group: { S: `group-${kill}` }, at } }));
    await emulator.kill();
    emulator = await startEmulator(directory);
    client = clientOf(emulator.endpoint);
    expect((await client.send(new GetItemCommand({ TableName, Key: { id } }))).Item?.at).toEqual(at);
    // It goes on with the first request.
    if (kill === 0) expect(await indexStatus(client, TableName)).toBe('CREATING');
  }
  await until(async () => (await indexStatus(client, TableName)) === 'ACTIVE');
  expect((await indexed(client, TableName)).size).toBe(COUNT + 3);
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  expect(Table).toMatchObject({ ItemCount: COUNT + 3, GlobalSecondaryIndexes: [{ ItemCount: COUNT + 3 }] });
});
