import { NoSuchPublicAccessBlockConfiguration } from '../../../../generated/s3/errors.js';
import type {
  DeletePublicAccessBlockInput,
  GetPublicAccessBlockInput,
  GetPublicAccessBlockOutput,
  PutPublicAccessBlockInput,
} from '../../../../generated/s3/types.js';
import { deleteSetting, readSetting, writeSetting } from '../buckets/settings.js';
import { type Bucket, findBucket, type Storage } from '../storage.js';

export interface PublicAccessBlock {
  readonly BlockPublicAcls: boolean;
  readonly IgnorePublicAcls: boolean;
  readonly BlockPublicPolicy: boolean;
  readonly RestrictPublicBuckets: boolean;
}

/** What buckets have from their creation. */
export const ALL_BLOCKED: PublicAccessBlock = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

const NOTHING_BLOCKED: PublicAccessBlock = {
  BlockPublicAcls: false,
  IgnorePublicAcls: false,
  BlockPublicPolicy: false,
  RestrictPublicBuckets: false,
};

export const publicAccessBlockOf = (storage: Storage, bucket: Bucket): PublicAccessBlock =>
  readSetting(storage, bucket, 'public-access-block') ?? NOTHING_BLOCKED;

/** What isn't said is off. */
export function putPublicAccessBlock(storage: Storage, input: PutPublicAccessBlockInput): Record<string, never> {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const given = input.PublicAccessBlockConfiguration;
  writeSetting(storage, bucket, 'public-access-block', {
    BlockPublicAcls: given.BlockPublicAcls === true,
    IgnorePublicAcls: given.IgnorePublicAcls === true,
    BlockPublicPolicy: given.BlockPublicPolicy === true,
    RestrictPublicBuckets: given.RestrictPublicBuckets === true,
  });
  return {};
}

export function getPublicAccessBlock(storage: Storage, input: GetPublicAccessBlockInput): GetPublicAccessBlockOutput {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const block = readSetting(storage, bucket, 'public-access-block');
  if (block === undefined)
    throw new NoSuchPublicAccessBlockConfiguration('The public access block configuration was not found', { BucketName: bucket.name });
  return { PublicAccessBlockConfiguration: block };
}

export function deletePublicAccessBlock(storage: Storage, input: DeletePublicAccessBlockInput): Record<string, never> {
  deleteSetting(storage, findBucket(storage, input.Bucket, input.ExpectedBucketOwner), 'public-access-block');
  return {};
}
