import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  paginateScan,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { type Item, readRecords, replay, textOf } from './stream-replay.js';
import type { Workload, WorkloadClient } from './workload.js';

const TableName = 'crash-transactions';
const IndexName = 'by-basket';

/** Every fourth version is one update of the slot's counter; the others are transactions, which count too. */
const isTransaction = (version: number): boolean => version % 4 !== 3;
/** There after odd transactions alone, so that half of them delete it. */
const hasExtra = (version: number): boolean => version % 2 === 1;

const keyOf = (slot: string, part: string) => ({ slot: { S: slot }, part: { S: part } });

const itemOf = (slot: string, part: string, version: number) => ({
  ...keyOf(slot, part),
  version: { N: String(version) },
  // Moves the item in the index. What has no basket isn't in it.
  ...(part === 'right' ? {} : { basket: { N: String(version % 3) } }),
  text: { S: `${version};`.repeat(1 + ((version * 977) % 100)) },
});

const logPart = (version: number): string => `log-${version}`;

const countOf = (slot: string, version: number) => ({
  TableName,
  Key: keyOf(slot, 'count'),
  UpdateExpression: 'SET version = :version, basket = :basket ADD writes :one, updates :alone',
  ExpressionAttributeValues: {
    ':version': { N: String(version) },
    ':basket': { N: String(version % 3) },
    ':one': { N: '1' },
    ':alone': { N: isTransaction(version) ? '0' : '1' },
  },
});

const transactionOf = (slot: string, version: number): TransactWriteItemsCommand => {
  const puts = ['left', 'right', logPart(version), ...(hasExtra(version) ? ['extra'] : [])];
  const TransactItems: TransactWriteItem[] = puts.map((part) => ({ Put: { TableName, Item: itemOf(slot, part, version) } }));
  if (!hasExtra(version)) TransactItems.push({ Delete: { TableName, Key: keyOf(slot, 'extra') } });
  TransactItems.push({ Update: countOf(slot, version) });
  return new TransactWriteItemsCommand({ TransactItems, ClientRequestToken: `${slot}-${version}` });
};

/** Its last part is refused, and so nothing of it may ever be found. */
const refusedTransaction = (slot: string, version: number): TransactWriteItemsCommand =>
  new TransactWriteItemsCommand({
    TransactItems: [
      { Put: { TableName, Item: itemOf(slot, 'refused', version) } },
      { Delete: { TableName, Key: keyOf(slot, 'left') } },
      { ConditionCheck: { TableName, Key: keyOf(slot, 'nothing'), ConditionExpression: 'attribute_exists(slot)' } },
    ],
  });

export const dynamodbTransactionsWorkload: Workload = {
  name: 'TransactWriteItems and UpdateItem',
  open(endpoint): WorkloadClient {
    const config = { endpoint, region: 'us-east-1', maxAttempts: 1, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
    const client = new DynamoDBClient(config);
    const streams = new DynamoDBStreamsClient(config);

    async function scan(index?: string): Promise<readonly Item[]> {
      const items: Item[] = [];
      const input = index === undefined ? { TableName, ConsistentRead: true } : { TableName, IndexName: index };
      for await (const page of paginateScan({ client }, input)) items.push(...(page.Items ?? []));
      return items;
    }

    return {
      async prepare() {
        await client.send(
          new CreateTableCommand({
            TableName,
            BillingMode: 'PAY_PER_REQUEST',
            AttributeDefinitions: [
              { AttributeName: 'slot', AttributeType: 'S' },
              { AttributeName: 'part', AttributeType: 'S' },
              { AttributeName: 'basket', AttributeType: 'N' },
              { AttributeName: 'version', AttributeType: 'N' },
            ],
            KeySchema: [
              { AttributeName: 'slot', KeyType: 'HASH' },
              { AttributeName: 'part', KeyType: 'RANGE' },
            ],
            GlobalSecondaryIndexes: [
              {
                IndexName,
                KeySchema: [
                  { AttributeName: 'basket', KeyType: 'HASH' },
                  { AttributeName: 'version', KeyType: 'RANGE' },
                ],
                Projection: { ProjectionType: 'ALL' },
              },
            ],
            StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
          }),
        );
      },
      async write(slot, version) {
        if (version % 7 === 0) {
          await client.send(refusedTransaction(slot, version)).catch((problem: unknown) => {
            if (!(problem instanceof TransactionCanceledException)) throw problem;
          });
        }
        if (isTransaction(version)) await client.send(transactionOf(slot, version));
        else await client.send(new UpdateItemCommand(countOf(slot, version)));
      },
      async writeAgain(slot, version) {
        if (isTransaction(version)) await client.send(transactionOf(slot, version));
        return isTransaction(version);
      },
      async readAll() {
        const items = await scan();
        const bySlot = new Map<string, Map<string, Item>>();
        for (const item of items) {
          const [slot, part] = [item.slot?.S ?? '', item.part?.S ?? ''];
          if (!bySlot.has(slot)) bySlot.set(slot, new Map());
          bySlot.get(slot)?.set(part, item);
        }
        const versions = new Map<string, number>();
        for (const [slot, parts] of bySlot) versions.set(slot, versionOf(slot, parts));
        const indexed = items.filter(({ basket }) => basket !== undefined);
        if (!same(await scan(IndexName), indexed)) throw new Error('the index is not that of the items');
        return versions;
      },
      async readHistory() {
        const { Table } = await client.send(new DescribeTableCommand({ TableName }));
        const records = await readRecords(streams, Table?.LatestStreamArn ?? '');
        if (!same([...replay(records).values()], await scan())) throw new Error('the stream is not that of the items');
        const histories = new Map<string, number[]>();
        for (const { dynamodb } of records) {
          const [slot, part, version] = [dynamodb?.Keys?.slot?.S ?? '', dynamodb?.Keys?.part?.S, dynamodb?.NewImage?.version?.N];
          if (part === 'count') histories.set(slot, [...(histories.get(slot) ?? []), Number(version)]);
        }
        return histories;
      },
      close() {
        client.destroy();
        streams.destroy();
      },
    };
  },
};

/** The slot's version. Throws when its items aren't those of whole transactions, each carried out once. */
function versionOf(slot: string, parts: ReadonlyMap<string, Item>): number {
  const number = (part: string, name: string): number => Number(parts.get(part)?.[name]?.N ?? 0);
  const version = number('count', 'version');
  const log = [...parts.keys()].filter((part) => part.startsWith('log-'));
  const last = Math.max(0, ...log.map((part) => Number(part.slice('log-'.length))));
  const expected = new Map(log.map((part) => [part, Number(part.slice('log-'.length))]));
  if (last > 0) for (const part of ['left', 'right', ...(hasExtra(last) ? ['extra'] : [])]) expected.set(part, last);
  for (const [part, of] of expected) {
    const found = parts.get(part);
    if (found === undefined || textOf(found) !== textOf(itemOf(slot, part, of))) throw new Error(`${slot} ${part} of ${of} is not whole`);
  }
  if (parts.size !== expected.size + 1) throw new Error(`${slot} has what nobody wrote: ${[...parts.keys()].join(', ')}`);
  if (isTransaction(version) ? version !== last : version < last) throw new Error(`${slot} counts ${version} after ${last}`);
  if (number('count', 'writes') !== log.length + number('count', 'updates')) throw new Error(`${slot} has counted a write twice`);
  return version;
}

function same(left: readonly Item[], right: readonly Item[]): boolean {
  const [a, b] = [left.map(textOf).sort(), right.map(textOf).sort()];
  return a.length === b.length && a.every((text, at) => text === b[at]);
}
