import { NotImplemented, PreconditionFailed } from '../../../../generated/s3/errors.js';
import type { AbortMultipartUploadInput } from '../../../../generated/s3/types.js';
import { findBucket, type Storage } from '../storage.js';
import { findUpload } from './find-upload.js';
import { removeUpload } from './uploads.js';

const INITIATED = 'x-amz-if-match-initiated-time';

export function abortMultipartUpload(storage: Storage, input: AbortMultipartUploadInput): Record<string, never> {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const { IfMatchInitiatedTime: time, Key, UploadId } = input;
  if (time === undefined) {
    removeUpload(storage, bucket.name, findUpload(storage, bucket, input));
    return {};
  }
  // Only directory buckets take it, and there what isn't there meets it.
  if (bucket.directory === undefined)
    throw new NotImplemented('A header you provided implies functionality that is not implemented', { Header: INITIATED });
  const upload = storage.uploads.open.get([bucket.name, Key, UploadId]);
  if (upload === undefined) return {};
  if (Math.floor(upload.initiated / 1000) * 1000 !== time.getTime())
    throw new PreconditionFailed('At least one of the pre-conditions you specified did not hold', { Condition: INITIATED });
  removeUpload(storage, bucket.name, upload);
  return {};
}
