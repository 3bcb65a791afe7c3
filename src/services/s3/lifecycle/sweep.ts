/** What a lifecycle configuration does to the versions of one key, and to uploads. */
import { isProtected } from '../lock/protection.js';
import { removeUpload } from '../multipart/uploads.js';
import type { StoredObject, StoredVersion } from '../objects/stored-version.js';
import { alterVersion, deleteKey, removeVersion } from '../objects/write-version.js';
import type { Bucket, Storage } from '../storage.js';
import { nextMidnight } from './days.js';
import {
  abortionOf,
  expirationOf,
  isColder,
  type Lifecycle,
  noncurrentExpirationOf,
  noncurrentTransitionsOf,
  rulesFor,
  rulesForKey,
  type TransitionDue,
  transitionsOf,
} from './rules.js';

const REMOVAL = { bypassGovernance: false, ctx: undefined };
const EVENTS = { removed: 'LifecycleExpiration:Delete', marked: 'LifecycleExpiration:DeleteMarkerCreated' } as const;

/** @returns when there is more to do, in ms since the epoch; undefined for never. */
export function sweepKey(storage: Storage, bucket: Bucket, lifecycle: Lifecycle, current: StoredVersion, now: number): number | undefined {
  const older = bucket.versioning === undefined ? [] : [...storage.noncurrent.values({ prefix: [bucket.name, current.key] })];
  let next: number | undefined;
  let left = 0;
  let successor = current;
  for (const [newer, version] of older.entries()) {
    const due = sweepNoncurrent(storage, bucket, lifecycle, version, newer, successor.lastModified, now);
    if (due !== 'removed') {
      left += 1;
      next = earlier(next, due);
    }
    successor = version;
  }
  if (current.deleteMarker === true) return left > 0 ? next : earlier(next, sweepMarker(storage, bucket, lifecycle, current, now));
  return earlier(next, sweepCurrent(storage, bucket, lifecycle, current, now));
}

function sweepCurrent(storage: Storage, bucket: Bucket, lifecycle: Lifecycle, object: StoredObject, now: number): number | undefined {
  const rules = rulesFor(lifecycle, object);
  const expiration = expirationOf(rules, object.lastModified)?.at;
  if (expiration !== undefined && expiration <= now) {
    deleteKey(storage, bucket, object.key, REMOVAL, EVENTS);
    return undefined;
  }
  return earlier(expiration, move(storage, bucket, object, transitionsOf(lifecycle, rules, object), now));
}

/** A delete marker that hides nothing goes by a rule of its own kind, or as any current version does. */
function sweepMarker(storage: Storage, bucket: Bucket, lifecycle: Lifecycle, marker: StoredVersion, now: number): number | undefined {
  const rules = rulesForKey(lifecycle, marker.key);
  const expires = rules.some(({ Expiration }) => Expiration?.ExpiredObjectDeleteMarker === true);
  const at = expires ? now : expirationOf(rules, marker.lastModified)?.at;
  if (at === undefined || at > now) return at;
  removeVersion(storage, bucket, marker.key, marker.versionId, REMOVAL, EVENTS.removed);
  return undefined;
}

function sweepNoncurrent(
  storage: Storage,
  bucket: Bucket,
  lifecycle: Lifecycle,
  version: StoredVersion,
  newer: number,
  since: number,
  now: number,
): number | undefined | 'removed' {
  const rules = version.deleteMarker === true ? rulesForKey(lifecycle, version.key) : rulesFor(lifecycle, version);
  const expiration = noncurrentExpirationOf(rules, newer, since)?.at;
  let next = expiration;
  if (expiration !== undefined && expiration <= now) {
    if (!isProtected(version, now, false)) {
      removeVersion(storage, bucket, version.key, version.versionId, REMOVAL, EVENTS.removed);
      return 'removed';
    }
    // A legal hold ends by a change of the version, which is looked at anyway.
    const until = version.deleteMarker === true ? undefined : version.lock?.retention?.until;
    next = until === undefined || until <= now ? undefined : nextMidnight(until);
  }
  if (version.deleteMarker === true) return next;
  return earlier(next, move(storage, bucket, version, noncurrentTransitionsOf(lifecycle, rules, version, newer, since), now));
}

/** To the coldest of the classes that are due. @returns when the next one is. */
function move(
  storage: Storage,
  bucket: Bucket,
  object: StoredObject,
  transitions: readonly TransitionDue[],
  now: number,
): number | undefined {
  let { storageClass } = object;
  let next: number | undefined;
  for (const { at, storageClass: to } of transitions) {
    if (at > now) next = earlier(next, at);
    else if (isColder(to, storageClass)) storageClass = to;
  }
  if (storageClass !== object.storageClass)
    alterVersion(storage, bucket, object, { ...object, storageClass }, { eventName: 'LifecycleTransition', ctx: undefined });
  return next;
}

/** @returns as above. */
export function sweepUploads(storage: Storage, bucket: Bucket, lifecycle: Lifecycle, now: number): number | undefined {
  let next: number | undefined;
  for (const [, upload] of storage.uploads.open.range({ prefix: [bucket.name] })) {
    const at = abortionOf(lifecycle, upload.key, upload.initiated)?.at;
    if (at !== undefined && at <= now) removeUpload(storage, bucket.name, upload);
    else next = earlier(next, at);
  }
  return next;
}

export function earlier(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}
