/**
 * Replication within this process. What falls under a rule is marked and queued in the work that writes it, and replicated soon
 * after, by the clock: on AWS it takes seconds to minutes, and callers see the same states on the way.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Wakeup } from '../../../clock/wakeup.js';
import type { Table } from '../../../state/table.js';
import { readSetting } from '../buckets/settings.js';
import type { ObjectChange, ObjectListener } from '../objects/change.js';
import { peekVersion } from '../objects/find-version.js';
import type { StoredObject, StoredVersion } from '../objects/stored-version.js';
import { alterVersion } from '../objects/write-version.js';
import { isArchived } from '../restore/archive.js';
import type { Bucket, Storage } from '../storage.js';
import { type Failure, replicateChange, replicateMarker, replicateObject } from './replicas.js';
import { rulesFor, type StoredRule } from './rules.js';

interface Replication {
  readonly accountId: string;
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  /** Whether it was already there, and its tags, ACL, lock or annotations changed. */
  readonly isChange: boolean;
  /** As they were when it was written. */
  readonly rules: readonly StoredRule[];
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Versions that are replicated before other requests have their turn. */
const VERSIONS_A_TURN = 100;

/** From now on. */
export function startReplication(storage: Storage): void {
  const { state, clock } = storage;
  const queue: Table<readonly [number: number], Replication> = state.globalTable('replications', {
    owner: ({ accountId }: Replication) => accountId,
  });
  const step = (): boolean => {
    let left = VERSIONS_A_TURN;
    for (const [number, replication] of queue.range()) {
      if (left === 0) return true;
      left -= 1;
      queue.delete(number);
      replicate(storage, replication);
    }
    return false;
  };
  const wakeup = new Wakeup(clock, async () => {
    while (state.atomically(step)) await nextTurn();
    return undefined;
  });
  state.onReplaced(() => wakeup.restart());
  wakeup.restart();

  const hear: ObjectListener['hear'] = (change) => {
    const rules = rulesOf(storage, change);
    if (rules.length === 0) return;
    const { bucket, version, at } = change;
    const [last] = queue.range({ reverse: true });
    const { key, versionId } = version;
    const isChange = change.previous !== undefined;
    queue.put([last === undefined ? 0 : last[0][0] + 1], {
      accountId: bucket.accountId,
      bucket: bucket.name,
      key,
      versionId,
      isChange,
      rules,
      at,
    });
    if (version.deleteMarker !== true) mark(storage, bucket, version, 'PENDING');
    wakeup.by(at);
  };
  storage.listeners.push({ setting: 'replication', hear });
}

/** The rules that want the change replicated. */
function rulesOf(storage: Storage, change: ObjectChange): readonly StoredRule[] {
  const { bucket, version, previous } = change;
  if (bucket.versioning !== 'Enabled' || !isReplicable(change)) return [];
  const setting = readSetting(storage, bucket, 'replication');
  if (setting === undefined) return [];
  const object = version.deleteMarker === true ? undefined : version;
  return rulesFor(setting.rules, {
    key: version.key,
    tags: object?.tags ?? [],
    isMarker: object === undefined,
    isKmsEncrypted: object?.encryption?.algorithm.startsWith('aws:kms') === true,
    isReplica: previous !== undefined && object?.replication === 'REPLICA',
  });
}

/** Neither what replication itself does, nor lifecycle's delete markers, nor deletes of versions (S3 User Guide, "What does Amazon S3 replicate?"). */
function isReplicable({ version, previous, eventName, ctx }: ObjectChange): boolean {
  if (version.deleteMarker === true) return eventName === 'ObjectRemoved:DeleteMarkerCreated' && ctx !== undefined;
  if (previous === undefined)
    return eventName?.startsWith('ObjectCreated:') === true && version.replication !== 'REPLICA' && !isArchived(version);
  if (previous.deleteMarker === true || version.replication === undefined) return false;
  return /^Object(?:Tagging|Acl):/.test(eventName ?? '') || version.lock !== previous.lock || version.annotations !== previous.annotations;
}

function replicate(storage: Storage, replication: Replication): void {
  const bucket = storage.buckets.get([replication.bucket]);
  const version = bucket === undefined ? undefined : peekVersion(storage, bucket, replication.key, replication.versionId);
  // Gone before its turn came.
  if (bucket === undefined || version === undefined) return;
  const failures: (readonly [StoredRule, NonNullable<Failure>])[] = [];
  for (const rule of replication.rules) {
    const failure = replicateBy(storage, bucket, version, rule, replication.isChange);
    if (failure !== undefined) failures.push([rule, failure]);
  }
  const marked = version.deleteMarker === true ? version : mark(storage, bucket, version, failures.length === 0 ? 'COMPLETED' : 'FAILED');
  for (const [rule, reason] of failures) tellOfFailure(storage, bucket, marked, replication, rule, reason);
}

function replicateBy(storage: Storage, bucket: Bucket, version: StoredVersion, rule: StoredRule, isChange: boolean): Failure {
  if (version.deleteMarker === true) return replicateMarker(storage, version, rule);
  return isChange ? replicateChange(storage, version, rule) : replicateObject(storage, bucket, version, rule);
}

/** A replica stays one. @returns the version with its status. */
function mark(storage: Storage, bucket: Bucket, version: StoredObject, status: 'PENDING' | 'COMPLETED' | 'FAILED'): StoredObject {
  if (version.replication === 'REPLICA' || version.replication === status) return version;
  const marked: StoredObject = { ...version, replication: status };
  alterVersion(storage, bucket, version, marked, { eventName: undefined, ctx: undefined });
  return marked;
}

/** S3 makes events of the replication that it measures. */
function tellOfFailure(
  storage: Storage,
  bucket: Bucket,
  version: StoredVersion,
  { at }: Replication,
  { ID, Destination }: StoredRule,
  failureReason: NonNullable<Failure>,
): void {
  if (Destination.Metrics?.Status !== 'Enabled' && Destination.ReplicationTime?.Status !== 'Enabled') return;
  alterVersion(storage, bucket, version, version, {
    eventName: 'Replication:OperationFailedReplication',
    ctx: undefined,
    replication: {
      replicationRuleId: ID,
      destinationBucket: Destination.Bucket,
      s3Operation: version.deleteMarker === true ? 'OBJECT_DELETE' : 'OBJECT_PUT',
      requestTime: new Date(at).toISOString(),
      failureReason,
    },
  });
}
