import { InvalidBucketAclWithObjectOwnership, MalformedXML, OwnershipControlsNotFoundError } from '../../../../generated/s3/errors.js';
import type {
  DeleteBucketOwnershipControlsInput,
  GetBucketOwnershipControlsInput,
  GetBucketOwnershipControlsOutput,
  PutBucketOwnershipControlsInput,
} from '../../../../generated/s3/types.js';
import { deleteSetting, readSetting, writeSetting } from '../buckets/settings.js';
import { type Bucket, canonicalIdOf, findBucket, type Storage } from '../storage.js';
import { grantsOnlyTo } from './acl.js';

export type ObjectOwnership = 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter';

/** What buckets have from their creation where nothing else is asked for. */
export const DEFAULT_OWNERSHIP: ObjectOwnership = 'BucketOwnerEnforced';

/** Without controls objects belong to their writers, as they always did before there were any. */
export const ownershipOf = (storage: Storage, bucket: Bucket): ObjectOwnership =>
  readSetting(storage, bucket, 'ownership') ?? 'ObjectWriter';

/** Whether the bucket's owner owns all that is in it, and no ACL counts. */
export const isOwnerEnforced = (storage: Storage, bucket: Bucket): boolean => ownershipOf(storage, bucket) === 'BucketOwnerEnforced';

export function putBucketOwnershipControls(storage: Storage, input: PutBucketOwnershipControlsInput): Record<string, never> {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const [rule, ...more] = input.OwnershipControls.Rules;
  if (rule === undefined || more.length > 0)
    throw new MalformedXML('The XML you provided was not well-formed or did not validate against our published schema');
  const ownership = rule.ObjectOwnership as ObjectOwnership; // the model's check lets no other value through
  if (ownership === 'BucketOwnerEnforced' && !grantsOnlyTo(readSetting(storage, bucket, 'acl') ?? [], canonicalIdOf(bucket.accountId)))
    throw aclWithOwnership();
  writeSetting(storage, bucket, 'ownership', ownership);
  return {};
}

export function getBucketOwnershipControls(storage: Storage, input: GetBucketOwnershipControlsInput): GetBucketOwnershipControlsOutput {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const ObjectOwnership = readSetting(storage, bucket, 'ownership');
  if (ObjectOwnership === undefined)
    throw new OwnershipControlsNotFoundError('The bucket ownership controls were not found', { BucketName: bucket.name });
  return { OwnershipControls: { Rules: [{ ObjectOwnership }] } };
}

export function deleteBucketOwnershipControls(storage: Storage, input: DeleteBucketOwnershipControlsInput): Record<string, never> {
  deleteSetting(storage, findBucket(storage, input.Bucket, input.ExpectedBucketOwner), 'ownership');
  return {};
}

export const aclWithOwnership = (): InvalidBucketAclWithObjectOwnership =>
  new InvalidBucketAclWithObjectOwnership("Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting");
