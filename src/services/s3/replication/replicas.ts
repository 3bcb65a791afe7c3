/** What replication does in the destination: it makes replicas and delete markers, and changes replicas as their sources change. */

import { bucketNameIn } from '../configurations/destination-bucket.js';
import type { ReplicationFacts } from '../objects/change.js';
import { peekVersion } from '../objects/find-version.js';
import type { DeleteMarker, NewObject, StoredObject } from '../objects/stored-version.js';
import { alterVersion, deleteKey, putVersion } from '../objects/write-version.js';
import { type Bucket, canonicalIdOf, type Storage } from '../storage.js';
import type { StoredRule } from './rules.js';

/** In S3's words; undefined where all is well. */
export type Failure = ReplicationFacts['failureReason'] | undefined;

/** What of a version follows its source's when that changes. */
type Follower = Pick<StoredObject, 'tags' | 'acl' | 'lock' | 'annotations'>;

export function replicateObject(storage: Storage, source: Bucket, object: StoredObject, rule: StoredRule): Failure {
  const target = findTarget(storage, rule);
  if (typeof target === 'string') return target;
  if (object.lock !== undefined && target.objectLock !== true) return 'DstBucketObjectLockConfigMissing';
  if (peekVersion(storage, target, object.key, object.versionId) !== undefined) return undefined;
  putVersion(storage, target, replicaOf(source, object, target, rule), { eventName: 'ObjectCreated:Put', ctx: undefined }, object);
  return undefined;
}

export function replicateMarker(storage: Storage, marker: DeleteMarker, rule: StoredRule): Failure {
  const target = findTarget(storage, rule);
  if (typeof target === 'string') return target;
  if (peekVersion(storage, target, marker.key, marker.versionId) !== undefined) return undefined;
  deleteKey(storage, target, marker.key, { bypassGovernance: false, ctx: undefined }, undefined, marker);
  return undefined;
}

/** Tags, ACL, lock and annotations; the rest of a version never changes. */
export function replicateChange(storage: Storage, object: StoredObject, rule: StoredRule): Failure {
  const target = findTarget(storage, rule);
  if (typeof target === 'string') return target;
  const replica = peekVersion(storage, target, object.key, object.versionId);
  // Deleted there, or there under an id of its own.
  if (replica === undefined || replica.deleteMarker === true) return 'DstVersionNotFound';
  const owned = rule.Destination.AccessControlTranslation !== undefined;
  const followed = follow(replica, owned ? { ...object, acl: replica.acl } : object);
  // Two buckets that replicate each other's changes come to rest.
  if (JSON.stringify(followers(followed)) === JSON.stringify(followers(replica))) return undefined;
  alterVersion(storage, target, replica, followed, { eventName: undefined, ctx: undefined });
  return undefined;
}

function follow(
  replica: StoredObject,
  { tags, acl, lock, annotations }: { readonly [M in keyof Follower]: Follower[M] | undefined },
): StoredObject {
  const { tags: _tags, acl: _acl, lock: _lock, annotations: _annotations, ...rest } = replica;
  return {
    ...rest,
    ...(tags === undefined ? {} : { tags }),
    ...(acl === undefined ? {} : { acl }),
    ...(lock === undefined ? {} : { lock }),
    ...(annotations === undefined ? {} : { annotations }),
  };
}

const followers = ({ tags, acl, lock, annotations }: StoredObject): unknown => [tags, acl, lock, annotations];

function findTarget(storage: Storage, { Destination }: StoredRule): Bucket | NonNullable<Failure> {
  const bucket = storage.buckets.get([bucketNameIn(Destination.Bucket) ?? '']);
  // Another account's bucket of that name is not the one that was meant.
  if (bucket === undefined || (Destination.Account !== undefined && Destination.Account !== bucket.accountId)) return 'DstBucketNotFound';
  return bucket.versioning === 'Enabled' ? bucket : 'DstBucketUnversioned';
}

/** The same bytes, metadata, tags and times; whose it is and how it is kept is the rule's to say. */
function replicaOf(source: Bucket, object: StoredObject, target: Bucket, { Destination }: StoredRule): NewObject {
  const { accountId: _accountId, versionId: _versionId, rank: _rank, restore: _restore, uploadId: _uploadId, ...kept } = object;
  const { owner: _owner, acl, encryption, ...content } = kept;
  const originalOwner = object.owner ?? canonicalIdOf(source.accountId);
  const becomesTargets = Destination.AccessControlTranslation !== undefined || originalOwner === canonicalIdOf(target.accountId);
  const keyArn = Destination.EncryptionConfiguration?.ReplicaKmsKeyID;
  const encrypted =
    encryption === undefined || encryption.algorithm === 'customer' || keyArn === undefined ? encryption : { ...encryption, keyArn };
  return {
    ...content,
    ...(becomesTargets ? {} : { owner: originalOwner }),
    ...(acl === undefined || Destination.AccessControlTranslation !== undefined ? {} : { acl }),
    ...(encrypted === undefined ? {} : { encryption: encrypted }),
    ...(Destination.StorageClass === undefined ? {} : { storageClass: Destination.StorageClass }),
    replication: 'REPLICA',
  };
}
