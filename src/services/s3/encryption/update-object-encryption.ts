import { AccessDenied, InvalidRequest } from '../../../../generated/s3/errors.js';
import type { UpdateObjectEncryptionInput } from '../../../../generated/s3/types.js';
import type { Context } from '../../../contract/context.js';
import { isProtected } from '../lock/protection.js';
import { findObject } from '../objects/find-version.js';
import type { StoredObject } from '../objects/stored-version.js';
import { alterVersion } from '../objects/write-version.js';
import { findBucket, type Storage } from '../storage.js';
import { kmsKeyArn } from './kms-key.js';

/** Nothing else of the object changes, its ETag and dates neither. Words from the S3 API reference. */
export function updateObjectEncryption(storage: Storage, input: UpdateObjectEncryptionInput, ctx: Context): Record<string, never> {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const { SSEKMS } = input.ObjectEncryption;
  if (SSEKMS === undefined)
    throw new InvalidRequest(
      'Requests that modify an object encryption configuration require a valid new encryption type. Valid values are SSEKMS. Modify the request to specify SSE-KMS for the updated encryption type, and then try again.',
    );
  // The model's pattern lets key ARNs through and nothing else.
  const owner = SSEKMS.KMSKeyArn.split(':')[4];
  const object = findObject(storage, bucket, input, ctx.request.method);
  if (object.encryption !== undefined && object.encryption.algorithm !== 'aws:kms')
    throw new InvalidRequest(
      "The UpdateObjectEncryption operation doesn't support source objects with the encryption type DSSE-KMS or SSE-C. Only source objects encrypted with SSE-S3 or SSE-KMS are supported.",
    );
  if (owner !== bucket.accountId)
    throw new AccessDenied(
      'The AWS KMS key in the request must be owned by the same account as the bucket. Modify the request to specify a KMS key from the same account, and then try again.',
    );
  if (isProtected(object, ctx.clock.now(), false))
    throw new AccessDenied(
      "The encryption type for the specified object can't be updated because that object is protected by S3 Object Lock. If the object has a governance-mode retention period or a legal hold, you must first remove the Object Lock status on the object before you issue your UpdateObjectEncryption request. You can't use the UpdateObjectEncryption operation with objects that have an Object Lock compliance mode retention period applied to them.",
    );
  const altered: StoredObject = {
    ...object,
    encryption: {
      algorithm: 'aws:kms',
      keyArn: kmsKeyArn(SSEKMS.KMSKeyArn, bucket.region, ctx),
      bucketKey: SSEKMS.BucketKeyEnabled === true,
    },
  };
  alterVersion(storage, bucket, object, altered, { eventName: undefined, ctx });
  return {};
}
