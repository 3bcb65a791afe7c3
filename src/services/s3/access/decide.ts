/**
 * Whether one action is allowed, and if not, why. S3 User Guide, "How Amazon S3 authorizes a request", and IAM User Guide, "Policy
 * evaluation logic": a deny wins; the owner's account may, others need the bucket's policy or an ACL.
 */
import type { PolicyDocument } from '../../../auth/policy/document.js';
import { evaluate } from '../../../auth/policy/evaluate.js';
import type { Context } from '../../../contract/context.js';
import { hasAbac } from '../buckets/abac.js';
import { readSetting } from '../buckets/settings.js';
import { initiatorOf } from '../multipart/create-multipart-upload.js';
import { peekVersion } from '../objects/find-version.js';
import type { StoredObject, StoredVersion } from '../objects/stored-version.js';
import { type Bucket, canonicalIdOf, type Storage } from '../storage.js';
import { isVersionId } from '../versions/version-id.js';
import { type Permission as AclPermission, aclGrants } from './acl.js';
import { bucketAclOf } from './bucket-acl.js';
import { policyOf } from './bucket-policy.js';
import type { Caller } from './caller.js';
import { conditionKeys } from './condition-keys.js';
import { objectAclOf, ownerIdOf } from './object-acl.js';
import { isOwnerEnforced } from './ownership-controls.js';
import { type PublicAccessBlock, publicAccessBlockOf } from './public-access-block.js';
import { isPublicPolicy } from './public-policy.js';
import type { Permission } from './required-permissions.js';

/** One call on one bucket, with what decisions on it have in common. */
export interface Scene {
  readonly storage: Storage;
  readonly ctx: Context;
  readonly input: object;
  readonly caller: Caller;
  readonly bucket: Bucket;
  readonly block: PublicAccessBlock;
  readonly policy: PolicyDocument | undefined;
}

export function sceneOf(storage: Storage, bucket: Bucket, input: object, caller: Caller, ctx: Context): Scene {
  return { storage, ctx, input, caller, bucket, block: publicAccessBlockOf(storage, bucket), policy: policyOf(storage, bucket) };
}

export interface Denial {
  /** As the refusal ends. */
  readonly reason: string;
  readonly isExplicit: boolean;
}

const POLICY_ACTIONS: ReadonlySet<string> = new Set(['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy']);
const denied = (by: string): Denial => ({ reason: `with an explicit deny in a ${by} policy`, isExplicit: true });
const notAllowed = (by: string, action: string): Denial => ({
  reason: `because no ${by} policy allows the ${action} action`,
  isExplicit: false,
});

/** @returns undefined where the action is allowed. */
export function decide(scene: Scene, permission: Permission): Denial | undefined {
  const { caller, bucket, policy, block, ctx, input } = scene;
  const { action, resource, object } = permission;
  const existing = existingOf(scene, permission);
  const isOwnAccount = caller.accountId === bucket.accountId;
  const mayRepair = isOwnAccount && caller.isRoot && POLICY_ACTIONS.has(action);
  const keys = conditionKeys({
    ctx,
    input,
    session: caller.session,
    resourceAccount: bucket.accountId,
    existing: existing?.deleteMarker === true ? undefined : existing,
    bucketTags: hasAbac(scene.storage, bucket) ? (readSetting(scene.storage, bucket, 'tagging') ?? []) : [],
    versionId: object?.versionId,
  });
  const request = { action, resource, keys };
  const byBucket = policy === undefined ? 'not-decided' : evaluate([policy], { ...request, principal: caller.principal });
  if (!mayRepair) {
    if (byBucket === 'denied') return denied('resource-based');
    if (!isOwnAccount && block.RestrictPublicBuckets && policy !== undefined && isPublicPolicy(policy)) return denied('resource-based');
  }
  const confined = confinement(caller, { ...request, policy });
  if (confined !== undefined) return confined;
  if (!isForeign(scene, permission, existing) && (isOwnAccount || byBucket === 'allowed')) return undefined;
  return isAllowedByAcl(scene, permission, existing) ? undefined : notAllowed('resource-based', action);
}

/** Of a session: what its policy, or the task that it was got for, keeps it from. */
export function confinement(
  { sessionPolicy, task, principal }: Caller,
  request: Omit<Parameters<typeof evaluate>[1], 'principal'> & { readonly policy?: PolicyDocument | undefined },
): Denial | undefined {
  const { action, policy } = request;
  if (task !== undefined && !task.has(action)) return notAllowed('session', action);
  if (sessionPolicy === undefined) return undefined;
  const decision = evaluate([sessionPolicy], request);
  if (decision === 'denied') return denied('session');
  if (decision === 'allowed') return undefined;
  // What a bucket's policy allows to the session itself, it has besides.
  const [arn] = principal.arns;
  const naming = policy?.statements.filter(
    ({ effect, principals }) => effect === 'Allow' && principals?.negated === false && principals.values.some(({ value }) => value === arn),
  );
  const ofSession =
    policy !== undefined && naming !== undefined && evaluate([{ ...policy, statements: naming }], { ...request, principal });
  return ofSession === 'allowed' ? undefined : notAllowed('session', action);
}

/** The version that the call is about, as far as it is there. */
export function existingOf({ storage, bucket }: Scene, { object }: Permission): StoredVersion | undefined {
  if (object === undefined) return undefined;
  const { key, versionId } = object;
  if (versionId === undefined) return storage.objects.get([bucket.name, key]);
  return isVersionId(versionId) ? peekVersion(storage, bucket, key, versionId) : undefined;
}

/** What a bucket's owner may do with others' objects in it, too. */
const OWNERS_ACTIONS =
  /^s3:(?:DeleteObject(?:Version)?|PutObject|RestoreObject|AbortMultipartUpload|ListMultipartUploadParts|BypassGovernanceRetention)$/;

/** Whether it is about another's object, of which neither the bucket's account nor its policy disposes. */
function isForeign({ storage, bucket }: Scene, { action, creates }: Permission, existing: StoredVersion | undefined): boolean {
  if (existing === undefined || creates === true || OWNERS_ACTIONS.test(action)) return false;
  return ownerIdOf(storage, bucket, existing) !== canonicalIdOf(bucket.accountId);
}

/** S3 User Guide, "Mapping of ACL permissions and access policy permissions". */
const BY_BUCKET_ACL: Readonly<Record<string, AclPermission>> = {
  's3:ListBucket': 'READ',
  's3:ListBucketVersions': 'READ',
  's3:ListBucketMultipartUploads': 'READ',
  's3:PutObject': 'WRITE',
  's3:DeleteObject': 'WRITE',
  's3:GetBucketAcl': 'READ_ACP',
  's3:PutBucketAcl': 'WRITE_ACP',
};
const BY_OBJECT_ACL: Readonly<Record<string, AclPermission>> = {
  's3:GetObject': 'READ',
  's3:GetObjectVersion': 'READ',
  's3:GetObjectAcl': 'READ_ACP',
  's3:GetObjectVersionAcl': 'READ_ACP',
  's3:PutObjectAcl': 'WRITE_ACP',
  's3:PutObjectVersionAcl': 'WRITE_ACP',
};

/** @param existing the version that it is about, where it is there. */
export function isAllowedByAcl(scene: Scene, permission: Permission, existing?: StoredVersion): boolean {
  const { storage, bucket, caller } = scene;
  if (isOwnerEnforced(storage, bucket)) return false;
  const { action, object, creates } = permission;
  if (action === 's3:AbortMultipartUpload' || action === 's3:ListMultipartUploadParts') return isInitiator(scene, object?.key);
  // Whoever makes an object is its owner, who sets its ACL.
  const byBucket = creates === true && action === 's3:PutObjectAcl' ? 'WRITE' : BY_BUCKET_ACL[action];
  if (byBucket !== undefined) {
    if (!aclGrants(bucketAclOf(storage, bucket), caller.canonicalId, byBucket, scene.block.IgnorePublicAcls)) return false;
    // Objects that are there are overwritten and deleted by their owners alone.
    return byBucket !== 'WRITE' || existing === undefined || ownerIdOf(storage, bucket, existing) === caller.canonicalId;
  }
  const byObject = BY_OBJECT_ACL[action];
  if (byObject === undefined || existing === undefined || existing.deleteMarker === true) return false;
  return isGranted(scene, existing, byObject);
}

function isGranted({ storage, bucket, caller, block }: Scene, object: StoredObject, permission: AclPermission): boolean {
  if (permission !== 'READ' && ownerIdOf(storage, bucket, object) === caller.canonicalId) return true;
  return aclGrants(objectAclOf(storage, bucket, object), caller.canonicalId, permission, block.IgnorePublicAcls);
}

/** Who began an upload may see its parts and give it up. */
function isInitiator({ storage, bucket, input, ctx }: Scene, key: string | undefined): boolean {
  const { UploadId } = input as { readonly UploadId?: string }; // a member of the two operations on uploads
  if (key === undefined || UploadId === undefined || ctx.principal.kind === 'anonymous') return false;
  return storage.uploads.open.get([bucket.name, key, UploadId])?.initiator.id === initiatorOf(ctx).id;
}
