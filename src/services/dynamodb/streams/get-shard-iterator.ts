import { TrimmedDataAccessException } from '../../../../generated/dynamodb-streams/errors.js';
import type { GetShardIteratorInput, GetShardIteratorOutput } from '../../../../generated/dynamodb-streams/types.js';
import type { Context } from '../../../contract/context.js';
import type { Storage } from '../storage.js';
import { invalid, invalidParameter } from './refusals.js';
import { readSequenceNumber } from './sequence-number.js';
import { writeIterator } from './shard-iterator.js';
import { lastSequence } from './stream-log.js';
import { shardById, streamByArn } from './stream-lookup.js';
import type { ShardState, StreamState } from './stream-storage.js';

export function getShardIterator(storage: Storage, input: GetShardIteratorInput, ctx: Context): GetShardIteratorOutput {
  const sequence = readSequence(input);
  const stream = streamByArn(storage, input.StreamArn, ctx);
  const shard = shardById(stream, input.ShardId);
  const last = shard.end ?? lastSequence(storage.streams, stream, ctx);
  const from = sequence === undefined ? startOf(stream, shard, last, input) : sequence.at + sequence.skips;
  if (sequence !== undefined) checkSequence(stream, shard, last, sequence.at);
  return { ShardIterator: writeIterator({ streamArn: stream.arn, shardId: shard.id, from, issuedAt: ctx.clock.now() }) };
}

interface Sequence {
  readonly at: number;
  /** Records to skip: AFTER_SEQUENCE_NUMBER begins behind the one that it names. */
  readonly skips: 0 | 1;
}

function readSequence({
  ShardIteratorType: type,
  SequenceNumber: text,
  Timestamp: timestamp,
}: GetShardIteratorInput): Sequence | undefined {
  // The model has AT_TIMESTAMP and Timestamp; the service takes neither, as its API reference shows.
  if (type === 'AT_TIMESTAMP') throw invalid('Invalid ShardIteratorType.');
  if (timestamp !== undefined) throw invalidParameter('Timestamp should not be passed for this iterator type');
  const isBySequence = type === 'AT_SEQUENCE_NUMBER' || type === 'AFTER_SEQUENCE_NUMBER';
  if (!isBySequence) {
    if (text !== undefined) throw invalidParameter('SequenceNumber should not be passed for this iterator type');
    return undefined;
  }
  const at = text === undefined ? undefined : readSequenceNumber(text);
  if (at === undefined) throw invalidParameter('Invalid SequenceNumber');
  return { at, skips: type === 'AFTER_SEQUENCE_NUMBER' ? 1 : 0 };
}

const startOf = (
  { trimmed }: StreamState,
  { start }: ShardState,
  last: number,
  { ShardIteratorType: type }: GetShardIteratorInput,
): number => (type === 'LATEST' ? last + 1 : Math.max(start, trimmed + 1));

function checkSequence({ trimmed }: StreamState, { start }: ShardState, last: number, at: number): void {
  if (at < start || at > last) throw invalidParameter('Invalid SequenceNumber');
  if (at <= trimmed) throw trimmedData();
}

export const trimmedData = (): TrimmedDataAccessException =>
  new TrimmedDataAccessException('The operation attempted to read past the oldest stream record in a shard');
