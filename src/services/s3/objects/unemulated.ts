/** The parameters that every writer of an object has and that have no behaviour yet. */
import { refuseUnemulated, unemulated } from '../../../contract/not-emulated.js';

const UNEMULATED = [
  'WriteOffsetBytes',
  'SSECustomerAlgorithm',
  'SSECustomerKey',
  'SSECustomerKeyMD5',
  'SSEKMSKeyId',
  'SSEKMSEncryptionContext',
  'ObjectLockMode',
  'ObjectLockRetainUntilDate',
  'ObjectLockLegalHoldStatus',
  'ObjectLockEventHold',
  'ObjectLockEventHoldDurationDays',
  'ObjectLockEventHoldDurationYears',
] as const;

interface SharedParameters {
  readonly ServerSideEncryption?: string | undefined;
  readonly BucketKeyEnabled?: boolean | undefined;
}

export function refuseUnemulatedParameters(operation: string, input: SharedParameters): void {
  refuseUnemulated(operation, input, UNEMULATED);
  // What every bucket of today does anyway is no parameter to refuse.
  if (input.ServerSideEncryption !== undefined && input.ServerSideEncryption !== 'AES256')
    throw unemulated(operation, `ServerSideEncryption ${input.ServerSideEncryption}`);
  if (input.BucketKeyEnabled === true) throw unemulated(operation, 'BucketKeyEnabled');
}
