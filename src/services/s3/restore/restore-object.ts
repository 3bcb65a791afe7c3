import { InvalidArgument, InvalidObjectState, MalformedXML, RestoreAlreadyInProgress } from '../../../../generated/s3/errors.js';
import type { RestoreObjectInput, RestoreObjectOutput, RestoreRequest } from '../../../../generated/s3/types.js';
import type { Context } from '../../../contract/context.js';
import { refuseUnemulated } from '../../../contract/not-emulated.js';
import { DAY, nextMidnight } from '../lifecycle/days.js';
import { findObject } from '../objects/find-version.js';
import type { StoredObject } from '../objects/stored-version.js';
import { alterVersion } from '../objects/write-version.js';
import { type Bucket, findBucket, type Storage } from '../storage.js';
import { isArchived, type RestoreTier, restoreOf, type StoredRestore } from './archive.js';
import { type ArchiveTier, archiveTierOf } from './archive-tier.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How long each tier takes, by the archive: the shortest time that the API reference gives. */
const DURATIONS: Readonly<Record<string, Readonly<Partial<Record<RestoreTier, number>>>>> = {
  GLACIER: { Bulk: 5 * HOUR, Standard: 3 * HOUR, Expedited: MINUTE },
  ARCHIVE_ACCESS: { Bulk: 5 * HOUR, Standard: 3 * HOUR, Expedited: MINUTE },
  DEEP_ARCHIVE: { Bulk: 48 * HOUR, Standard: 12 * HOUR },
  DEEP_ARCHIVE_ACCESS: { Bulk: 48 * HOUR, Standard: 12 * HOUR },
};

/** Answered 202 where a restore begins, and 200 where it only lasts longer or comes sooner. */
export function restoreObject(storage: Storage, input: RestoreObjectInput, ctx: Context): RestoreObjectOutput {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const request = input.RestoreRequest;
  refuseUnemulated('s3 RestoreObject', request ?? {}, ['Type', 'Description', 'SelectParameters', 'OutputLocation']);
  const object = findObject(storage, bucket, input, ctx.request.method);
  const now = ctx.clock.now();
  const archiveTier = archiveTierOf(storage, bucket, object, now);
  if (archiveTier === undefined && !isArchived(object))
    throw new InvalidObjectState("Restore is not allowed for the object's current storage class", { StorageClass: object.storageClass });
  const asked = readRequest(request, archiveTier, object.storageClass, now);
  const before = restoreOf(object, now);
  const keep = (restore: StoredRestore, begins: boolean): void =>
    begin(storage, bucket, object, restore, begins ? 'ObjectRestore:Post' : undefined, ctx);
  if (before === undefined) {
    keep(asked, true);
    return { StatusCode: 202 };
  }
  if (before.readyAt <= now) {
    // The copy is there: only its end moves.
    keep({ ...before, ...asked, tier: before.tier, readyAt: before.readyAt, expiresAt: endOf(now, asked.days) }, false);
    return {};
  }
  if (asked.readyAt >= before.readyAt) throw new RestoreAlreadyInProgress('Object restore is already in progress');
  keep({ ...before, tier: asked.tier, readyAt: asked.readyAt, expiresAt: endOf(asked.readyAt, before.days) }, true);
  return {};
}

/** What comes back for good needs no days, and takes none. */
function readRequest(
  request: RestoreRequest | undefined,
  archiveTier: ArchiveTier | undefined,
  storageClass: string,
  now: number,
): StoredRestore {
  const days = request?.Days;
  const tier: string = request?.GlacierJobParameters?.Tier ?? request?.Tier ?? 'Standard';
  if ((days === undefined) === (archiveTier === undefined) || (tier !== 'Expedited' && tier !== 'Standard' && tier !== 'Bulk'))
    throw new MalformedXML('The XML you provided was not well-formed or did not validate against our published schema');
  if (days !== undefined && days < 1)
    throw new InvalidArgument('restoration days should be at least 1', { ArgumentName: 'Days', ArgumentValue: String(days) });
  const duration = DURATIONS[archiveTier ?? storageClass]?.[tier];
  if (duration === undefined)
    throw new InvalidArgument('Retrieval option is not supported by this storage class', { ArgumentName: 'Tier', ArgumentValue: tier });
  const readyAt = now + duration;
  return { tier, readyAt, expiresAt: endOf(readyAt, days), ...(days === undefined ? {} : { days }) };
}

const endOf = (readyAt: number, days: number | undefined): number => (days === undefined ? readyAt : nextMidnight(readyAt + days * DAY));

function begin(
  storage: Storage,
  bucket: Bucket,
  object: StoredObject,
  restore: StoredRestore,
  eventName: 'ObjectRestore:Post' | undefined,
  ctx: Context,
): void {
  alterVersion(storage, bucket, object, { ...object, restore }, { eventName, ctx });
  if (eventName !== undefined) storage.restores.watch(bucket, object, restore.readyAt);
  storage.restores.watch(bucket, object, restore.expiresAt);
}
