import { MalformedXML } from '../../../../generated/s3/errors.js';
import type {
  GetObjectRetentionInput,
  GetObjectRetentionOutput,
  ObjectLockRetention,
  PutObjectRetentionInput,
} from '../../../../generated/s3/types.js';
import type { Context } from '../../../contract/context.js';
import { refuseUnemulated } from '../../../contract/not-emulated.js';
import type { Storage } from '../storage.js';
import { findLocked, noLock, replaceLock } from './locked-object.js';
import { isHeld, lockDenied, readBypass } from './protection.js';
import { checkUntil } from './read-lock.js';
import type { Retention } from './stored-lock.js';

/** Anyone may make a retention longer. Shorter, weaker or none needs the bypass, which only the mode GOVERNANCE has. */
export function putObjectRetention(storage: Storage, input: PutObjectRetentionInput, ctx: Context): Record<string, never> {
  const now = ctx.clock.now();
  refuseUnemulated('s3 PutObjectRetention', input.Retention ?? {}, ['EventHold', 'EventHoldDuration']);
  const locked = findLocked(storage, input, ctx);
  const bypass = readBypass(locked.bucket, input);
  const retention = readRetention(input.Retention, now);
  const { lock = {} } = locked.object;
  if (lock.retention !== undefined && isHeld(lock.retention, now, bypass) && !extend(lock.retention, retention)) throw lockDenied();
  const { retention: _, ...rest } = lock;
  replaceLock(storage, locked, retention === undefined ? rest : { ...rest, retention }, { eventName: 'ObjectRetention:Put', ctx });
  return {};
}

export function getObjectRetention(storage: Storage, input: GetObjectRetentionInput, ctx: Context): GetObjectRetentionOutput {
  const retention = findLocked(storage, input, ctx).object.lock?.retention;
  if (retention === undefined) throw noLock();
  return { Retention: { Mode: retention.mode, RetainUntilDate: new Date(retention.until) } };
}

const extend = (before: Retention, after: Retention | undefined): boolean => after?.mode === before.mode && after.until >= before.until;

/** @returns undefined for an empty document, which takes the retention away. */
function readRetention(given: ObjectLockRetention | undefined, now: number): Retention | undefined {
  const mode: string | undefined = given?.Mode;
  const until = given?.RetainUntilDate;
  if (given !== undefined && mode === undefined && until === undefined) return undefined;
  if ((mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE') || until === undefined)
    throw new MalformedXML('The XML you provided was not well-formed or did not validate against our published schema');
  return { mode, until: checkUntil(until, now) };
}
