/** What the writers of objects say of their lock, and what the bucket says where they don't. Words recorded on AWS. */
import { InvalidArgument, InvalidRequest } from '../../../../generated/s3/errors.js';
import { readSetting } from '../buckets/settings.js';
import type { ClaimedDigests } from '../checksums/checksums.js';
import type { Bucket, Storage } from '../storage.js';
import type { DefaultRetention, ObjectLock, Retention } from './stored-lock.js';

export interface LockMembers {
  readonly ObjectLockMode?: string | undefined;
  readonly ObjectLockRetainUntilDate?: Date | undefined;
  readonly ObjectLockLegalHoldStatus?: string | undefined;
}

export const missingConfiguration = (): InvalidRequest => new InvalidRequest('Bucket is missing Object Lock Configuration');

/**
 * @returns undefined where the headers say nothing.
 * @throws InvalidArgument, InvalidRequest where the bucket has no Object Lock
 */
export function readLock(bucket: Bucket, input: LockMembers, now: number): ObjectLock | undefined {
  const { ObjectLockMode: mode, ObjectLockRetainUntilDate: until, ObjectLockLegalHoldStatus: legalHold } = input;
  if (mode === undefined && until === undefined && legalHold === undefined) return undefined;
  const retention = readRetention(mode, until, now);
  if (legalHold !== undefined && legalHold !== 'ON' && legalHold !== 'OFF')
    throw new InvalidArgument("Legal Hold must be either of 'ON' or 'OFF'", {
      ArgumentName: 'x-amz-object-lock-legal-hold',
      ArgumentValue: legalHold,
    });
  if (bucket.objectLock !== true) throw missingConfiguration();
  return { ...(retention === undefined ? {} : { retention }), ...(legalHold === undefined ? {} : { legalHold }) };
}

function readRetention(mode: string | undefined, until: Date | undefined, now: number): Retention | undefined {
  if (mode === undefined && until === undefined) return undefined;
  if (mode === undefined || until === undefined)
    throw new InvalidArgument('x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied', {
      ArgumentName: mode === undefined ? 'x-amz-object-lock-mode' : 'x-amz-object-lock-retain-until-date',
    });
  if (mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE')
    throw new InvalidArgument('Unknown wormMode directive.', { ArgumentName: 'x-amz-object-lock-mode', ArgumentValue: mode });
  return { mode, until: checkUntil(until, now) };
}

export function checkUntil(until: Date, now: number): number {
  if (until.getTime() <= now)
    throw new InvalidArgument('The retain until date must be in the future!', {
      ArgumentName: 'x-amz-object-lock-retain-until-date',
      ArgumentValue: until.toISOString(),
    });
  return until.getTime();
}

/** The lock of a new version: what its writer said, and the bucket's default retention where the writer gave none. */
export function withDefaultRetention(storage: Storage, bucket: Bucket, lock: ObjectLock | undefined): ObjectLock | undefined {
  if (bucket.objectLock !== true || lock?.retention !== undefined) return lock;
  const standard = readSetting(storage, bucket, 'default-retention');
  return standard === undefined ? lock : { ...lock, retention: { mode: standard.mode, until: endOf(standard, storage.clock.now()) } };
}

function endOf({ days, years }: DefaultRetention, now: number): number {
  const end = new Date(now);
  if (years !== undefined) end.setUTCFullYear(end.getUTCFullYear() + years);
  if (days !== undefined) end.setUTCDate(end.getUTCDate() + days);
  return end.getTime();
}

/** Where a version is to be locked, its bytes must come with a digest. @throws InvalidRequest */
export function checkLockedUpload(storage: Storage, bucket: Bucket, lock: ObjectLock | undefined, { md5, named }: ClaimedDigests): void {
  if (bucket.objectLock !== true || md5 !== undefined || named) return;
  if (lock !== undefined || readSetting(storage, bucket, 'default-retention') !== undefined)
    throw new InvalidRequest('Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters');
}
