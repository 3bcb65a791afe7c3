import { MalformedXML, NoSuchVersion } from '../../../../generated/s3/errors.js';
import type { DeletedObject, DeleteObjectsInput, DeleteObjectsOutput, ObjectIdentifier, S3Error } from '../../../../generated/s3/types.js';
import type { Context } from '../../../contract/context.js';
import { AwsError } from '../../../contract/errors.js';
import { refuseUnemulated } from '../../../contract/not-emulated.js';
import { refuseDeniedDeletion } from '../access/denied-deletions.js';
import { readBypass } from '../lock/protection.js';
import { type Bucket, findBucket, type Storage } from '../storage.js';
import { isVersionId } from '../versions/version-id.js';
import type { Removal } from './change.js';
import { checkDeleteCondition, checkSizeAndTime } from './conditions.js';
import { peekVersion } from './find-version.js';
import { deleteKey, removeVersion } from './write-version.js';

const MOST_KEYS = 1000;

export function deleteObjects(storage: Storage, input: DeleteObjectsInput, ctx: Context): DeleteObjectsOutput {
  refuseUnemulated('s3 DeleteObjects', input, ['MFA']);
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const removal = { bypassGovernance: readBypass(bucket, input), ctx };
  const { Objects, Quiet } = input.Delete;
  if (Objects.length === 0 || Objects.length > MOST_KEYS)
    throw new MalformedXML('The XML you provided was not well-formed or did not validate against our published schema');
  const deleted: DeletedObject[] = [];
  const errors: S3Error[] = [];
  for (const identifier of Objects) {
    try {
      refuseDeniedDeletion(identifier);
      deleted.push(deleteOne(storage, bucket, identifier, removal));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const { Key, VersionId } = identifier;
      errors.push({ Key, ...(VersionId ? { VersionId } : {}), Code: error.code, Message: error.message });
    }
  }
  return {
    ...(deleted.length === 0 || Quiet === true ? {} : { Deleted: deleted }),
    ...(errors.length === 0 ? {} : { Errors: errors }),
  };
}

function deleteOne(storage: Storage, bucket: Bucket, identifier: ObjectIdentifier, removal: Removal): DeletedObject {
  const { Key, VersionId, ETag, LastModifiedTime: modified, Size: size } = identifier;
  if (modified !== undefined || size !== undefined) checkSizeAndTime(bucket, { modified, size }, storage.objects.get([bucket.name, Key]));
  if (!VersionId) {
    if (ETag !== undefined) checkDeleteCondition(ETag, Key, storage.objects.get([bucket.name, Key]));
    const marker = deleteKey(storage, bucket, Key, removal);
    return marker === undefined ? { Key } : { Key, DeleteMarker: true, DeleteMarkerVersionId: marker.versionId };
  }
  if (!isVersionId(VersionId)) throw new NoSuchVersion('The specified version does not exist.', { Key, VersionId });
  if (ETag !== undefined) checkDeleteCondition(ETag, Key, peekVersion(storage, bucket, Key, VersionId));
  const removed = removeVersion(storage, bucket, Key, VersionId, removal);
  return removed?.deleteMarker === true ? { Key, VersionId, DeleteMarker: true, DeleteMarkerVersionId: VersionId } : { Key, VersionId };
}
