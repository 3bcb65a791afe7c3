/** Objects in archives: what of them can be read, and what answers tell of their restores. */
import { InvalidObjectState } from '../../../../generated/s3/errors.js';
import type { StoredObject } from '../objects/stored-version.js';
import type { Bucket, Storage } from '../storage.js';
import { archiveTierOf } from './archive-tier.js';

/** The storage classes whose objects must be restored before they are read. */
const ARCHIVES: ReadonlySet<string> = new Set(['GLACIER', 'DEEP_ARCHIVE']);

export interface StoredRestore {
  readonly tier: RestoreTier;
  /** None where the object itself comes back, to the tier of Intelligent-Tiering that is read often. */
  readonly days?: number;
  /** Milliseconds since the epoch: the copy is there from then on. */
  readonly readyAt: number;
  /** And until then; the same time where it is no copy. */
  readonly expiresAt: number;
}

export type RestoreTier = 'Expedited' | 'Standard' | 'Bulk';

export const isArchived = ({ storageClass }: StoredObject): boolean => ARCHIVES.has(storageClass);

/** The object's restore as long as it matters. */
export const restoreOf = ({ restore }: StoredObject, now: number): StoredRestore | undefined =>
  restore === undefined || restore.expiresAt <= now ? undefined : restore;

/**
 * @param message recorded in different words for reads and for the sources of copies.
 * @throws InvalidObjectState where the object is archived and not restored.
 */
export function checkReadable(
  storage: Storage,
  bucket: Bucket,
  object: StoredObject,
  message = "The operation is not valid for the object's storage class",
): void {
  const now = storage.clock.now();
  const AccessTier = archiveTierOf(storage, bucket, object, now);
  if (AccessTier !== undefined) throw new InvalidObjectState(message, { StorageClass: object.storageClass, AccessTier });
  if (!isArchived(object)) return;
  const restore = restoreOf(object, now);
  if (restore === undefined || restore.readyAt > now) throw new InvalidObjectState(message, { StorageClass: object.storageClass });
}

/** The x-amz-restore header. */
export function shownRestore(object: StoredObject, now: number): { readonly Restore?: string } {
  const restore = restoreOf(object, now);
  if (restore === undefined) return {};
  return {
    Restore:
      restore.readyAt > now
        ? 'ongoing-request="true"'
        : `ongoing-request="false", expiry-date="${new Date(restore.expiresAt).toUTCString()}"`,
  };
}

export interface ListedRestore {
  readonly RestoreStatus?: { readonly IsRestoreInProgress: boolean; readonly RestoreExpiryDate?: Date };
}

/** What listings tell of restores; undefined where the caller didn't ask for it. */
export function restoresIn(
  { OptionalObjectAttributes }: { readonly OptionalObjectAttributes?: readonly string[] | undefined },
  now: number,
): ((object: StoredObject) => ListedRestore) | undefined {
  if (OptionalObjectAttributes?.includes('RestoreStatus') !== true) return undefined;
  return (object) => {
    const restore = restoreOf(object, now);
    if (restore === undefined) return {};
    const isOngoing = restore.readyAt > now;
    return {
      RestoreStatus: isOngoing
        ? { IsRestoreInProgress: true }
        : { IsRestoreInProgress: false, RestoreExpiryDate: new Date(restore.expiresAt) },
    };
  };
}
