import { NoSuchObjectLockConfiguration } from '../../../../generated/s3/errors.js';
import type { Context } from '../../../contract/context.js';
import { findObject } from '../objects/find-version.js';
import type { StoredObject } from '../objects/stored-version.js';
import { alterVersion } from '../objects/write-version.js';
import { type Bucket, findBucket, type Storage } from '../storage.js';
import { missingConfiguration } from './read-lock.js';
import type { ObjectLock } from './stored-lock.js';

export interface LockedAddress {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

export interface LockedObject {
  readonly bucket: Bucket;
  readonly object: StoredObject;
}

/** @throws InvalidRequest where the bucket has no Object Lock, and what reading the object would. */
export function findLocked(storage: Storage, input: LockedAddress, { request }: Context): LockedObject {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  if (bucket.objectLock !== true) throw missingConfiguration();
  const current = input.VersionId === undefined ? storage.objects.get([bucket.name, input.Key]) : undefined;
  // Recorded: a delete marker is refused as such, also where it is current.
  const VersionId = current?.deleteMarker === true ? current.versionId : input.VersionId;
  return { bucket, object: findObject(storage, bucket, { Key: input.Key, VersionId }, request.method) };
}

export function replaceLock(storage: Storage, { bucket, object }: LockedObject, lock: ObjectLock, ctx: Context): void {
  const { lock: _, ...unlocked } = object;
  const isEmpty = lock.retention === undefined && lock.legalHold === undefined;
  const altered: StoredObject = isEmpty ? unlocked : { ...unlocked, lock };
  alterVersion(storage, bucket, object, altered, { eventName: undefined, ctx });
}

export const noLock = (): NoSuchObjectLockConfiguration =>
  new NoSuchObjectLockConfiguration('The specified object does not have a ObjectLock configuration');
