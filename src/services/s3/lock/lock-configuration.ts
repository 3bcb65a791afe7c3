import {
  InvalidArgument,
  InvalidBucketState,
  MalformedXML,
  ObjectLockConfigurationNotFoundError,
} from '../../../../generated/s3/errors.js';
import type {
  GetObjectLockConfigurationInput,
  GetObjectLockConfigurationOutput,
  ObjectLockConfiguration,
  PutObjectLockConfigurationInput,
} from '../../../../generated/s3/types.js';
import { refuseUnemulated, unemulated } from '../../../contract/not-emulated.js';
import { deleteSetting, readSetting, writeSetting } from '../buckets/settings.js';
import { findBucket, type Storage } from '../storage.js';
import type { DefaultRetention } from './stored-lock.js';

/** Amazon S3 User Guide, "Managing Object Lock": a hundred years. */
const MOST_DAYS = 36_500;
const MOST_YEARS = 100;

/** Object Lock can be had for any bucket that keeps versions, and never be got rid of. */
export function putObjectLockConfiguration(storage: Storage, input: PutObjectLockConfigurationInput): Record<string, never> {
  refuseUnemulated('s3 PutObjectLockConfiguration', input, ['Token']);
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const retention = readConfiguration(input.ObjectLockConfiguration);
  if (bucket.versioning !== 'Enabled')
    throw new InvalidBucketState("Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration");
  if (bucket.objectLock !== true) storage.buckets.put([bucket.name], { ...bucket, objectLock: true });
  if (retention === undefined) deleteSetting(storage, bucket, 'default-retention');
  else writeSetting(storage, bucket, 'default-retention', retention);
  return {};
}

export function getObjectLockConfiguration(storage: Storage, input: GetObjectLockConfigurationInput): GetObjectLockConfigurationOutput {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  if (bucket.objectLock !== true)
    throw new ObjectLockConfigurationNotFoundError('Object Lock configuration does not exist for this bucket', { BucketName: bucket.name });
  const retention = readSetting(storage, bucket, 'default-retention');
  return {
    ObjectLockConfiguration: {
      ObjectLockEnabled: 'Enabled',
      ...(retention === undefined ? {} : { Rule: { DefaultRetention: shown(retention) } }),
    },
  };
}

const shown = ({ mode, days, years }: DefaultRetention): { Mode: string; Days?: number; Years?: number } => ({
  Mode: mode,
  ...(days === undefined ? {} : { Days: days }),
  ...(years === undefined ? {} : { Years: years }),
});

function readConfiguration(configuration: ObjectLockConfiguration | undefined): DefaultRetention | undefined {
  if (configuration?.ObjectLockEnabled !== 'Enabled') throw malformed();
  if (configuration.Rule === undefined) return undefined;
  const retention = configuration.Rule.DefaultRetention;
  if (retention?.DefaultEventHold !== undefined) throw unemulated('s3 PutObjectLockConfiguration', 'DefaultEventHold');
  const { Days: days, Years: years } = retention ?? {};
  const mode: string | undefined = retention?.Mode;
  if ((mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE') || (days === undefined) === (years === undefined)) throw malformed();
  const period = days ?? years ?? 0;
  if (period < 1) throw new InvalidArgument('Default retention period must be a positive integer value.');
  if (period > (days === undefined ? MOST_YEARS : MOST_DAYS)) throw new InvalidArgument('Default retention period is too large.');
  return { mode, ...(days === undefined ? {} : { days }), ...(years === undefined ? {} : { years }) };
}

const malformed = (): MalformedXML =>
  new MalformedXML('The XML you provided was not well-formed or did not validate against our published schema');
