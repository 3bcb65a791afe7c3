/** Whether S3 lets the caller do it: asked of every call under --auth, before the operation. */
import { AccessDenied, InvalidRequest, MethodNotAllowed } from '../../../../generated/s3/errors.js';
import type { ObjectIdentifier } from '../../../../generated/s3/types.js';
import type { Context } from '../../../contract/context.js';
import type { Authorize, Credentials, ServiceDependencies } from '../../dependencies.js';
import { openStorage, type Storage } from '../storage.js';
import { type Attempt, accessDenied, bucketArn, objectArn } from './access-denied.js';
import { type Caller, callerOf } from './caller.js';
import { conditionKeys } from './condition-keys.js';
import { confinement, type Denial, decide, existingOf, isAllowedByAcl, type Scene, sceneOf } from './decide.js';
import { denyDeletion } from './denied-deletions.js';
import { deletionPermissions, type Permission, type PermissionMembers, requiredPermissions } from './required-permissions.js';

export const createAuthorizer = (deps: ServiceDependencies): Authorize => {
  const storage = openStorage(deps);
  // Inputs come here in the generated types of all operations, which have these members, or not.
  return (operation, input, ctx) => authorize(storage, deps.credentials, operation, input as PermissionMembers, ctx);
};

/** @throws AccessDenied */
export function authorize(storage: Storage, credentials: Credentials, operation: string, input: PermissionMembers, ctx: Context): void {
  // A form proves itself who sends it: post-object.ts asks in that name for what a PutObject takes.
  if (operation === 'PostObject') return;
  const caller = callerOf(ctx, credentials);
  if (operation === 'DeleteObjects') {
    authorizeDeletions(storage, input, caller, ctx);
    return;
  }
  for (const permission of requiredPermissions(operation, input, ctx)) requireAllowed(storage, operation, permission, input, caller, ctx);
  if (operation === 'CopyObject') requireTags(storage, input, caller, ctx);
  if (POLICY_OPERATIONS.has(operation)) requireOwnAccount(storage, input, caller, ctx);
  if (caller.accountId === undefined && RESPONSE_HEADERS.some((name) => name in input))
    throw new InvalidRequest('Request specific response headers cannot be used for anonymous GET requests.');
}

const POLICY_OPERATIONS: ReadonlySet<string> = new Set(['GetBucketPolicy', 'PutBucketPolicy', 'DeleteBucketPolicy']);

/** The parameters that replace headers of the answer: who signs answers for them. */
const RESPONSE_HEADERS = [
  'ResponseCacheControl',
  'ResponseContentDisposition',
  'ResponseContentEncoding',
  'ResponseContentLanguage',
  'ResponseContentType',
  'ResponseExpires',
];

/** S3 API Reference, PutBucketPolicy: another account is refused so, even where the policy allows it the action. */
function requireOwnAccount(storage: Storage, { Bucket }: PermissionMembers, caller: Caller, { request }: Context): void {
  const bucket = Bucket === undefined ? undefined : storage.buckets.get([Bucket]);
  if (bucket !== undefined && bucket.accountId !== caller.accountId)
    throw new MethodNotAllowed('The specified method is not allowed against this resource.', {
      Method: request.method,
      ResourceType: 'BUCKETPOLICY',
    });
}

function requireAllowed(storage: Storage, operation: string, permission: Permission, input: object, caller: Caller, ctx: Context): void {
  if (permission.bucket === undefined || operation === 'CreateBucket') {
    requireOfAccount(permission, input, caller, ctx);
    return;
  }
  const bucket = storage.buckets.get([permission.bucket]);
  // A bucket that isn't there is the operation's to refuse: S3 hides from nobody that it is missing.
  if (bucket !== undefined) requireOn(sceneOf(storage, bucket, input, caller, ctx), permission);
}

/** What a caller does in its own account, where only its session's policy has a say. */
function requireOfAccount(permission: Permission, input: object, caller: Caller, ctx: Context): void {
  const { accountId, session } = caller;
  if (accountId === undefined) throw new AccessDenied('Access Denied');
  const keys = conditionKeys({
    ctx,
    input,
    session,
    resourceAccount: accountId,
    existing: undefined,
    bucketTags: [],
    versionId: undefined,
  });
  const denial = confinement(caller, { ...permission, keys });
  if (denial !== undefined) throw refusal(ctx, accountId, permission, denial);
}

function requireOn(scene: Scene, permission: Permission): void {
  const denial = decide(scene, permission);
  if (permission.reads === true && denial?.isExplicit !== true && isMissing(scene, permission)) requireListing(scene, permission, denial);
  else if (denial !== undefined) throw refusal(scene.ctx, scene.bucket.accountId, permission, denial);
}

/** That nothing is there is told only to who may list the bucket; everyone else is refused as if it were there. */
function requireListing(scene: Scene, permission: Permission, denial: Denial | undefined): void {
  const { ctx, bucket } = scene;
  const listing = { action: 's3:ListBucket', bucket: bucket.name, resource: bucketArn(ctx, bucket.name) };
  if (denial === undefined) {
    const ofListing = decide(scene, listing);
    if (ofListing !== undefined) throw refusal(ctx, bucket.accountId, listing, ofListing);
    return;
  }
  // Where there is no object, the bucket's ACL speaks for the one that the object would have.
  if (!isAllowedByAcl(scene, listing)) throw refusal(ctx, bucket.accountId, permission, denial);
}

function isMissing(scene: Scene, permission: Permission): boolean {
  const existing = existingOf(scene, permission);
  return existing === undefined || (existing.deleteMarker === true && permission.object?.versionId === undefined);
}

/** A copy that takes its source's tags along must be allowed to read and to write them. */
function requireTags(storage: Storage, input: PermissionMembers, caller: Caller, ctx: Context): void {
  if (input.TaggingDirective === 'REPLACE') return;
  const [source, target] = requiredPermissions('CopyObject', input, ctx);
  if (source?.object === undefined || source.bucket === undefined || target?.object === undefined || target.bucket === undefined) return;
  const bucket = storage.buckets.get([source.bucket]);
  const object = bucket === undefined ? undefined : existingOf(sceneOf(storage, bucket, input, caller, ctx), source);
  if (object === undefined || object.deleteMarker === true || object.tags === undefined) return;
  const read = source.object.versionId === undefined ? 's3:GetObjectTagging' : 's3:GetObjectVersionTagging';
  requireAllowed(storage, 'CopyObject', { ...source, action: read }, input, caller, ctx);
  const resource = objectArn(ctx, target.bucket, target.object.key);
  requireAllowed(storage, 'CopyObject', { ...target, action: 's3:PutObjectTagging', resource }, input, caller, ctx);
}

function authorizeDeletions(storage: Storage, input: PermissionMembers, caller: Caller, ctx: Context): void {
  const bucket = input.Bucket === undefined ? undefined : storage.buckets.get([input.Bucket]);
  if (bucket === undefined || input.Delete === undefined) return;
  const scene = sceneOf(storage, bucket, input, caller, ctx);
  for (const identifier of input.Delete.Objects) {
    for (const permission of deletionPermissions(bucket.name, identifier, input.BypassGovernanceRetention === true, ctx)) {
      const denial = decide(scene, permission);
      if (denial === undefined) continue;
      denyDeletion(identifier satisfies ObjectIdentifier, refusal(ctx, bucket.accountId, permission, denial));
      break;
    }
  }
}

const refusal = (ctx: Context, owner: string | undefined, attempt: Attempt, { reason }: Denial): AccessDenied =>
  accessDenied(ctx, owner, attempt, reason);
