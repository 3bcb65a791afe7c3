import type { DescribeStreamInput, DescribeStreamOutput, Shard } from '../../../../generated/dynamodb-streams/types.js';
import type { Context } from '../../../contract/context.js';
import type { Storage } from '../storage.js';
import { pendingStatus } from '../tables/pending.js';
import { invalid, invalidParameter } from './refusals.js';
import { writeSequenceNumber } from './sequence-number.js';
import { streamByArn } from './stream-lookup.js';
import type { ShardState, StreamState } from './stream-storage.js';

const MOST_SHARDS = 100;

export function describeStream(storage: Storage, input: DescribeStreamInput, ctx: Context): DescribeStreamOutput {
  const { Limit: limit = MOST_SHARDS } = input;
  if (limit > MOST_SHARDS) throw invalidParameter(`Limit cannot be greater than the maximum: ${MOST_SHARDS}`);
  const stream = streamByArn(storage, input.StreamArn, ctx);
  const shards = shardsAfter(filterShards(stream, input), input.ExclusiveStartShardId);
  const page = shards.slice(0, limit);
  const last = shards.length > page.length ? page.at(-1) : undefined;
  return {
    StreamDescription: {
      StreamArn: stream.arn,
      StreamLabel: stream.label,
      StreamStatus: pendingStatus(stream.pending, ctx.clock.now()) ?? (stream.disabledAt === undefined ? 'ENABLED' : 'DISABLED'),
      StreamViewType: stream.viewType,
      CreationRequestDateTime: new Date(stream.createdAt),
      TableName: stream.tableName,
      KeySchema: [...stream.keySchema],
      Shards: page.map(describeShard),
      ...(last === undefined ? {} : { LastEvaluatedShardId: last.id }),
    },
  };
}

/** A filter asks for the children of a shard that was read to its end. */
function filterShards({ shards }: StreamState, { ShardFilter: filter }: DescribeStreamInput): readonly ShardState[] {
  if (filter?.Type === undefined && filter?.ShardId === undefined) return shards;
  if (filter.Type === undefined || filter.ShardId === undefined) throw invalid('ShardFilter needs a Type and, for CHILD_SHARDS, a ShardId');
  return shards.filter(({ parent }) => parent === filter.ShardId);
}

/** Ids begin with the time of creation, so that they sort as the shards do; one that was trimmed in the meantime needn't be found. */
const shardsAfter = (shards: readonly ShardState[], after: string | undefined): readonly ShardState[] =>
  after === undefined ? shards : shards.filter(({ id }) => id > after);

const describeShard = ({ id, parent, start, end }: ShardState): Shard => ({
  ShardId: id,
  SequenceNumberRange: {
    StartingSequenceNumber: writeSequenceNumber(start),
    ...(end === undefined ? {} : { EndingSequenceNumber: writeSequenceNumber(end) }),
  },
  ...(parent === undefined ? {} : { ParentShardId: parent }),
});
