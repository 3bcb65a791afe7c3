import type { ListDirectoryBucketsInput, ListDirectoryBucketsOutput } from '../../../../generated/s3/types.js';
import type { Context } from '../../../contract/context.js';
import { readToken, writeToken } from '../buckets/bucket-token.js';
import type { Bucket, Storage } from '../storage.js';
import { directoryArn } from './zone.js';

const MOST_BUCKETS = 1000;

/** The caller's own in the region. */
export function listDirectoryBuckets(storage: Storage, input: ListDirectoryBucketsInput, ctx: Context): ListDirectoryBucketsOutput {
  const limit = input.MaxDirectoryBuckets ?? MOST_BUCKETS;
  const after = readToken(input.ContinuationToken);
  const found: Bucket[] = [];
  let truncated = false;
  for (const bucket of storage.buckets.values(after === undefined ? {} : { after: [after] })) {
    if (bucket.directory === undefined || bucket.accountId !== ctx.accountId || bucket.region !== ctx.region) continue;
    truncated = found.length === limit;
    if (truncated) break;
    found.push(bucket);
  }
  return {
    Buckets: found.map((bucket) => ({
      Name: bucket.name,
      CreationDate: new Date(bucket.createdAt),
      BucketRegion: bucket.region,
      BucketArn: directoryArn(ctx, bucket),
    })),
    ...(truncated && limit > 0 ? { ContinuationToken: writeToken(found.at(-1)?.name ?? '') } : {}),
  };
}
