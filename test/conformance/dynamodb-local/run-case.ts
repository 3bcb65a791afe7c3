/** A case is a random table and calls to it, sent to both sides one after the other. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { comparable } from './comparable.js';
import { knownDifference, mayDifferUnseen } from './known-differences.js';
import type { Call, Json, JsonObject, Reply, Side } from './sides.js';
import { createTableInput, type TableDefinition } from './tables.js';
import { walk } from './walk.js';
import { TABLE } from './writes.js';

export interface Sides {
  readonly local: Side;
  readonly ours: Side;
}

export interface Case {
  readonly table: TableDefinition;
  readonly calls: readonly Call[];
}

export interface Difference {
  readonly call: Call;
  readonly local: Json;
  readonly ours: Json;
  /** The calls before it. */
  readonly before: readonly Call[];
}

/** What is sent in place of the table's stand-in. */
const named = (input: JsonObject, name: string): JsonObject =>
  JSON.parse(
    JSON.stringify(input)
      .replaceAll(`"${TABLE}"`, `"${name}"`)
      .replaceAll(`\\"${TABLE}\\"`, `\\"${name}\\"`)
      .replaceAll(`\\"${TABLE}\\".`, `\\"${name}\\".`),
  ) as JsonObject;

/** Long enough for a machine that does much else. */
const SETTLING_MS = 20_000;

/** DynamoDB Local makes and deletes indexes a moment after it has answered. */
async function settle(local: Side, name: string): Promise<void> {
  for (const until = Date.now() + SETTLING_MS; Date.now() < until; ) {
    const { body } = await local({ operation: 'DescribeTable', input: { TableName: name } });
    if (!/"(?:Index|Table)Status":"(?:CREATING|UPDATING|DELETING)"/.test(JSON.stringify(body))) return;
    await pause(10);
  }
}

/** The first difference. Nothing is compared behind it: what the tables hold differs, too. */
export async function firstDifference(
  { table, calls }: Case,
  { local, ours }: Sides,
  onKnown: (name: string) => void,
): Promise<Difference | undefined> {
  const name = `T${randomUUID()}`;
  const create: Call = { operation: 'CreateTable', input: createTableInput(TABLE, table) };
  const remove: Call = { operation: 'DeleteTable', input: { TableName: TABLE } };
  const at = async (side: Side, { operation, input }: Call): Promise<Json> => {
    const send: Side = (call) => side({ operation: call.operation, input: named(call.input, name) });
    return comparable(await walk(send, { operation, input }, table), name);
  };
  try {
    for (const [position, call] of [create, ...calls].entries()) {
      const [expected, actual] = [await at(local, call), await at(ours, call)];
      if (call.operation === 'UpdateTable') await settle(local, name);
      if (isDeepStrictEqual(actual, expected)) {
        if (mayDifferUnseen(call, expected)) return undefined;
        continue;
      }
      const known = knownDifference(call, expected, actual, table);
      const difference = { call, local: expected, ours: actual, before: [create, ...calls].slice(0, position) };
      if (known === undefined) return difference;
      onKnown(known.name);
      if (known.endsCase || mayDifferUnseen(call, expected)) return undefined;
    }
    return undefined;
  } finally {
    await at(local, remove);
    await at(ours, remove);
  }
}

export type { Reply };
