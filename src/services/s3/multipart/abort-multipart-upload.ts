import { NotImplemented } from '../../../../generated/s3/errors.js';
import type { AbortMultipartUploadInput } from '../../../../generated/s3/types.js';
import { findBucket, type Storage } from '../storage.js';
import { findUpload } from './find-upload.js';
import { removeUpload } from './uploads.js';

export function abortMultipartUpload(storage: Storage, input: AbortMultipartUploadInput): Record<string, never> {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  // Only directory buckets take it.
  if (input.IfMatchInitiatedTime !== undefined)
    throw new NotImplemented('A header you provided implies functionality that is not implemented', {
      Header: 'x-amz-if-match-initiated-time',
    });
  removeUpload(storage, bucket.name, findUpload(storage, bucket, input));
  return {};
}
