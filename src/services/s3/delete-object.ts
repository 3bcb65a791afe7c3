import { InvalidArgument, NotImplemented } from '../../../generated/s3/errors.js';
import type { DeleteObjectInput, DeleteObjectOutput } from '../../../generated/s3/types.js';
import { refuseUnemulated } from '../../contract/not-emulated.js';
import { checkDeleteCondition } from './conditions.js';
import { findBucket, type Storage } from './storage.js';

export function deleteObject(storage: Storage, input: DeleteObjectInput): DeleteObjectOutput {
  refuseUnemulated('s3 DeleteObject', input, ['MFA']);
  findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  if (input.BypassGovernanceRetention !== undefined)
    throw new InvalidArgument('x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.', {
      ArgumentName: 'x-amz-bypass-governance-retention',
    });
  // General purpose buckets take neither; directory buckets do.
  if (input.IfMatchLastModifiedTime !== undefined) throw notImplemented('x-amz-if-match-last-modified-time');
  if (input.IfMatchSize !== undefined) throw notImplemented('x-amz-if-match-size');
  if (input.VersionId !== undefined && input.VersionId !== 'null')
    throw new InvalidArgument('Invalid version id specified', { ArgumentName: 'versionId', ArgumentValue: input.VersionId });
  if (input.IfMatch !== undefined) checkDeleteCondition(input.IfMatch, input.Key, storage.objects.get([input.Bucket, input.Key]));
  // Deleting what isn't there succeeds.
  storage.objects.delete([input.Bucket, input.Key]);
  return {};
}

const notImplemented = (header: string): NotImplemented =>
  new NotImplemented('A header you provided implies functionality that is not implemented', { Header: header });
