import {
  AccessControlListNotSupported,
  AccessDenied,
  InvalidBucketAclWithBlockPublicAccessError,
  MissingSecurityHeader,
  UnexpectedContent,
} from '../../../../generated/s3/errors.js';
import type {
  AccessControlPolicy,
  GetBucketAclInput,
  GetBucketAclOutput,
  PutBucketAclInput,
  Grant as ShownGrant,
} from '../../../../generated/s3/types.js';
import type { Context } from '../../../contract/context.js';
import { deleteSetting, readSetting, writeSetting } from '../buckets/settings.js';
import { type Bucket, canonicalIdOf, findBucket, type Storage } from '../storage.js';
import { type Attempt, accessDenied, bucketArn } from './access-denied.js';
import { type Acl, grantsOnlyTo, isPublicAcl, privateAcl } from './acl.js';
import { aclWithOwnership, isOwnerEnforced, type ObjectOwnership } from './ownership-controls.js';
import { ALL_BLOCKED, publicAccessBlockOf } from './public-access-block.js';
import { type AclHeaders, hasAclHeaders, readAclDocument, readAclHeaders } from './read-acl.js';

export function putBucketAcl(storage: Storage, input: PutBucketAclInput, ctx: Context): Record<string, never> {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const owner = canonicalIdOf(bucket.accountId);
  const acl = readGivenAcl(storage, input, owner, owner);
  refusePublicAcl(storage, bucket, acl, ctx, { action: 's3:PutBucketAcl', resource: bucketArn(ctx, bucket.name) });
  if (isOwnerEnforced(storage, bucket)) throw aclsNotSupported();
  writeSetting(storage, bucket, 'acl', acl);
  return {};
}

export function getBucketAcl(storage: Storage, input: GetBucketAclInput): GetBucketAclOutput {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  return showAcl(bucketAclOf(storage, bucket), canonicalIdOf(bucket.accountId));
}

/** What counts: where ACLs are off, the owner alone has any rights by them. */
export function bucketAclOf(storage: Storage, bucket: Bucket): Acl {
  const owner = canonicalIdOf(bucket.accountId);
  return (isOwnerEnforced(storage, bucket) ? undefined : readSetting(storage, bucket, 'acl')) ?? privateAcl(owner);
}

/** The ACL that a bucket gets at its creation, or anew when its owner creates it again. */
export function checkNewBucketAcl(storage: Storage, input: AclHeaders, ownership: ObjectOwnership, accountId: string): Acl | undefined {
  const owner = canonicalIdOf(accountId);
  const acl = readAclHeaders(storage, input, owner, owner);
  if (acl === undefined) return undefined;
  if (ownership === 'BucketOwnerEnforced' && !grantsOnlyTo(acl, owner)) throw aclWithOwnership();
  if (ALL_BLOCKED.BlockPublicAcls && isPublicAcl(acl))
    throw new InvalidBucketAclWithBlockPublicAccessError('Bucket cannot have public ACLs set with BlockPublicAccess enabled');
  return acl;
}

export function writeBucketAcl(storage: Storage, bucket: Bucket, acl: Acl | undefined): void {
  if (acl === undefined) deleteSetting(storage, bucket, 'acl');
  else writeSetting(storage, bucket, 'acl', acl);
}

/**
 * The ACL of PutBucketAcl and PutObjectAcl, which takes one of the three forms.
 * @param owner canonical id.
 */
export function readGivenAcl(
  storage: Storage,
  input: AclHeaders & { readonly AccessControlPolicy?: AccessControlPolicy | undefined },
  owner: string,
  bucketOwner: string,
): Acl {
  if (input.AccessControlPolicy !== undefined) {
    if (hasAclHeaders(input)) throw new UnexpectedContent('This request does not support content');
    const given = readAclDocument(storage, input.AccessControlPolicy);
    if (given.owner !== owner) throw new AccessDenied('Access Denied');
    return given.acl;
  }
  const acl = readAclHeaders(storage, input, owner, bucketOwner);
  if (acl === undefined) throw new MissingSecurityHeader('Your request was missing a required header', { MissingHeaderName: 'x-amz-acl' });
  return acl;
}

/** @throws AccessDenied where the bucket blocks public ACLs. */
export function refusePublicAcl(storage: Storage, bucket: Bucket, acl: Acl, ctx: Context, attempt: Attempt): void {
  if (isPublicAcl(acl) && publicAccessBlockOf(storage, bucket).BlockPublicAcls)
    throw accessDenied(
      ctx,
      bucket.accountId,
      attempt,
      'because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access.',
    );
}

/** @param owner canonical id. */
export function showAcl(acl: Acl, owner: string): { readonly Owner: { ID: string }; readonly Grants: ShownGrant[] } {
  return {
    Owner: { ID: owner },
    Grants: acl.map(({ grantee, permission }) => ({
      Grantee: 'id' in grantee ? { ID: grantee.id, Type: 'CanonicalUser' } : { Type: 'Group', URI: grantee.group },
      Permission: permission,
    })),
  };
}

export const aclsNotSupported = (): AccessControlListNotSupported => new AccessControlListNotSupported('The bucket does not allow ACLs');
