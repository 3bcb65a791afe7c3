import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import type { Workload, WorkloadClient } from './workload.js';

const TableName = 'crash';

/** The item of a slot, and the one beside it that says the same: written one by one or, every third time, in one batch. */
const itemOf = (slot: string, side: string, version: number) => ({
  slot: { S: slot },
  side: { S: side },
  version: { N: String(version) },
  text: { S: `${version};`.repeat(1 + ((version * 977) % 2000)) },
});

export const dynamodbWorkload: Workload = {
  name: 'PutItem and BatchWriteItem',
  open(endpoint): WorkloadClient {
    const client = new DynamoDBClient({
      endpoint,
      region: 'us-east-1',
      maxAttempts: 1,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    return {
      async prepare() {
        await client.send(
          new CreateTableCommand({
            TableName,
            BillingMode: 'PAY_PER_REQUEST',
            AttributeDefinitions: [
              { AttributeName: 'slot', AttributeType: 'S' },
              { AttributeName: 'side', AttributeType: 'S' },
            ],
            KeySchema: [
              { AttributeName: 'slot', KeyType: 'HASH' },
              { AttributeName: 'side', KeyType: 'RANGE' },
            ],
          }),
        );
      },
      async write(slot, version) {
        if (version % 3 === 0) {
          const requests = ['left', 'right'].map((side) => ({ PutRequest: { Item: itemOf(slot, side, version) } }));
          await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
        } else {
          await client.send(new PutItemCommand({ TableName, Item: itemOf(slot, 'left', version) }));
        }
      },
      async readAll() {
        const { Table } = await client.send(new DescribeTableCommand({ TableName }));
        if (Table?.TableStatus !== 'ACTIVE') throw new Error(`The table is ${Table?.TableStatus}`);
        const versions = new Map<string, number>();
        let ExclusiveStartKey: Record<string, { S: string }> | undefined;
        do {
          const page = await client.send(
            new ScanCommand({ TableName, ConsistentRead: true, ...(ExclusiveStartKey && { ExclusiveStartKey }) }),
          );
          for (const item of page.Items ?? []) {
            const [slot, side, version] = [item.slot?.S ?? '', item.side?.S ?? '', Number(item.version?.N)];
            if (item.text?.S !== itemOf(slot, side, version).text.S) throw new Error(`${slot} ${side} is not whole`);
            if (side === 'left') versions.set(slot, version);
            // The right side is written in batches alone, and the left side always with it or after it.
            else if (version > (versions.get(slot) ?? 0)) throw new Error(`${slot} has half of a batch`);
          }
          ExclusiveStartKey = page.LastEvaluatedKey as typeof ExclusiveStartKey; // the table's keys are strings
        } while (ExclusiveStartKey !== undefined);
        return versions;
      },
      close: () => client.destroy(),
    };
  },
};
