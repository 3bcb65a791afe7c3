/** Which versions stay, whoever wants them gone. */
import { AccessDenied, InvalidArgument } from '../../../../generated/s3/errors.js';
import type { Clock } from '../../../clock/clock.js';
import type { RemovalGuard } from '../objects/change.js';
import type { StoredVersion } from '../objects/stored-version.js';
import type { Bucket } from '../storage.js';
import type { Retention } from './stored-lock.js';

/** Recorded on AWS. */
export const lockDenied = (): AccessDenied => new AccessDenied('Access Denied because object protected by object lock.');

/** @param bypass whether a retention of the mode GOVERNANCE is to be passed over. */
export function isProtected(version: StoredVersion, now: number, bypass: boolean): boolean {
  if (version.deleteMarker === true || version.lock === undefined) return false;
  const { legalHold, retention } = version.lock;
  return legalHold === 'ON' || (retention !== undefined && isHeld(retention, now, bypass));
}

export const isHeld = ({ mode, until }: Retention, now: number, bypass: boolean): boolean =>
  until > now && !(mode === 'GOVERNANCE' && bypass);

export const guardLocked =
  (clock: Clock): RemovalGuard =>
  (_, version, { bypassGovernance }) => {
    if (isProtected(version, clock.now(), bypassGovernance)) throw lockDenied();
  };

/** @throws InvalidArgument in buckets without Object Lock, whatever the value. Recorded. */
export function readBypass(
  bucket: Bucket,
  { BypassGovernanceRetention }: { readonly BypassGovernanceRetention?: boolean | undefined },
): boolean {
  if (BypassGovernanceRetention === undefined) return false;
  if (bucket.objectLock !== true)
    throw new InvalidArgument('x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.', {
      ArgumentName: 'x-amz-bypass-governance-retention',
    });
  return BypassGovernanceRetention;
}
