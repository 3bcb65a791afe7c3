import { BucketNotEmpty } from '../../../../generated/s3/errors.js';
import type { DeleteBucketInput } from '../../../../generated/s3/types.js';
import { deleteRenames } from '../directory-buckets/renames.js';
import { deleteUploads } from '../multipart/uploads.js';
import { findBucket, type Storage } from '../storage.js';
import { deleteSettings } from './settings.js';

/** Uploads that were not completed don't keep a bucket; versions and delete markers do. */
export function deleteBucket(storage: Storage, input: DeleteBucketInput): Record<string, never> {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  // Every key that has older versions has a current one.
  for (const _ of storage.objects.range({ prefix: [bucket.name] })) {
    const message = 'The bucket you tried to delete is not empty';
    const versioned = `${message}. You must delete all versions in the bucket.`;
    throw new BucketNotEmpty(bucket.versioning === undefined ? message : versioned, { BucketName: bucket.name });
  }
  deleteUploads(storage, bucket);
  deleteRenames(storage, bucket.name);
  deleteSettings(storage, bucket);
  storage.buckets.delete([bucket.name]);
  return {};
}
