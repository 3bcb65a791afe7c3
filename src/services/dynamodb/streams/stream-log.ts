/** Opens and closes streams, appends to them and lets go of what is too old. */
import type { KeySchemaElement, StreamViewType } from '../../../../generated/dynamodb-streams/types.js';
import type { Scope } from '../../../contract/context.js';
import type { Random } from '../../dependencies.js';
import type { Pending } from '../tables/pending.js';
import type { ChangeRecord, ShardState, StreamState, StreamTables } from './stream-storage.js';

const HOUR = 3_600_000;
/** How long records can be read. */
export const RETENTION = 24 * HOUR;
/** AWS closes a shard after about four hours and goes on in a child of it. */
const SHARD_LIFE = 4 * HOUR;

export interface NewStream {
  readonly tableName: string;
  readonly tableArn: string;
  readonly number: number;
  readonly viewType: StreamViewType;
  readonly keySchema: readonly KeySchemaElement[];
  readonly pending?: Pending<'ENABLING'>;
}

export function openStream(tables: StreamTables, random: Random, stream: NewStream, now: number, scope: Scope): StreamState {
  const streams = tables.streams.in(scope);
  const { tableName, tableArn, number, viewType, keySchema, pending } = stream;
  let label = labelOf(now);
  // Two streams of a table may begin in one millisecond, on a clock that stands.
  for (let at = now; streams.has([tableName, label]); at += 1) label = labelOf(at);
  const state: StreamState = {
    tableName,
    label,
    arn: `${tableArn}/stream/${label}`,
    number,
    viewType,
    createdAt: now,
    keySchema,
    shards: [newShard(random, now, 1)],
    trimmed: 0,
    ...(pending === undefined ? {} : { pending }),
  };
  streams.put([tableName, label], state);
  return state;
}

/** `2015-05-11T21:21:33.291`, in UTC. */
const labelOf = (at: number): string => new Date(at).toISOString().slice(0, -1);

const newShard = (random: Random, now: number, start: number): ShardState => ({
  id: `shardId-${String(now).padStart(20, '0')}-${random.hex(4)}`,
  createdAt: now,
  start,
});

/** What was recorded can still be read. */
export function closeStream(
  tables: StreamTables,
  tableName: string,
  label: string,
  { now, ...more }: { readonly now: number; readonly pending?: Pending<'DISABLING'> },
  scope: Scope,
): void {
  const streams = tables.streams.in(scope);
  const stream = streams.get([tableName, label]);
  if (stream === undefined || stream.disabledAt !== undefined) return;
  const end = lastSequence(tables, stream, scope) + 1;
  streams.put([tableName, label], { ...stream, ...more, disabledAt: now, shards: closeLast(stream.shards, end, now) });
}

const closeLast = (shards: readonly ShardState[], end: number, now: number): ShardState[] =>
  shards.map((shard, at) => (at === shards.length - 1 ? { ...shard, end, endedAt: now } : shard));

export function append(tables: StreamTables, random: Random, tableName: string, label: string, record: ChangeRecord, scope: Scope): void {
  const stream = tables.streams.in(scope).get([tableName, label]);
  if (stream === undefined) throw new Error(`The stream ${label} of ${tableName} is gone, but its table isn't`);
  const last = lastSequence(tables, stream, scope);
  const shard = stream.shards.at(-1);
  const isOver = shard !== undefined && record.at - shard.createdAt >= SHARD_LIFE;
  if (isOver) {
    const child = { ...newShard(random, record.at, last + 2), parent: shard.id };
    tables.streams.in(scope).put([tableName, label], { ...stream, shards: [...closeLast(stream.shards, last + 1, record.at), child] });
  }
  tables.records.in(scope).put([stream.number, isOver ? last + 3 : last + 1], record);
}

/** The highest number that a record or an end of a shard has. Read from the records, so that appending writes one row alone. */
export function lastSequence(tables: StreamTables, stream: StreamState, scope: Scope): number {
  const shard = stream.shards.at(-1);
  const known = Math.max(stream.trimmed, shard?.start ?? 0, shard?.end ?? 0);
  for (const [[, sequence]] of tables.records.in(scope).range({ prefix: [stream.number], reverse: true })) return Math.max(known, sequence);
  return known;
}

/** Rows that are read before they are deleted: a range reads again after each change. */
const CHUNK = 1000;

/**
 * Removes the records that are older than 24 hours and the shards that ended before; in the end the stream itself, when it is disabled.
 * @returns the stream as it is now; undefined when nothing is left of it.
 */
export function trim(tables: StreamTables, stream: StreamState, now: number, scope: Scope): StreamState | undefined {
  const records = tables.records.in(scope);
  const streams = tables.streams.in(scope);
  const limit = now - RETENTION;
  let trimmed = stream.trimmed;
  for (;;) {
    const old: number[] = [];
    for (const [[, sequence], { at }] of records.range({ prefix: [stream.number] })) {
      if (at > limit || old.length === CHUNK) break;
      old.push(sequence);
    }
    for (const sequence of old) records.delete([stream.number, sequence]);
    trimmed = old.at(-1) ?? trimmed;
    if (old.length < CHUNK) break;
  }
  if (stream.disabledAt !== undefined && stream.disabledAt <= limit) {
    streams.delete([stream.tableName, stream.label]);
    return undefined;
  }
  const shards = stream.shards.filter(({ endedAt }) => endedAt === undefined || endedAt > limit);
  if (trimmed === stream.trimmed && shards.length === stream.shards.length) return stream;
  const state = { ...stream, trimmed, shards };
  streams.put([stream.tableName, stream.label], state);
  return state;
}

/** When trim has something to do next; undefined for an enabled stream without records. */
export function nextTrim(tables: StreamTables, stream: StreamState, scope: Scope): number | undefined {
  for (const [, { at }] of tables.records.in(scope).range({ prefix: [stream.number] })) return at + RETENTION;
  return stream.disabledAt === undefined ? undefined : stream.disabledAt + RETENTION;
}
