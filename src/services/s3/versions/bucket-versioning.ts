import { IllegalVersioningConfigurationException, InvalidBucketState } from '../../../../generated/s3/errors.js';
import type { GetBucketVersioningInput, GetBucketVersioningOutput, PutBucketVersioningInput } from '../../../../generated/s3/types.js';
import { refuseUnemulated, unemulated } from '../../../contract/not-emulated.js';
import { readSetting } from '../buckets/settings.js';
import { findBucket, type Storage } from '../storage.js';

export function putBucketVersioning(storage: Storage, input: PutBucketVersioningInput): Record<string, never> {
  refuseUnemulated('s3 PutBucketVersioning', input, ['MFA']);
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const { Status, MFADelete } = input.VersioningConfiguration;
  if (MFADelete === 'Enabled') throw unemulated('s3 PutBucketVersioning', 'MFADelete Enabled');
  if (Status === undefined) throw new IllegalVersioningConfigurationException('The Versioning element must be specified');
  if (bucket.objectLock === true && Status !== 'Enabled')
    throw new InvalidBucketState('An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.');
  if (Status !== 'Enabled' && readSetting(storage, bucket, 'replication') !== undefined)
    throw new InvalidBucketState(
      'A replication configuration is present on this bucket, so you cannot change the versioning state. To change the versioning state, first delete the replication configuration.',
    );
  storage.buckets.put([bucket.name], { ...bucket, versioning: Status === 'Enabled' ? 'Enabled' : 'Suspended' });
  return {};
}

export function getBucketVersioning(storage: Storage, input: GetBucketVersioningInput): GetBucketVersioningOutput {
  const { versioning } = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  return versioning === undefined ? {} : { Status: versioning };
}
