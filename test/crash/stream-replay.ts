/** Reads a stream from its beginning and carries its records out: what comes out must be the table. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type _Record as StreamRecord,
} from '@aws-sdk/client-dynamodb-streams';

export type Item = Record<string, AttributeValue>;

/** Equal for equal items. */
export const textOf = (item: Item): string => JSON.stringify(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));

/** All records of all shards, oldest first. */
export async function readRecords(client: DynamoDBStreamsClient, StreamArn: string): Promise<readonly StreamRecord[]> {
  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }));
  const records: StreamRecord[] = [];
  for (const { ShardId } of StreamDescription?.Shards ?? []) {
    const from = await client.send(new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }));
    for (let { ShardIterator } = from; ShardIterator !== undefined; ) {
      const page = await client.send(new GetRecordsCommand({ ShardIterator }));
      if (page.Records?.length === 0) break;
      records.push(...(page.Records ?? []));
      ShardIterator = page.NextShardIterator;
    }
  }
  return records;
}

/**
 * The items that the records make, by the text of their keys.
 * @throws when a record doesn't follow from those before it: one is missing, there twice, or out of order
 */
export function replay(records: readonly StreamRecord[]): ReadonlyMap<string, Item> {
  const items = new Map<string, Item>();
  let last = -1n;
  for (const { eventName, dynamodb } of records) {
    const { Keys = {}, OldImage, NewImage, SequenceNumber = '' } = dynamodb ?? {};
    const key = textOf(Keys);
    if (BigInt(SequenceNumber) <= last) throw new Error(`${SequenceNumber} comes after ${last}`);
    last = BigInt(SequenceNumber);
    const before = items.get(key);
    if ((OldImage && textOf(OldImage)) !== (before && textOf(before))) throw new Error(`${SequenceNumber} doesn't follow: ${key}`);
    const expected = before === undefined ? 'INSERT' : NewImage === undefined ? 'REMOVE' : 'MODIFY';
    if (eventName !== expected) throw new Error(`${SequenceNumber} is ${eventName} where ${expected} was expected`);
    if (NewImage === undefined) items.delete(key);
    else items.set(key, NewImage);
  }
  return items;
}
