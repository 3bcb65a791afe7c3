import { NoSuchTagSet } from '../../../../generated/s3/errors.js';
import type {
  DeleteBucketTaggingInput,
  GetBucketTaggingInput,
  GetBucketTaggingOutput,
  PutBucketTaggingInput,
} from '../../../../generated/s3/types.js';
import { deleteSetting, readSetting, writeSetting } from '../buckets/settings.js';
import { findBucket, type Storage } from '../storage.js';
import { checkTags } from './tags.js';

/** An empty set is none. */
export function putBucketTagging(storage: Storage, input: PutBucketTaggingInput): Record<string, never> {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const tags = checkTags(input.Tagging.TagSet, 'bucket');
  if (tags.length === 0) deleteSetting(storage, bucket, 'tagging');
  else writeSetting(storage, bucket, 'tagging', tags);
  return {};
}

export function getBucketTagging(storage: Storage, input: GetBucketTaggingInput): GetBucketTaggingOutput {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const tags = readSetting(storage, bucket, 'tagging');
  if (tags === undefined) throw new NoSuchTagSet('The TagSet does not exist', { BucketName: bucket.name });
  return { TagSet: [...tags] };
}

export function deleteBucketTagging(storage: Storage, input: DeleteBucketTaggingInput): Record<string, never> {
  deleteSetting(storage, findBucket(storage, input.Bucket, input.ExpectedBucketOwner), 'tagging');
  return {};
}
