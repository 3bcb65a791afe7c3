import { NotImplemented } from '../../../../generated/s3/errors.js';
import type { DeleteObjectInput, DeleteObjectOutput } from '../../../../generated/s3/types.js';
import type { Context } from '../../../contract/context.js';
import { refuseUnemulated } from '../../../contract/not-emulated.js';
import { readBypass } from '../lock/protection.js';
import { findBucket, type Storage } from '../storage.js';
import { checkVersionId } from '../versions/version-id.js';
import { checkDeleteCondition } from './conditions.js';
import { peekVersion } from './find-version.js';
import { deleteKey, removeVersion } from './write-version.js';

export function deleteObject(storage: Storage, input: DeleteObjectInput, ctx: Context): DeleteObjectOutput {
  refuseUnemulated('s3 DeleteObject', input, ['MFA']);
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const bypassGovernance = readBypass(bucket, input);
  // General purpose buckets take neither; directory buckets do.
  if (input.IfMatchLastModifiedTime !== undefined) throw notImplemented('x-amz-if-match-last-modified-time');
  if (input.IfMatchSize !== undefined) throw notImplemented('x-amz-if-match-size');
  const { Key, VersionId, IfMatch } = input;
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

const notImplemented = (header: string): NotImplemented =>
  new NotImplemented('A header you provided implies functionality that is not implemented', { Header: header });
