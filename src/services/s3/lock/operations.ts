import type { S3Operations } from '../../../../generated/s3/index.js';
import { withBodyDigests } from '../checksums/body-digests.js';
import type { Storage } from '../storage.js';
import { getObjectLegalHold, putObjectLegalHold } from './legal-hold.js';
import { getObjectLockConfiguration, putObjectLockConfiguration } from './lock-configuration.js';
import { getObjectRetention, putObjectRetention } from './retention.js';

type LockOperations = Pick<
  S3Operations,
  | 'getObjectLegalHold'
  | 'getObjectLockConfiguration'
  | 'getObjectRetention'
  | 'putObjectLegalHold'
  | 'putObjectLockConfiguration'
  | 'putObjectRetention'
>;

export const lockOperations = (storage: Storage): LockOperations => ({
  getObjectLegalHold: (input, ctx) => getObjectLegalHold(storage, input, ctx),
  getObjectLockConfiguration: (input) => getObjectLockConfiguration(storage, input),
  getObjectRetention: (input, ctx) => getObjectRetention(storage, input, ctx),
  putObjectLegalHold: withBodyDigests(storage, (input, ctx) => putObjectLegalHold(storage, input, ctx)),
  putObjectLockConfiguration: withBodyDigests(storage, (input) => putObjectLockConfiguration(storage, input)),
  putObjectRetention: withBodyDigests(storage, (input, ctx) => putObjectRetention(storage, input, ctx)),
});
