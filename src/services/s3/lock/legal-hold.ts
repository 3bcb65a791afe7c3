import { MalformedXML } from '../../../../generated/s3/errors.js';
import type { GetObjectLegalHoldInput, GetObjectLegalHoldOutput, PutObjectLegalHoldInput } from '../../../../generated/s3/types.js';
import type { Context } from '../../../contract/context.js';
import type { Storage } from '../storage.js';
import { findLocked, noLock, replaceLock } from './locked-object.js';

export function putObjectLegalHold(storage: Storage, input: PutObjectLegalHoldInput, ctx: Context): Record<string, never> {
  const legalHold: string | undefined = input.LegalHold?.Status;
  if (legalHold !== 'ON' && legalHold !== 'OFF')
    throw new MalformedXML('The XML you provided was not well-formed or did not validate against our published schema');
  const locked = findLocked(storage, input, ctx);
  replaceLock(storage, locked, { ...locked.object.lock, legalHold }, { eventName: undefined, ctx });
  return {};
}

export function getObjectLegalHold(storage: Storage, input: GetObjectLegalHoldInput, ctx: Context): GetObjectLegalHoldOutput {
  const legalHold = findLocked(storage, input, ctx).object.lock?.legalHold;
  if (legalHold === undefined) throw noLock();
  return { LegalHold: { Status: legalHold } };
}
