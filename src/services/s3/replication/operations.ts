/** What callers set and read of replication. */
import type { S3Operations } from '../../../../generated/s3/index.js';
import { withBodyDigests } from '../checksums/body-digests.js';
import type { Storage } from '../storage.js';
import { deleteBucketReplication, getBucketReplication, putBucketReplication } from './bucket-replication.js';

type ReplicationOperations = Pick<S3Operations, 'deleteBucketReplication' | 'getBucketReplication' | 'putBucketReplication'>;

export const replicationOperations = (storage: Storage): ReplicationOperations => ({
  deleteBucketReplication: (input) => deleteBucketReplication(storage, input),
  getBucketReplication: (input) => getBucketReplication(storage, input),
  putBucketReplication: withBodyDigests(storage, (input) => putBucketReplication(storage, input)),
});
