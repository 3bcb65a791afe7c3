/** S3 Intelligent-Tiering tells of the objects that it has archived, at the midnight (UTC) after they were due. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Wakeup } from '../../../clock/wakeup.js';
import type { Key, Table } from '../../../state/table.js';
import { listSettings, readSetting } from '../buckets/settings.js';
import { nextMidnight } from '../lifecycle/days.js';
import { asksFor } from '../notifications/setting.js';
import type { StoredVersion } from '../objects/stored-version.js';
import { alterVersion } from '../objects/write-version.js';
import type { Bucket, Storage } from '../storage.js';
import { archiveTierOf } from './archive-tier.js';

/** Versions that are looked at before other requests have their turn. */
const VERSIONS_A_TURN = 500;

/** From now on. */
export function startTierChanges(storage: Storage): void {
  const { state, clock } = storage;
  const wakeup = new Wakeup(clock, async () => {
    const now = clock.now();
    const told = [...storage.buckets.values()].filter((bucket) => isTold(storage, bucket));
    for (const { name } of told) {
      await tellOf(storage, name, storage.objects, now);
      await tellOf(storage, name, storage.noncurrent, now);
    }
    return nextMidnight(clock.now());
  });
  state.onReplaced(() => wakeup.restart());
  wakeup.restart();
}

/** Whether anybody wants to know. */
function isTold(storage: Storage, bucket: Bucket): boolean {
  const setting = readSetting(storage, bucket, 'notification');
  if (setting === undefined || !asksFor(setting, 'IntelligentTiering')) return false;
  for (const _ of listSettings(storage, bucket, 'intelligent-tiering')) return true;
  return false;
}

async function tellOf<K extends Key>(storage: Storage, name: string, table: Table<K, StoredVersion>, now: number): Promise<void> {
  let after: Key | undefined;
  do {
    after = storage.state.atomically(() => step(storage, name, table, after, now));
    if (after !== undefined) await nextTurn();
  } while (after !== undefined);
}

/** @returns the key after which it goes on; undefined at the end. */
function step<K extends Key>(
  storage: Storage,
  name: string,
  table: Table<K, StoredVersion>,
  after: Key | undefined,
  now: number,
): Key | undefined {
  const bucket = storage.buckets.get([name]);
  if (bucket === undefined) return undefined;
  let versions = 0;
  for (const [key, version] of table.range({ prefix: [name], ...(after === undefined ? {} : { after }) })) {
    tell(storage, bucket, version, now);
    versions += 1;
    if (versions === VERSIONS_A_TURN) return key;
  }
  return undefined;
}

function tell(storage: Storage, bucket: Bucket, version: StoredVersion, now: number): void {
  if (version.deleteMarker === true) return;
  const tier = archiveTierOf(storage, bucket, version, now);
  const { toldTier, ...rest } = version;
  if (tier === toldTier) return;
  // That an object is at hand again, its restore tells.
  if (tier === undefined) alterVersion(storage, bucket, version, rest, { eventName: undefined, ctx: undefined });
  else alterVersion(storage, bucket, version, { ...rest, toldTier: tier }, { eventName: 'IntelligentTiering', ctx: undefined });
}
