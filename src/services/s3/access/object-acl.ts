import type { GetObjectAclInput, GetObjectAclOutput, PutObjectAclInput, PutObjectAclOutput } from '../../../../generated/s3/types.js';
import type { Context } from '../../../contract/context.js';
import { findObject } from '../objects/find-version.js';
import type { StoredObject, StoredVersion } from '../objects/stored-version.js';
import { alterVersion } from '../objects/write-version.js';
import { type Bucket, canonicalIdOf, findBucket, type Storage } from '../storage.js';
import { objectArn } from './access-denied.js';
import { type Acl, callerIdOf, grantsAllTo, privateAcl } from './acl.js';
import { aclsNotSupported, readGivenAcl, refusePublicAcl, showAcl } from './bucket-acl.js';
import { isOwnerEnforced, ownershipOf } from './ownership-controls.js';
import { type AclHeaders, hasAclHeaders, readAclHeaders } from './read-acl.js';

/** Whose an object is and what its ACL grants, as far as that is not the rule: the bucket owner's, and private. */
export interface ObjectAccess {
  /** Canonical id of the writer whom it belongs to; absent for the bucket's owner. */
  readonly owner?: string;
  readonly acl?: Acl;
}

const NOTHING_SPECIAL: ObjectAccess = {};

/**
 * What PutObject, CopyObject, CreateMultipartUpload and browsers' forms make of an object's ACL and owner.
 * @throws AccessControlListNotSupported, AccessDenied for a public ACL that the bucket blocks, and what readAclHeaders throws.
 */
export function readObjectAccess(
  storage: Storage,
  bucket: Bucket,
  input: AclHeaders & { readonly Key: string },
  ctx: Context,
): ObjectAccess {
  const ownership = ownershipOf(storage, bucket);
  const isOwners = ctx.principal.kind !== 'anonymous' && ctx.accountId === bucket.accountId;
  if (!hasAclHeaders(input) && (isOwners || ownership === 'BucketOwnerEnforced')) return NOTHING_SPECIAL;
  const bucketOwner = canonicalIdOf(bucket.accountId);
  const writer = isOwners ? bucketOwner : callerIdOf(ctx);
  if (ownership === 'BucketOwnerEnforced') {
    const acl = readAclHeaders(storage, input, bucketOwner, bucketOwner);
    // All to the bucket's owner, by name or by grants, is what is so anyway. Every other ACL is refused, a private one, too.
    const isSoAnyway =
      input.ACL === 'bucket-owner-full-control' || (input.ACL === undefined && acl !== undefined && grantsAllTo(acl, bucketOwner));
    if (!isSoAnyway) throw aclsNotSupported();
    return NOTHING_SPECIAL;
  }
  const owner = ownership === 'BucketOwnerPreferred' && input.ACL === 'bucket-owner-full-control' ? bucketOwner : writer;
  const acl = readAclHeaders(storage, input, owner, bucketOwner);
  const attempt = { action: 's3:PutObject', resource: objectArn(ctx, bucket.name, input.Key) };
  if (acl !== undefined) refusePublicAcl(storage, bucket, acl, ctx, attempt);
  return { ...(owner === bucketOwner ? {} : { owner }), ...(acl === undefined ? {} : { acl }) };
}

export function putObjectAcl(storage: Storage, input: PutObjectAclInput, ctx: Context): PutObjectAclOutput {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const object = findObject(storage, bucket, input, ctx.request.method);
  const acl = readGivenAcl(storage, input, ownerIdOf(storage, bucket, object), canonicalIdOf(bucket.accountId));
  const action = input.VersionId === undefined ? 's3:PutObjectAcl' : 's3:PutObjectVersionAcl';
  refusePublicAcl(storage, bucket, acl, ctx, { action, resource: objectArn(ctx, bucket.name, object.key) });
  if (isOwnerEnforced(storage, bucket)) throw aclsNotSupported();
  alterVersion(storage, bucket, object, { ...object, acl }, { eventName: 'ObjectAcl:Put', ctx });
  return {};
}

export function getObjectAcl(storage: Storage, input: GetObjectAclInput, ctx: Context): GetObjectAclOutput {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const object = findObject(storage, bucket, input, ctx.request.method);
  return showAcl(objectAclOf(storage, bucket, object), ownerIdOf(storage, bucket, object));
}

/** What counts, as for buckets. */
export function objectAclOf(storage: Storage, bucket: Bucket, object: StoredObject): Acl {
  if (isOwnerEnforced(storage, bucket)) return privateAcl(canonicalIdOf(bucket.accountId));
  return object.acl ?? privateAcl(object.owner ?? canonicalIdOf(bucket.accountId));
}

/** Canonical id of whom a version belongs to. */
export const ownerIdOf = (storage: Storage, bucket: Bucket, version: StoredVersion): string => ownersIn(storage, bucket)(version);

/** The same for many versions of a bucket. */
export function ownersIn(storage: Storage, bucket: Bucket): (version: StoredVersion) => string {
  const bucketOwner = canonicalIdOf(bucket.accountId);
  if (isOwnerEnforced(storage, bucket)) return () => bucketOwner;
  return (version) => (version.deleteMarker === true ? undefined : version.owner) ?? bucketOwner;
}
