/** What S3 does by itself in a restore: it tells when the copy is there, and takes it away in the end. */
import { Wakeup } from '../../../clock/wakeup.js';
import type { State, Table } from '../../../state/table.js';
import type { StoredObject } from '../objects/stored-version.js';
import { alterVersion, findNoncurrent } from '../objects/write-version.js';
import type { Bucket, Storage } from '../storage.js';

interface Watched {
  readonly accountId: string;
}

type WatchedKey = readonly [at: number, bucket: string, key: string, versionId: string];

export interface Restores {
  /** Looks at the version again then. */
  watch(bucket: Bucket, object: StoredObject, at: number): void;
}

/** @param storage is read only once a restore comes due. */
export function openRestores(state: State, clock: Storage['clock'], storage: () => Storage): Restores {
  const watched: Table<WatchedKey, Watched> = state.globalTable('restores', { owner: ({ accountId }: Watched) => accountId });
  const wakeup = new Wakeup(clock, () => state.atomically(() => workOff(storage(), watched, clock.now())));
  state.onReplaced(() => wakeup.restart());
  wakeup.restart();
  return {
    watch: (bucket, { key, versionId }, at) => {
      watched.put([at, bucket.name, key, versionId], { accountId: bucket.accountId });
      wakeup.by(at);
    },
  };
}

/** @returns when the next one is due. */
function workOff(storage: Storage, watched: Table<WatchedKey, Watched>, now: number): number | undefined {
  for (const [row] of watched.range()) {
    const [at, bucketName, key, versionId] = row;
    if (at > now) return at;
    watched.delete(row);
    const bucket = storage.buckets.get([bucketName]);
    if (bucket !== undefined) lookAt(storage, bucket, key, versionId, at);
  }
  return undefined;
}

function lookAt(storage: Storage, bucket: Bucket, key: string, versionId: string, at: number): void {
  const current = storage.objects.get([bucket.name, key]);
  const version = current === undefined || current.versionId === versionId ? current : findNoncurrent(storage, bucket.name, key, versionId);
  if (version === undefined || version.deleteMarker === true) return;
  const { restore, ...unrestored } = version;
  const isForGood = restore?.days === undefined;
  if (restore?.readyAt === at) {
    const restored = isForGood ? { ...unrestored, accessedAt: at } : version;
    alterVersion(storage, bucket, version, restored, { eventName: 'ObjectRestore:Completed', ctx: undefined });
  }
  if (restore?.expiresAt === at && !isForGood)
    alterVersion(storage, bucket, version, unrestored, { eventName: 'ObjectRestore:Delete', ctx: undefined });
}
