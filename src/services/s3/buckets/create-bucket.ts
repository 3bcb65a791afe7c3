import {
  BucketAlreadyExists,
  BucketAlreadyOwnedByYou,
  IllegalLocationConstraintException,
  InvalidBucketName,
  InvalidLocationConstraint,
} from '../../../../generated/s3/errors.js';
import type { CreateBucketInput, CreateBucketOutput } from '../../../../generated/s3/types.js';
import type { Context } from '../../../contract/context.js';
import { unemulated } from '../../../contract/not-emulated.js';
import { checkNewBucketAcl, writeBucketAcl } from '../access/bucket-acl.js';
import { DEFAULT_OWNERSHIP, type ObjectOwnership } from '../access/ownership-controls.js';
import { ALL_BLOCKED } from '../access/public-access-block.js';
import { createDirectoryBucket } from '../directory-buckets/create-directory-bucket.js';
import type { Bucket, Storage } from '../storage.js';
import { checkTags } from '../tagging/tags.js';
import { isValidBucketName } from './bucket-name.js';
import { HOME_REGION, REGIONS } from './regions.js';
import { writeSetting } from './settings.js';

export function createBucket(storage: Storage, input: CreateBucketInput, ctx: Context): CreateBucketOutput {
  if (input.BucketNamespace !== undefined && input.BucketNamespace !== 'global')
    throw unemulated('s3 CreateBucket', `BucketNamespace ${input.BucketNamespace}`);
  const configuration = input.CreateBucketConfiguration;
  if (configuration?.Bucket !== undefined || configuration?.Location !== undefined)
    return createDirectoryBucket(storage, input, configuration, ctx);

  const name = input.Bucket;
  if (!isValidBucketName(name)) throw new InvalidBucketName('The specified bucket is not valid.', { BucketName: name });
  const constraint = configuration?.LocationConstraint;
  const region = regionFor(constraint, ctx.region);
  const tags = checkTags(configuration?.Tags ?? [], 'new bucket');
  const existing = storage.buckets.get([name]);
  // The model's check lets no other value through.
  const ownership = (input.ObjectOwnership as ObjectOwnership | undefined) ?? DEFAULT_OWNERSHIP;
  const acl = checkNewBucketAcl(storage, input, ownership, ctx.accountId);
  if (existing === undefined) {
    const bucket: Bucket = {
      name,
      accountId: ctx.accountId,
      region,
      ...(constraint === undefined ? {} : { locationConstraint: constraint }),
      createdAt: ctx.clock.now(),
      // What is locked are versions.
      ...(input.ObjectLockEnabledForBucket === true ? { versioning: 'Enabled', objectLock: true } : {}),
    };
    storage.buckets.put([name], bucket);
    writeSetting(storage, bucket, 'ownership', ownership);
    writeSetting(storage, bucket, 'public-access-block', ALL_BLOCKED);
    writeBucketAcl(storage, bucket, acl);
    if (tags.length > 0) writeSetting(storage, bucket, 'tagging', tags);
  } else {
    refuseExisting(existing, region, ctx);
    writeBucketAcl(storage, existing, acl);
  }
  return {
    Location: region === HOME_REGION ? `/${name}` : `http://${name}.s3.amazonaws.com/`,
    BucketArn: `arn:${ctx.partition}:s3:::${name}`,
  };
}

/** us-east-1 answers a repeated creation by the owner as if it were the first, and resets the bucket's ACL. */
function refuseExisting(existing: Bucket, region: string, ctx: Context): void {
  const facts = { BucketName: existing.name };
  if (existing.accountId !== ctx.accountId)
    throw new BucketAlreadyExists(
      'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
      facts,
    );
  if (existing.region !== HOME_REGION || region !== HOME_REGION)
    throw new BucketAlreadyOwnedByYou('Your previous request to create the named bucket succeeded and you already own it.', facts);
}

function regionFor(constraint: string | undefined, endpoint: string): string {
  if (endpoint === HOME_REGION) {
    if (constraint === undefined) return HOME_REGION;
    if (constraint === 'EU') return 'eu-west-1';
    if (constraint === HOME_REGION || !REGIONS.has(constraint))
      throw new InvalidLocationConstraint('The specified location-constraint is not valid', { LocationConstraint: constraint });
    return constraint;
  }
  if (constraint === endpoint || (constraint === 'EU' && endpoint === 'eu-west-1')) return endpoint;
  throw new IllegalLocationConstraintException(
    `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
}
