import { InvalidRequest, ReplicationConfigurationNotFoundError } from '../../../../generated/s3/errors.js';
import type {
  DeleteBucketReplicationInput,
  GetBucketReplicationInput,
  GetBucketReplicationOutput,
  PutBucketReplicationInput,
} from '../../../../generated/s3/types.js';
import { refuseUnemulated } from '../../../contract/not-emulated.js';
import { deleteSetting, readSetting, writeSetting } from '../buckets/settings.js';
import { bucketNameIn } from '../configurations/destination-bucket.js';
import { findBucket, type Storage } from '../storage.js';
import { readRules } from './rules.js';

export function putBucketReplication(storage: Storage, input: PutBucketReplicationInput): Record<string, never> {
  refuseUnemulated('s3 PutBucketReplication', input, ['Token']);
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const { Role, Rules } = input.ReplicationConfiguration;
  const rules = readRules(Rules, () => Buffer.from(storage.random.uuid()).toString('base64'));
  if (bucket.versioning !== 'Enabled')
    throw new InvalidRequest("Versioning must be 'Enabled' on the bucket to apply a replication configuration");
  for (const { Destination } of rules) {
    const name = bucketNameIn(Destination.Bucket);
    // Recorded: the same for a bucket that is not there.
    if (name === undefined || storage.buckets.get([name])?.versioning !== 'Enabled')
      throw new InvalidRequest('Destination bucket must have versioning enabled.');
    if (name === bucket.name) throw new InvalidRequest('Destination bucket cannot be the same as the source bucket.');
  }
  writeSetting(storage, bucket, 'replication', { role: Role, rules });
  return {};
}

export function getBucketReplication(storage: Storage, input: GetBucketReplicationInput): GetBucketReplicationOutput {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const setting = readSetting(storage, bucket, 'replication');
  if (setting === undefined)
    throw new ReplicationConfigurationNotFoundError('The replication configuration was not found', { BucketName: bucket.name });
  return { ReplicationConfiguration: { Role: setting.role, Rules: [...setting.rules] } };
}

export function deleteBucketReplication(storage: Storage, input: DeleteBucketReplicationInput): Record<string, never> {
  deleteSetting(storage, findBucket(storage, input.Bucket, input.ExpectedBucketOwner), 'replication');
  return {};
}
