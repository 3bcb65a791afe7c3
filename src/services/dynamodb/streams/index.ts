/**
 * DynamoDB Streams: what changed in a table within the last 24 hours, in order.
 *
 * Gaps:
 * - A stream has one open shard, however much is written; AWS has one for each of the table's partitions.
 * - Readers aren't limited to two a shard, nor to a rate.
 *
 * By design:
 * - The service works on DynamoDB's tables: a reset or a snapshot of dynamodb holds the streams too.
 * - A stream can be read at once; AWS says ENABLING for a while, as --dynamodb-delays does.
 * - A shard is closed, and goes on in a child, with the first change after four hours; an idle one stays open.
 * - Sequence numbers count from 1 in each stream; on AWS they have gaps and more digits.
 * - A stream of another account or region isn't found by its ARN; AWS asks for permissions first.
 * - Where AWS's wording of a refusal isn't known it is DynamoDB Local's.
 */
import type { DynamodbStreamsOperations } from '../../../../generated/dynamodb-streams/index.js';
import type { ServiceDependencies } from '../../dependencies.js';
import { openStorage } from '../storage.js';
import { describeStream } from './describe-stream.js';
import { getRecords } from './get-records.js';
import { getShardIterator } from './get-shard-iterator.js';
import { listStreams } from './list-streams.js';

export const create = (deps: ServiceDependencies): DynamodbStreamsOperations => {
  const storage = openStorage(deps);
  return {
    describeStream: (input, ctx) => describeStream(storage, input, ctx),
    getRecords: (input, ctx) => getRecords(storage, input, ctx),
    getShardIterator: (input, ctx) => getShardIterator(storage, input, ctx),
    listStreams: (input, ctx) => listStreams(storage, input, ctx),
  };
};
