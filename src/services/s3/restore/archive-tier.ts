/**
 * The archive tiers of S3 Intelligent-Tiering: objects of that class that nobody reads for as long as a configuration of their
 * bucket says must be restored before they are read (User Guide, "Managing S3 Intelligent-Tiering").
 */
import type { IntelligentTieringConfiguration } from '../../../../generated/s3/types.js';
import { listSettings } from '../buckets/settings.js';
import { DAY } from '../lifecycle/days.js';
import type { StoredObject } from '../objects/stored-version.js';
import { alterVersion } from '../objects/write-version.js';
import type { Bucket, Storage } from '../storage.js';

export type ArchiveTier = 'ARCHIVE_ACCESS' | 'DEEP_ARCHIVE_ACCESS';

const TIERED = 'INTELLIGENT_TIERING';
/** Bytes: smaller objects are always at hand. */
const SMALLEST_TIERED = 128 * 1024;

/** Undefined where the object can be read at once, as far as tiers go. */
export function archiveTierOf(storage: Storage, bucket: Bucket, object: StoredObject, now: number): ArchiveTier | undefined {
  if (object.storageClass !== TIERED || object.size < SMALLEST_TIERED) return undefined;
  const days = (now - accessedAt(object, now)) / DAY;
  let tier: ArchiveTier | undefined;
  for (const [, configuration] of listSettings(storage, bucket, 'intelligent-tiering')) {
    if (!concerns(configuration, object)) continue;
    for (const { AccessTier, Days } of configuration.Tierings) {
      if (days < Days) continue;
      if (AccessTier === 'DEEP_ARCHIVE_ACCESS') return 'DEEP_ARCHIVE_ACCESS';
      tier = 'ARCHIVE_ACCESS';
    }
  }
  return tier;
}

function concerns({ Status, Filter = {} }: IntelligentTieringConfiguration, { key, tags: tagged = [] }: StoredObject): boolean {
  const prefix = Filter.And?.Prefix ?? Filter.Prefix ?? '';
  const tags = Filter.And?.Tags ?? (Filter.Tag === undefined ? [] : [Filter.Tag]);
  return (
    Status === 'Enabled' &&
    key.startsWith(prefix) &&
    tags.every(({ Key, Value }) => tagged.some((tag) => tag.Key === Key && tag.Value === Value))
  );
}

/** A restore brings the object back to the tier of what is read often. */
function accessedAt({ accessedAt: read, lastModified, restore }: StoredObject, now: number): number {
  const restored = restore === undefined || restore.readyAt > now ? 0 : restore.readyAt;
  return Math.max(read ?? lastModified, restored);
}

/** To be called when such an object is read: to the day is exact enough for periods of ninety days and more. */
export function noteAccess(storage: Storage, bucket: Bucket, object: StoredObject, now: number): void {
  if (object.storageClass !== TIERED || now - accessedAt(object, now) < DAY) return;
  alterVersion(storage, bucket, object, { ...object, accessedAt: now }, { eventName: undefined, ctx: undefined });
}
