import { NoSuchBucketPolicy } from '../../../../generated/s3/errors.js';
import type {
  DeleteBucketPolicyInput,
  GetBucketPolicyInput,
  GetBucketPolicyOutput,
  GetBucketPolicyStatusInput,
  GetBucketPolicyStatusOutput,
  PutBucketPolicyInput,
} from '../../../../generated/s3/types.js';
import type { PolicyDocument } from '../../../auth/policy/document.js';
import type { Context } from '../../../contract/context.js';
import { deleteSetting, readSetting, writeSetting } from '../buckets/settings.js';
import { type Bucket, findBucket, type Storage } from '../storage.js';
import { accessDenied, bucketArn } from './access-denied.js';
import { checkPolicy } from './check-policy.js';
import { publicAccessBlockOf } from './public-access-block.js';
import { isPublicPolicy } from './public-policy.js';

export interface StoredPolicy {
  /** As it is given back: what came, without spaces between its parts. */
  readonly text: string;
  readonly document: PolicyDocument;
}

export function putBucketPolicy(storage: Storage, input: PutBucketPolicyInput, ctx: Context): Record<string, never> {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const resource = bucketArn(ctx, bucket.name);
  const given = input.Policy ?? '';
  const document = checkPolicy(given, resource);
  if (publicAccessBlockOf(storage, bucket).BlockPublicPolicy && isPublicPolicy(document))
    throw accessDenied(
      ctx,
      bucket.accountId,
      { action: 's3:PutBucketPolicy', resource },
      'because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.',
    );
  writeSetting(storage, bucket, 'policy', { text: JSON.stringify(JSON.parse(given)), document });
  return {};
}

export function getBucketPolicy(storage: Storage, input: GetBucketPolicyInput): GetBucketPolicyOutput {
  return { Policy: findPolicy(storage, findBucket(storage, input.Bucket, input.ExpectedBucketOwner)).text };
}

export function getBucketPolicyStatus(storage: Storage, input: GetBucketPolicyStatusInput): GetBucketPolicyStatusOutput {
  const { document } = findPolicy(storage, findBucket(storage, input.Bucket, input.ExpectedBucketOwner));
  return { PolicyStatus: { IsPublic: isPublicPolicy(document) } };
}

export function deleteBucketPolicy(storage: Storage, input: DeleteBucketPolicyInput): Record<string, never> {
  deleteSetting(storage, findBucket(storage, input.Bucket, input.ExpectedBucketOwner), 'policy');
  return {};
}

/** Undefined for a bucket without one. */
export const policyOf = (storage: Storage, bucket: Bucket): PolicyDocument | undefined => readSetting(storage, bucket, 'policy')?.document;

function findPolicy(storage: Storage, bucket: Bucket): StoredPolicy {
  const policy = readSetting(storage, bucket, 'policy');
  if (policy === undefined) throw new NoSuchBucketPolicy('The bucket policy does not exist', { BucketName: bucket.name });
  return policy;
}
