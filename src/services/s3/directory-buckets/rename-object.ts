import { IdempotencyParameterMismatch, InvalidArgument, NoSuchKey, PreconditionFailed } from '../../../../generated/s3/errors.js';
import type { RenameObjectInput, RenameObjectOutput } from '../../../../generated/s3/types.js';
import type { Context } from '../../../contract/context.js';
import { matches, modifiedSecond } from '../objects/conditions.js';
import { checkKey } from '../objects/headers.js';
import type { StoredObject } from '../objects/stored-version.js';
import { putVersion, removeVersion } from '../objects/write-version.js';
import { findBucket, type Storage } from '../storage.js';
import { NULL_VERSION } from '../versions/version-id.js';
import { rememberRename } from './renames.js';

/** The object keeps all but its key. What is at the new key goes. */
export function renameObject(storage: Storage, input: RenameObjectInput, ctx: Context): RenameObjectOutput {
  const bucket = findBucket(storage, input.Bucket, undefined);
  checkKey(input.Key);
  const sourceKey = readSource(input.RenameSource, bucket.name);
  if (isDone(storage, input, sourceKey)) return {};
  const source = objectAt(storage, bucket.name, sourceKey);
  if (source === undefined) throw new NoSuchKey('The specified key does not exist.', { Key: sourceKey });
  if (sourceKey.endsWith('/') || input.Key.endsWith('/') || sourceKey === input.Key)
    throw new InvalidArgument('The source and the destination of a rename must be different keys that do not end in a delimiter.', {
      ArgumentName: 'x-amz-rename-source',
      ArgumentValue: input.RenameSource,
    });
  checkConditions(source, {
    match: ['x-amz-rename-source-if-match', input.SourceIfMatch],
    noneMatch: ['x-amz-rename-source-if-none-match', input.SourceIfNoneMatch],
    modified: ['x-amz-rename-source-if-modified-since', input.SourceIfModifiedSince],
    unmodified: ['x-amz-rename-source-if-unmodified-since', input.SourceIfUnmodifiedSince],
  });
  checkConditions(objectAt(storage, bucket.name, input.Key), {
    match: ['If-Match', input.DestinationIfMatch],
    noneMatch: ['If-None-Match', input.DestinationIfNoneMatch],
    modified: ['If-Modified-Since', input.DestinationIfModifiedSince],
    unmodified: ['If-Unmodified-Since', input.DestinationIfUnmodifiedSince],
  });
  const { accountId, versionId, rank, ...kept } = source;
  putVersion(storage, bucket, { ...kept, key: input.Key }, { eventName: undefined, ctx });
  removeVersion(storage, bucket, sourceKey, NULL_VERSION, { bypassGovernance: false, ctx }, undefined);
  if (input.ClientToken !== undefined)
    rememberRename(storage, bucket.name, input.ClientToken, { accountId, from: sourceKey, to: input.Key });
  return {};
}

/** The bucket and a key, percent-encoded; a key in a directory may stand alone. */
function readSource(source: string, bucket: string): string {
  let key: string;
  try {
    key = decodeURIComponent(source);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw new InvalidArgument('Invalid rename source encoding.', { ArgumentName: 'x-amz-rename-source', ArgumentValue: source });
  }
  const path = key.replace(/^\//, '');
  return path.startsWith(`${bucket}/`) ? path.slice(bucket.length + 1) : path;
}

/** A token makes the same rename happen once. */
function isDone(storage: Storage, { Bucket, Key, ClientToken }: RenameObjectInput, from: string): boolean {
  const before = ClientToken === undefined ? undefined : storage.renames.get([Bucket, ClientToken]);
  if (before === undefined) return false;
  if (before.from !== from || before.to !== Key)
    throw new IdempotencyParameterMismatch('The request uses the same client token as a previous, but non-identical request.');
  return true;
}

function objectAt(storage: Storage, bucket: string, key: string): StoredObject | undefined {
  const version = storage.objects.get([bucket, key]);
  return version === undefined || version.deleteMarker === true ? undefined : version;
}

type Header<T> = readonly [name: string, value: T | undefined];

interface Conditions {
  readonly match: Header<string>;
  readonly noneMatch: Header<string>;
  readonly modified: Header<Date>;
  readonly unmodified: Header<Date>;
}

/** An object that isn't there matches nothing. */
function checkConditions(object: StoredObject | undefined, { match, noneMatch, modified, unmodified }: Conditions): void {
  const isMatched = (condition: string): boolean => object !== undefined && matches(condition, object.etag);
  if (match[1] !== undefined && !isMatched(match[1])) throw failed(match[0]);
  if (noneMatch[1] !== undefined && isMatched(noneMatch[1])) throw failed(noneMatch[0]);
  const at = object === undefined ? undefined : modifiedSecond(object);
  if (modified[1] !== undefined && (at === undefined || at <= modified[1].getTime())) throw failed(modified[0]);
  if (unmodified[1] !== undefined && (at === undefined || at > unmodified[1].getTime())) throw failed(unmodified[0]);
}

const failed = (condition: string): PreconditionFailed =>
  new PreconditionFailed('At least one of the pre-conditions you specified did not hold', { Condition: condition });
