/** What a call must be allowed to do, and on what: S3 User Guide, "Required permissions for Amazon S3 API operations". */
import type { Context } from '../../../contract/context.js';
import { parseCopySource } from '../objects/copy-source.js';
import { bucketArn, objectArn } from './access-denied.js';
import { OPERATION_ACTIONS, type RequiredAction } from './actions.js';
import { type AclHeaders, hasAclHeaders } from './read-acl.js';

export interface ObjectTarget {
  readonly key: string;
  readonly versionId?: string;
}

export interface Permission {
  readonly action: string;
  /** Undefined for what concerns the account. */
  readonly bucket?: string;
  readonly object?: ObjectTarget;
  /** ARN. */
  readonly resource: string;
  /** Whether the call makes the object: then it needn't be there. */
  readonly creates?: boolean;
  /** Whether the call is told that nothing is there, where nothing is. */
  readonly reads?: boolean;
}

/** The members that decide on permissions, of whatever operation. */
export interface PermissionMembers extends AclHeaders {
  readonly Bucket?: string;
  readonly Key?: string;
  readonly VersionId?: string;
  readonly CopySource?: string;
  readonly Tagging?: unknown;
  readonly TaggingDirective?: string;
  readonly ObjectLockMode?: string;
  readonly ObjectLockRetainUntilDate?: Date;
  readonly ObjectLockLegalHoldStatus?: string;
  readonly ObjectLockEnabledForBucket?: boolean;
  readonly ObjectOwnership?: string;
  readonly BypassGovernanceRetention?: boolean;
  readonly CreateBucketConfiguration?: { readonly Tags?: readonly unknown[] };
  readonly Delete?: { readonly Objects: readonly { readonly Key: string; readonly VersionId?: string }[] };
}

/** The operations that make objects, from their own parameters. */
const WRITERS: ReadonlySet<string> = new Set(['PutObject', 'CopyObject', 'CreateMultipartUpload']);
const CREATORS: ReadonlySet<string> = new Set([...WRITERS, 'CompleteMultipartUpload', 'UploadPart', 'UploadPartCopy']);

/** Those that don't look whether the object is there. */
const UNREAD: ReadonlySet<string> = new Set(['DeleteObject', 'ListParts', 'AbortMultipartUpload']);

/** In order: the first that isn't allowed is the one that a refusal names. Deletions of several keys: deletionPermissions. */
export function requiredPermissions(operation: string, input: PermissionMembers, ctx: Context): readonly Permission[] {
  const required = OPERATION_ACTIONS[operation];
  // Every operation of the model has its row; a test holds that.
  if (required === undefined) throw new Error(`No permission is known for ${operation}`);
  if (required.level === 'account' || input.Bucket === undefined)
    return [{ action: required.action, resource: `arn:${ctx.partition}:s3:::*` }];
  if (required.level === 'bucket') return bucketPermissions(operation, required, input, input.Bucket, ctx);
  const { Bucket, Key = '', VersionId } = input;
  const creates = CREATORS.has(operation);
  const on = (action: string, reads = false): Permission => onObject(ctx, action, Bucket, { Key, VersionId }, { creates, reads });
  const versioned = (action: string): string =>
    VersionId === undefined ? action : action.replace(/^s3:(Get|Delete)Object/, 's3:$1ObjectVersion');
  const permissions: Permission[] = [];
  if (input.CopySource !== undefined) permissions.push(...sourcePermissions(operation, input.CopySource, ctx));
  const reads = !creates && !UNREAD.has(operation);
  permissions.push(on(VersionId === undefined ? required.action : (required.ofVersion ?? required.action), reads));
  if (operation === 'GetObjectAttributes') permissions.push(on(versioned('s3:GetObjectAttributes')));
  if (input.BypassGovernanceRetention === true) permissions.push(on('s3:BypassGovernanceRetention'));
  if (WRITERS.has(operation)) permissions.push(...writerActions(input).map((action) => on(action)));
  return permissions;
}

/** What the deletion of one of several keys takes. */
export function deletionPermissions(
  bucket: string,
  { Key, VersionId }: { readonly Key: string; readonly VersionId?: string | undefined },
  bypass: boolean,
  ctx: Context,
): readonly Permission[] {
  const version = VersionId === '' ? undefined : VersionId;
  const on = (action: string): Permission => onObject(ctx, action, bucket, { Key, VersionId: version }, {});
  return [
    on(version === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion'),
    ...(bypass ? [on('s3:BypassGovernanceRetention')] : []),
  ];
}

function bucketPermissions(operation: string, { action }: RequiredAction, input: PermissionMembers, bucket: string, ctx: Context) {
  const on = (name: string): Permission => ({ action: name, bucket, resource: bucketArn(ctx, bucket) });
  return [on(action), ...(operation === 'CreateBucket' ? creationActions(input).map(on) : [])];
}

function creationActions(input: PermissionMembers): readonly string[] {
  return [
    ...(hasAclHeaders(input) ? ['s3:PutBucketAcl'] : []),
    ...(input.ObjectOwnership === undefined ? [] : ['s3:PutBucketOwnershipControls']),
    ...(input.ObjectLockEnabledForBucket === true ? ['s3:PutBucketObjectLockConfiguration', 's3:PutBucketVersioning'] : []),
    ...((input.CreateBucketConfiguration?.Tags ?? []).length === 0 ? [] : ['s3:TagResource']),
  ];
}

function writerActions(input: PermissionMembers): readonly string[] {
  const setsTags = input.Tagging !== undefined && (input.CopySource === undefined || input.TaggingDirective === 'REPLACE');
  return [
    ...(hasAclHeaders(input) ? ['s3:PutObjectAcl'] : []),
    ...(setsTags ? ['s3:PutObjectTagging'] : []),
    ...(input.ObjectLockMode === undefined && input.ObjectLockRetainUntilDate === undefined ? [] : ['s3:PutObjectRetention']),
    ...(input.ObjectLockLegalHoldStatus === undefined ? [] : ['s3:PutObjectLegalHold']),
  ];
}

function sourcePermissions(operation: string, source: string, ctx: Context): readonly Permission[] {
  const { Bucket, Key, VersionId } = parseCopySource(`s3 ${operation}`, source);
  return [onObject(ctx, VersionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion', Bucket, { Key, VersionId }, { reads: true })];
}

function onObject(
  ctx: Context,
  action: string,
  bucket: string,
  { Key, VersionId }: { readonly Key: string; readonly VersionId?: string | undefined },
  more: Pick<Permission, 'creates' | 'reads'>,
): Permission {
  const object = { key: Key, ...(VersionId === undefined ? {} : { versionId: VersionId }) };
  return { action, bucket, object, resource: objectArn(ctx, bucket, Key), ...more };
}
