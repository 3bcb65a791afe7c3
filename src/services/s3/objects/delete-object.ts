import type { DeleteObjectInput, DeleteObjectOutput } from '../../../../generated/s3/types.js';
import type { Context } from '../../../contract/context.js';
import { refuseUnemulated } from '../../../contract/not-emulated.js';
import { readBypass } from '../lock/protection.js';
import { findBucket, type Storage } from '../storage.js';
import { checkVersionId } from '../versions/version-id.js';
import { checkDeleteCondition, checkSizeAndTime } from './conditions.js';
import { peekVersion } from './find-version.js';
import { deleteKey, removeVersion } from './write-version.js';

export function deleteObject(storage: Storage, input: DeleteObjectInput, ctx: Context): DeleteObjectOutput {
  refuseUnemulated('s3 DeleteObject', input, ['MFA']);
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const bypassGovernance = readBypass(bucket, input);
  const { Key, VersionId, IfMatch, IfMatchLastModifiedTime: modified, IfMatchSize: size } = input;
  if (modified !== undefined || size !== undefined) checkSizeAndTime(bucket, { modified, size }, storage.objects.get([bucket.name, Key]));
  const removal = { bypassGovernance, ctx };
  if (VersionId !== undefined) {
    checkVersionId(VersionId);
    if (IfMatch !== undefined) checkDeleteCondition(IfMatch, Key, peekVersion(storage, bucket, Key, VersionId));
    const removed = removeVersion(storage, bucket, Key, VersionId, removal);
    // Deleting what isn't there succeeds.
    if (bucket.versioning === undefined) return {};
    return { VersionId, ...(removed?.deleteMarker === true ? { DeleteMarker: true } : {}) };
  }
  if (IfMatch !== undefined) checkDeleteCondition(IfMatch, Key, storage.objects.get([bucket.name, Key]));
  const marker = deleteKey(storage, bucket, Key, removal);
  return marker === undefined ? {} : { DeleteMarker: true, VersionId: marker.versionId };
}
