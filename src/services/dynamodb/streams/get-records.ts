import { ExpiredIteratorException } from '../../../../generated/dynamodb-streams/errors.js';
import type { DynamodbStreamsRecord, GetRecordsInput, GetRecordsOutput } from '../../../../generated/dynamodb-streams/types.js';
import type { Context } from '../../../contract/context.js';
import type { Storage } from '../storage.js';
import { trimmedData } from './get-shard-iterator.js';
import { invalidParameter } from './refusals.js';
import { writeSequenceNumber } from './sequence-number.js';
import { ITERATOR_LIFE, readIterator, writeIterator } from './shard-iterator.js';
import { lastSequence } from './stream-log.js';
import { shardById, streamByArn } from './stream-lookup.js';
import { type ChangeRecord, type ShardState, type StreamState, shownTime } from './stream-storage.js';

const MOST_RECORDS = 1000;
/** An answer ends with the record that reaches this many bytes. */
const ANSWER_BYTES = 1024 * 1024;

export function getRecords(storage: Storage, input: GetRecordsInput, ctx: Context): GetRecordsOutput {
  const { Limit: limit = MOST_RECORDS } = input;
  if (limit > MOST_RECORDS) throw invalidParameter(`Limit should be less than or equal to ${MOST_RECORDS}`);
  const iterator = readIterator(input.ShardIterator);
  const now = ctx.clock.now();
  const stream = streamByArn(storage, iterator.streamArn, ctx);
  if (now - iterator.issuedAt > ITERATOR_LIFE) throw new ExpiredIteratorException('The provided iterator exceeds the maximum age allowed.');
  const shard = shardById(stream, iterator.shardId);
  if (iterator.from <= stream.trimmed) throw trimmedData();
  const { records, next } = readRecords(storage, stream, shard, iterator.from, limit, ctx);
  // A shard that is closed and read to its end has no more iterators.
  const isOver = shard.end !== undefined && next > shard.end;
  return {
    Records: records,
    ...(isOver ? {} : { NextShardIterator: writeIterator({ ...iterator, from: next, issuedAt: now }) }),
  };
}

interface ReadRecords {
  readonly records: DynamodbStreamsRecord[];
  /** The sequence number to go on from. */
  readonly next: number;
}

function readRecords(storage: Storage, stream: StreamState, shard: ShardState, from: number, limit: number, ctx: Context): ReadRecords {
  const records: DynamodbStreamsRecord[] = [];
  let bytes = 0;
  const last = shard.end ?? lastSequence(storage.streams, stream, ctx);
  const range = { from: [stream.number, from], to: [stream.number, last] };
  for (const [[, sequence], record] of storage.streams.records.in(ctx).range(range)) {
    records.push(showRecord(record, sequence, stream, ctx));
    bytes += record.size;
    if (records.length === limit || bytes >= ANSWER_BYTES) return { records, next: sequence + 1 };
  }
  return { records, next: Math.max(from, last + 1) };
}

const showRecord = (record: ChangeRecord, sequence: number, { viewType }: StreamState, { region }: Context): DynamodbStreamsRecord => ({
  eventID: record.id,
  eventName: record.name,
  eventVersion: '1.1',
  eventSource: 'aws:dynamodb',
  awsRegion: region,
  dynamodb: {
    ApproximateCreationDateTime: new Date(shownTime(record)),
    Keys: record.keys,
    ...(record.newImage === undefined ? {} : { NewImage: record.newImage }),
    ...(record.oldImage === undefined ? {} : { OldImage: record.oldImage }),
    SequenceNumber: writeSequenceNumber(sequence),
    SizeBytes: record.size,
    StreamViewType: viewType,
  },
  ...(record.identity === undefined ? {} : { userIdentity: record.identity }),
});
