import type { ListStreamsInput, ListStreamsOutput } from '../../../../generated/dynamodb-streams/types.js';
import type { Context } from '../../../contract/context.js';
import type { Storage } from '../storage.js';
import { invalidParameter } from './refusals.js';
import { trim } from './stream-log.js';
import { addressOfStream } from './stream-lookup.js';
import type { StreamState } from './stream-storage.js';

const MOST_STREAMS = 100;

/** In order of table and label, disabled ones among them for 24 hours. */
export function listStreams(storage: Storage, input: ListStreamsInput, ctx: Context): ListStreamsOutput {
  const { Limit: limit = MOST_STREAMS } = input;
  if (limit > MOST_STREAMS) throw invalidParameter(`Limit cannot be greater than the maximum allowed size: ${MOST_STREAMS}`);
  const streams = currentStreams(storage, input, ctx);
  const page = streams.slice(0, limit);
  const last = streams.length > page.length ? page.at(-1) : undefined;
  return {
    Streams: page.map(({ arn, tableName, label }) => ({ StreamArn: arn, TableName: tableName, StreamLabel: label })),
    ...(last === undefined ? {} : { LastEvaluatedStreamArn: last.arn }),
  };
}

function currentStreams(
  { streams: tables }: Storage,
  { TableName: tableName, ExclusiveStartStreamArn: startArn }: ListStreamsInput,
  ctx: Context,
): readonly StreamState[] {
  const start = startArn === undefined ? undefined : addressOfStream(startArn, ctx);
  if (startArn !== undefined && start === undefined) return [];
  const range = tables.streams.in(ctx).range({
    ...(tableName === undefined ? {} : { prefix: [tableName] }),
    ...(start === undefined ? {} : { after: [start.tableName, start.label] }),
  });
  const now = ctx.clock.now();
  return [...range].flatMap(([, stream]) => trim(tables, stream, now, ctx) ?? []);
}
