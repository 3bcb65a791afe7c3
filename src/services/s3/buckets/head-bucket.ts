import type { HeadBucketInput, HeadBucketOutput } from '../../../../generated/s3/types.js';
import type { Context } from '../../../contract/context.js';
import { directoryArn } from '../directory-buckets/zone.js';
import { findBucket, type Storage } from '../storage.js';

export function headBucket(storage: Storage, input: HeadBucketInput, ctx: Context): HeadBucketOutput {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const { directory } = bucket;
  if (directory !== undefined)
    return {
      BucketArn: directoryArn(ctx, bucket),
      BucketLocationType: directory.zone.type,
      BucketLocationName: directory.zone.name,
      BucketRegion: bucket.region,
      AccessPointAlias: false,
    };
  return { BucketArn: `arn:${ctx.partition}:s3:::${bucket.name}`, BucketRegion: bucket.region, AccessPointAlias: false };
}
