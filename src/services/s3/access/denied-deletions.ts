/** Which of the keys of a DeleteObjects the caller may not delete: the others are deleted all the same. */
import type { ObjectIdentifier } from '../../../../generated/s3/types.js';
import type { AwsError } from '../../../contract/errors.js';

const denials = new WeakMap<ObjectIdentifier, AwsError>();

export function denyDeletion(identifier: ObjectIdentifier, denial: AwsError): void {
  denials.set(identifier, denial);
}

/** @throws the denial of this key, if there is one. */
export function refuseDeniedDeletion(identifier: ObjectIdentifier): void {
  const denial = denials.get(identifier);
  if (denial !== undefined) throw denial;
}
