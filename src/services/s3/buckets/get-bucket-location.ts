import type { GetBucketLocationInput, GetBucketLocationOutput } from '../../../../generated/s3/types.js';
import { findBucket, type Storage } from '../storage.js';

export function getBucketLocation(storage: Storage, input: GetBucketLocationInput): GetBucketLocationOutput {
  const { locationConstraint } = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  return locationConstraint === undefined ? {} : { LocationConstraint: locationConstraint };
}
