import { InvalidArgument } from '../../../../generated/s3/errors.js';
import type { ListBucketsInput, ListBucketsOutput } from '../../../../generated/s3/types.js';
import type { Context } from '../../../contract/context.js';
import { type Bucket, canonicalIdOf, type Storage } from '../storage.js';
import { readToken, writeToken } from './bucket-token.js';
import { REGIONS } from './regions.js';

const MOST_BUCKETS = 10_000;

export function listBuckets(storage: Storage, input: ListBucketsInput, ctx: Context): ListBucketsOutput {
  if (input.BucketRegion !== undefined && !REGIONS.has(input.BucketRegion))
    throw new InvalidArgument(`Argument value ${input.BucketRegion} is not a valid AWS Region`, { ArgumentName: 'bucket-region' });
  const after = readToken(input.ContinuationToken);
  const limit = input.MaxBuckets ?? MOST_BUCKETS;
  const found: Bucket[] = [];
  let truncated = false;
  for (const [, bucket] of storage.buckets.range({ startsWith: input.Prefix ?? '', ...(after === undefined ? {} : { after: [after] }) })) {
    if (bucket.accountId !== ctx.accountId || bucket.directory !== undefined) continue;
    if (input.BucketRegion !== undefined && bucket.region !== input.BucketRegion) continue;
    truncated = found.length === limit;
    if (truncated) break;
    found.push(bucket);
  }
  return {
    Buckets: found.map((bucket) => ({
      Name: bucket.name,
      CreationDate: new Date(bucket.createdAt),
      BucketRegion: bucket.region,
      BucketArn: `arn:${ctx.partition}:s3:::${bucket.name}`,
    })),
    Owner: { ID: canonicalIdOf(ctx.accountId) },
    ...(truncated ? { ContinuationToken: writeToken(found.at(-1)?.name ?? '') } : {}),
    ...(input.Prefix === undefined ? {} : { Prefix: input.Prefix }),
  };
}
