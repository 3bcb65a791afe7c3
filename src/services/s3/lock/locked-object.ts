import { NoSuchObjectLockConfiguration } from '../../../../generated/s3/errors.js';
import type { Context } from '../../../contract/context.js';
import type { Cause } from '../objects/change.js';
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

/** @throws what reading the object would, and then InvalidRequest where the bucket has no Object Lock. */
export function findLocked(storage: Storage, input: LockedAddress, { request }: Context): LockedObject {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const current = input.VersionId === undefined ? storage.objects.get([bucket.name, input.Key]) : undefined;
  // Recorded: a delete marker is refused as such, also where it is current.
  const VersionId = current?.deleteMarker === true ? current.versionId : input.VersionId;
  const object = findObject(storage, bucket, { Key: input.Key, VersionId }, request.method);
  if (bucket.objectLock !== true) throw missingConfiguration();
  return { bucket, object };
}

/** @param cause why; S3 tells of retentions, and not of legal holds. */
export function replaceLock(storage: Storage, { bucket, object }: LockedObject, lock: ObjectLock, cause: Cause): void {
  const { lock: _, ...unlocked } = object;
  const isEmpty = lock.retention === undefined && lock.legalHold === undefined;
  const altered: StoredObject = isEmpty ? unlocked : { ...unlocked, lock };
  alterVersion(storage, bucket, object, altered, cause);
}

export const noLock = (): NoSuchObjectLockConfiguration =>
  new NoSuchObjectLockConfiguration('The specified object does not have a ObjectLock configuration');
