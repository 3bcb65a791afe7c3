/**
 * The one way in which versions come, change and go. All of it runs within the caller's atomic work, with the bucket as it was
 * looked up there. Whatever a bucket's versioning, a key that has older versions has a current one.
 */
import type { Clock } from '../../../clock/clock.js';
import { readSetting } from '../buckets/settings.js';
import type { Bucket, Storage } from '../storage.js';
import { NULL_VERSION, newVersionId, rankIn } from '../versions/version-id.js';
import type { Cause, ObjectChange, Removal } from './change.js';
import type { DeleteMarker, NewObject, StoredObject, StoredVersion } from './stored-version.js';

/**
 * Makes it the key's current version. Without versioning it takes the place of the one before.
 * @param original whose id and rank it gets, where it is a replica: unless the key has newer versions here.
 */
export function putVersion(storage: Storage, bucket: Bucket, object: NewObject, cause: Cause, original?: Place): StoredObject {
  const { rank, versionId } = placeFor(storage, bucket, object.key, original);
  const version = versionOf(object, bucket.accountId, versionId, rank, storage.clock);
  storage.objects.put([bucket.name, object.key], version);
  tell(storage, bucket, version, cause);
  return version;
}

/** Spelt out and not spread: objects that one literal makes are read faster, and listings read a great many. */
function versionOf(object: NewObject, accountId: string, versionId: string, rank: number, clock: Clock): StoredObject {
  const { key, lastModified, pieces, size, etag, storageClass, headers, metadata, checksum } = object;
  const version: StoredObject = {
    // A copy: the text may be a slice of a longer one, which it would keep in memory, and which takes longer to read.
    key: Buffer.from(key).toString(),
    accountId,
    versionId,
    rank,
    lastModified: lastModified ?? clock.now(),
    pieces,
    size,
    etag,
    storageClass,
    headers,
    metadata,
    checksum,
  };
  // What only some objects have: tags, parts and the like.
  for (const name in object) if (!Object.hasOwn(version, name)) return { ...object, ...version };
  return version;
}

/**
 * What a delete without a version does: a marker, or without versioning the object's end.
 * @param original as for putVersion.
 */
export function deleteKey(
  storage: Storage,
  bucket: Bucket,
  key: string,
  removal: Removal,
  events: { readonly removed: Cause['eventName']; readonly marked: Cause['eventName'] } = {
    removed: 'ObjectRemoved:Delete',
    marked: 'ObjectRemoved:DeleteMarkerCreated',
  },
  original?: Place,
): DeleteMarker | undefined {
  if (bucket.versioning === undefined) {
    removeVersion(storage, bucket, key, NULL_VERSION, removal, events.removed);
    return undefined;
  }
  const { rank, versionId } = placeFor(storage, bucket, key, original);
  const marker: DeleteMarker = {
    deleteMarker: true,
    key,
    accountId: bucket.accountId,
    versionId,
    rank,
    lastModified: storage.clock.now(),
  };
  storage.objects.put([bucket.name, key], marker);
  tell(storage, bucket, marker, { eventName: events.marked, ctx: removal.ctx });
  return marker;
}

/**
 * Removes one version for good; the newest of the others takes its place.
 * @returns what it was; undefined where there is none.
 */
export function removeVersion(
  storage: Storage,
  bucket: Bucket,
  key: string,
  versionId: string,
  removal: Removal,
  eventName: Cause['eventName'] = 'ObjectRemoved:Delete',
): StoredVersion | undefined {
  const current = storage.objects.get([bucket.name, key]);
  if (current === undefined) return undefined;
  const version = current.versionId === versionId ? current : findNoncurrent(storage, bucket.name, key, versionId);
  if (version === undefined) return undefined;
  for (const guard of storage.removalGuards) guard(bucket, version, removal);
  if (version !== current) removeNoncurrent(storage, bucket.name, version);
  else if (bucket.versioning === undefined) storage.objects.delete([bucket.name, key]);
  else removeCurrent(storage, bucket.name, key);
  tell(storage, bucket, version, { eventName, ctx: removal.ctx });
  return version;
}

/** Rewrites a version in its place: its tags, its lock, its storage class. */
export function alterVersion<V extends StoredVersion>(storage: Storage, bucket: Bucket, previous: V, altered: V, cause: Cause): void {
  const current = storage.objects.get([bucket.name, previous.key]);
  if (current?.versionId === previous.versionId) storage.objects.put([bucket.name, previous.key], altered);
  else storage.noncurrent.put([bucket.name, previous.key, previous.rank], altered);
  tell(storage, bucket, altered, cause, previous);
}

/** @throws InvalidArgument for what is no version's id. */
export function findNoncurrent(storage: Storage, bucket: string, key: string, versionId: string): StoredVersion | undefined {
  const rank = versionId === NULL_VERSION ? storage.nulls.get([bucket, key])?.rank : rankIn(versionId);
  const version = rank === undefined ? undefined : storage.noncurrent.get([bucket, key, rank]);
  return version?.versionId === versionId ? version : undefined;
}

/** A version's id, and where among its key's others it stands. */
export type Place = Pick<StoredVersion, 'versionId' | 'rank'>;

function placeFor(storage: Storage, bucket: Bucket, key: string, original: Place | undefined): Place {
  const rank = makeRoom(storage, bucket, key);
  if (original !== undefined && original.rank <= rank) return original;
  return { rank, versionId: versionIdFor(storage, bucket, rank) };
}

const versionIdFor = (storage: Storage, bucket: Bucket, rank: number): string =>
  bucket.versioning === 'Enabled' ? newVersionId(storage.random, rank) : NULL_VERSION;

/** Makes the current version a noncurrent one, and the null version go where the new one is to be it. @returns the new one's rank. */
function makeRoom(storage: Storage, bucket: Bucket, key: string): number {
  // What is there is replaced in its row.
  if (bucket.versioning === undefined) return 0;
  const current = storage.objects.get([bucket.name, key]);
  const replacesNull = bucket.versioning === 'Suspended';
  if (replacesNull && current?.versionId !== NULL_VERSION) {
    const old = findNoncurrent(storage, bucket.name, key, NULL_VERSION);
    if (old !== undefined) removeNoncurrent(storage, bucket.name, old);
  }
  if (current === undefined) return 0;
  if (!replacesNull || current.versionId !== NULL_VERSION) {
    const { rank, accountId, versionId } = current;
    storage.noncurrent.put([bucket.name, key, rank], current);
    if (versionId === NULL_VERSION) storage.nulls.put([bucket.name, key], { accountId, rank });
  }
  return current.rank - 1;
}

function removeNoncurrent(storage: Storage, bucket: string, { key, rank, versionId }: StoredVersion): void {
  storage.noncurrent.delete([bucket, key, rank]);
  if (versionId === NULL_VERSION) storage.nulls.delete([bucket, key]);
}

function removeCurrent(storage: Storage, bucket: string, key: string): void {
  for (const [, newest] of storage.noncurrent.range({ prefix: [bucket, key] })) {
    storage.objects.put([bucket, key], newest);
    removeNoncurrent(storage, bucket, newest);
    return;
  }
  storage.objects.delete([bucket, key]);
}

function tell(storage: Storage, bucket: Bucket, version: StoredVersion, cause: Cause, previous?: StoredVersion): void {
  let change: ObjectChange | undefined;
  for (const { setting, hear } of storage.listeners) {
    if (setting !== undefined && readSetting(storage, bucket, setting) === undefined) continue;
    change ??= changeOf(bucket, version, storage.clock.now(), cause, previous);
    hear(change);
  }
}

function changeOf(bucket: Bucket, version: StoredVersion, at: number, cause: Cause, previous: StoredVersion | undefined): ObjectChange {
  return { bucket, version, at, sequencer: nextSequencer(at), ...cause, ...(previous === undefined ? {} : { previous }) };
}

let changes = 0;

/** By time, and within a frozen clock by count. */
function nextSequencer(at: number): string {
  changes = (changes + 1) % 0x1000000;
  return (at.toString(16).padStart(12, '0') + changes.toString(16).padStart(6, '0')).toUpperCase();
}
