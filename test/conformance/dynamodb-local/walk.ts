/** Reads whose order isn't given: all pages and segments of them, so that what is found can be compared. */
import { isList, ordered } from './comparable.js';
import type { Call, Json, JsonObject, Reply, Side } from './sides.js';
import type { TableDefinition } from './tables.js';

const MOST_PAGES = 60;

const text = (value: Json): string => JSON.stringify(value);

const anyOrder = (list: readonly Json[]): readonly Json[] => list.map(ordered).sort((left, right) => (text(left) < text(right) ? -1 : 1));

/** The answer to the call itself, or what all its pages say. */
export async function walk(send: Side, call: Call, table: TableDefinition): Promise<Reply> {
  if (call.operation === 'ReadStream') return await streamRecords(send, call.input);
  if (call.operation === 'ExecuteStatement') return unorderedItems(await send(call));
  if (call.operation === 'BatchGetItem') return unorderedBatch(await send(call));
  if (call.operation !== 'Scan' && call.operation !== 'Query') return await send(call);
  const { input } = call;
  const index = table.indexes.find(({ name }) => name === input.IndexName);
  if (call.operation === 'Query' && !index?.isGlobal) return input.Limit === undefined ? await send(call) : await pages(send, call);
  if (input.ExclusiveStartKey !== undefined) {
    const { status, body } = await send(call);
    // What comes behind a key depends on the order.
    return status === 200 ? { status, body: {} } : { status, body };
  }
  const found = call.operation === 'Scan' ? await segments(send, call) : await pages(send, call);
  if (found.status !== 200) return found;
  const items = isList(found.body.Items) ? found.body.Items : undefined;
  const range = index?.range?.name;
  return {
    status: 200,
    body: {
      ...found.body,
      ...(items === undefined ? {} : { Items: anyOrder(items) }),
      ...(call.operation === 'Scan' || range === undefined || items === undefined
        ? {}
        : { ranges: items.map((item) => (item as JsonObject)[range] ?? null) }),
    },
  };
}

async function segments(send: Side, call: Call): Promise<Reply> {
  const { TotalSegments: total, Segment: segment } = call.input;
  const first = await pages(send, call);
  if (first.status !== 200 || typeof total !== 'number' || typeof segment !== 'number') return first;
  const all = [first];
  for (let other = 0; other < total; other += 1)
    if (other !== segment) all.push(await pages(send, { ...call, input: { ...call.input, Segment: other } }));
  return joined(all, false);
}

/** From the first page to the last. */
async function pages(send: Side, call: Call): Promise<Reply> {
  const all: Reply[] = [];
  let start: Json | undefined;
  do {
    const reply = await send(start === undefined ? call : { ...call, input: { ...call.input, ExclusiveStartKey: start } });
    if (reply.status !== 200) return all.length === 0 ? reply : { status: reply.status, body: { ...reply.body, page: all.length } };
    all.push(reply);
    start = reply.body.LastEvaluatedKey;
  } while (start !== undefined && all.length < MOST_PAGES);
  return joined(all, true);
}

/** @param isOne whether these are the pages of one read, which are alike on both sides */
function joined(replies: readonly Reply[], isOne: boolean): Reply {
  const bodies = replies.map(({ body }) => body);
  const sum = (member: string): number => bodies.reduce((total, body) => total + Number(body[member] ?? 0), 0);
  const items = bodies.flatMap(({ Items }) => (isList(Items) ? Items : []));
  return {
    status: 200,
    body: {
      ...(bodies.some(({ Items }) => Items !== undefined) ? { Items: items } : {}),
      Count: sum('Count'),
      ScannedCount: sum('ScannedCount'),
      ...(isOne ? { pages: bodies.map(({ ScannedCount, ConsumedCapacity }) => ({ ScannedCount, ConsumedCapacity }) as JsonObject) } : {}),
    },
  };
}

function unorderedBatch(reply: Reply): Reply {
  const { Responses: responses } = reply.body;
  if (responses === undefined || responses === null || typeof responses !== 'object' || isList(responses)) return reply;
  const sorted = Object.entries(responses).map(([name, items]) => [name, isList(items) ? anyOrder(items) : items] as const);
  return { ...reply, body: { ...reply.body, Responses: Object.fromEntries(sorted) } };
}

function unorderedItems(reply: Reply): Reply {
  return isList(reply.body.Items) ? { ...reply, body: { ...reply.body, Items: anyOrder(reply.body.Items) } } : reply;
}

/** All records of the table's stream, by the item that they tell of. */
async function streamRecords(send: Side, { TableName = '' }: JsonObject): Promise<Reply> {
  const { body: described } = await send({ operation: 'DescribeTable', input: { TableName } });
  const StreamArn = (described.Table as JsonObject).LatestStreamArn ?? '';
  const { body: stream } = await send({ operation: 'DescribeStream', input: { StreamArn } });
  const { StreamStatus, StreamViewType, KeySchema, Shards } = stream.StreamDescription as JsonObject;
  const records: Record<string, Json[]> = {};
  for (const shard of isList(Shards) ? Shards : []) {
    const ShardId = (shard as JsonObject).ShardId ?? '';
    const { body } = await send({ operation: 'GetShardIterator', input: { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' } });
    let iterator = body.ShardIterator;
    let isMore = true;
    while (isMore && iterator !== undefined) {
      const { body: page } = await send({ operation: 'GetRecords', input: { ShardIterator: iterator } });
      const found = isList(page.Records) ? page.Records : [];
      for (const record of found) {
        const { dynamodb, eventName, eventSource, eventVersion, userIdentity = null } = record as JsonObject;
        const { ApproximateCreationDateTime: _time, SequenceNumber: _number, ...change } = dynamodb as JsonObject;
        const key = text(ordered(change.Keys ?? null));
        records[key] = [...(records[key] ?? []), { eventName, eventSource, eventVersion, userIdentity, ...change } as JsonObject];
      }
      isMore = found.length > 0;
      iterator = page.NextShardIterator;
    }
  }
  return { status: 200, body: { StreamStatus, StreamViewType, KeySchema, records } as JsonObject };
}
