import { TrimmedDataAccessException } from '../../../../generated/dynamodb-streams/errors.js';
import type { GetShardIteratorInput, GetShardIteratorOutput } from '../../../../generated/dynamodb-streams/types.js';
import type { Context, Scope } from '../../../contract/context.js';
import type { Storage } from '../storage.js';
import { invalidParameter } from './refusals.js';
import { readSequenceNumber } from './sequence-number.js';
import { writeIterator } from './shard-iterator.js';
import { lastSequence } from './stream-log.js';
import { shardById, streamByArn } from './stream-lookup.js';
import { type ShardState, type StreamState, shownTime } from './stream-storage.js';

export function getShardIterator(storage: Storage, input: GetShardIteratorInput, ctx: Context): GetShardIteratorOutput {
  const start = readStart(input);
  const stream = streamByArn(storage, input.StreamArn, ctx);
  const shard = shardById(stream, input.ShardId);
  const last = shard.end ?? lastSequence(storage.streams, stream, ctx);
  const from = placeOf(storage, stream, shard, last, start, ctx);
  return { ShardIterator: writeIterator({ streamArn: stream.arn, shardId: shard.id, from, issuedAt: ctx.clock.now() }) };
}

type Start =
  | { readonly kind: 'oldest' }
  | { readonly kind: 'latest' }
  /** AFTER_SEQUENCE_NUMBER skips the record that it names. */
  | { readonly kind: 'sequence'; readonly at: number; readonly skips: 0 | 1 }
  /** Milliseconds since the epoch. */
  | { readonly kind: 'time'; readonly time: number };

function readStart({ ShardIteratorType: type, SequenceNumber: text, Timestamp: timestamp }: GetShardIteratorInput): Start {
  const isBySequence = type === 'AT_SEQUENCE_NUMBER' || type === 'AFTER_SEQUENCE_NUMBER';
  if (timestamp !== undefined && type !== 'AT_TIMESTAMP') throw invalidParameter('Timestamp should not be passed for this iterator type');
  if (text !== undefined && !isBySequence) throw invalidParameter('SequenceNumber should not be passed for this iterator type');
  if (type === 'TRIM_HORIZON') return { kind: 'oldest' };
  if (type === 'LATEST') return { kind: 'latest' };
  if (type === 'AT_TIMESTAMP') {
    if (timestamp === undefined) throw invalidParameter('Invalid Timestamp');
    return { kind: 'time', time: timestamp.getTime() };
  }
  const at = text === undefined ? undefined : readSequenceNumber(text);
  if (at === undefined) throw invalidParameter('Invalid SequenceNumber');
  return { kind: 'sequence', at, skips: type === 'AFTER_SEQUENCE_NUMBER' ? 1 : 0 };
}

/** @returns the first sequence number to read. */
function placeOf(storage: Storage, stream: StreamState, shard: ShardState, last: number, start: Start, scope: Scope): number {
  const oldest = Math.max(shard.start, stream.trimmed + 1);
  switch (start.kind) {
    case 'oldest':
      return oldest;
    case 'latest':
      return last + 1;
    case 'time':
      return firstSince(storage, stream, oldest, last, start.time, scope);
    case 'sequence':
      if (start.at < shard.start || start.at > last) throw invalidParameter('Invalid SequenceNumber');
      if (start.at <= stream.trimmed) throw trimmedData();
      return start.at + start.skips;
  }
}

/** Records lie in the order of their times, which are compared as GetRecords shows them. */
function firstSince(storage: Storage, stream: StreamState, oldest: number, last: number, time: number, scope: Scope): number {
  const records = storage.streams.records.in(scope);
  let [low, high] = [oldest, last + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [next] = records.range({ from: [stream.number, middle], to: [stream.number, last] });
    if (next === undefined || shownTime(next[1]) >= time) high = middle;
    else low = next[0][1] + 1;
  }
  return low;
}

/** In the words of AWS: node-dynamodb-stream issue 13. */
export const trimmedData = (): TrimmedDataAccessException =>
  new TrimmedDataAccessException('The data you are trying to access has been trimmed');
