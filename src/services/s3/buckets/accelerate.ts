import { InvalidRequest, MalformedXML } from '../../../../generated/s3/errors.js';
import type {
  GetBucketAccelerateConfigurationInput,
  GetBucketAccelerateConfigurationOutput,
  PutBucketAccelerateConfigurationInput,
} from '../../../../generated/s3/types.js';
import { type Bucket, findBucket, type Storage } from '../storage.js';
import { readSetting, writeSetting } from './settings.js';

const STATUSES = ['Enabled', 'Suspended'] as const;

export type AccelerateStatus = (typeof STATUSES)[number];

export function putBucketAccelerateConfiguration(storage: Storage, input: PutBucketAccelerateConfigurationInput): Record<string, never> {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const status = STATUSES.find((known) => known === input.AccelerateConfiguration.Status);
  if (status === undefined)
    throw new MalformedXML('The XML you provided was not well-formed or did not validate against our published schema');
  if (bucket.name.includes('.'))
    throw new InvalidRequest('S3 Transfer Acceleration is not supported for buckets with periods (.) in their names');
  writeSetting(storage, bucket, 'accelerate', status);
  return {};
}

export function getBucketAccelerateConfiguration(
  storage: Storage,
  input: GetBucketAccelerateConfigurationInput,
): GetBucketAccelerateConfigurationOutput {
  const Status = readSetting(storage, findBucket(storage, input.Bucket, input.ExpectedBucketOwner), 'accelerate');
  return Status === undefined ? {} : { Status };
}

/** What a request to the accelerate endpoint needs. @throws InvalidRequest */
export function checkAccelerated(storage: Storage, bucket: Bucket): void {
  const status = readSetting(storage, bucket, 'accelerate');
  if (status === undefined) throw new InvalidRequest('S3 Transfer Acceleration is not configured on this bucket');
  if (status === 'Suspended') throw new InvalidRequest('S3 Transfer Acceleration is disabled on this bucket');
}
