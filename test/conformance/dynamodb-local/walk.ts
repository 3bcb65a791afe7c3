/** Reads whose order isn't given: all pages and segments of them, so that what is found can be compared. */
import { isList } from './comparable.js';
import type { Call, Json, JsonObject, Reply, Side } from './sides.js';
import type { TableDefinition } from './tables.js';

const MOST_PAGES = 60;

const text = (value: Json): string => JSON.stringify(value);

/** Deep, by name. */
function sortedMembers(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map(sortedMembers);
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, each]) => [name, ['SS', 'NS', 'BS'].includes(name) && isList(each) ? [...each].sort() : sortedMembers(each)] as const)
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}

const anyOrder = (list: readonly Json[]): readonly Json[] =>
  list.map(sortedMembers).sort((left, right) => (text(left) < text(right) ? -1 : 1));

/** The answer to the call itself, or what all its pages say. */
export async function walk(send: Side, call: Call, table: TableDefinition): Promise<Reply> {
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
