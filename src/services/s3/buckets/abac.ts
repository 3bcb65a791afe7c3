import { MalformedXML } from '../../../../generated/s3/errors.js';
import type { GetBucketAbacInput, GetBucketAbacOutput, PutBucketAbacInput } from '../../../../generated/s3/types.js';
import { type Bucket, findBucket, type Storage } from '../storage.js';
import { deleteSetting, readSetting, writeSetting } from './settings.js';

/** Whether policies see the bucket's tags: attribute-based access control, off where nothing is said. */
export function putBucketAbac(storage: Storage, input: PutBucketAbacInput): Record<string, never> {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const { Status } = input.AbacStatus;
  if (Status === 'Enabled') writeSetting(storage, bucket, 'abac', 'Enabled');
  else if (Status === 'Disabled') deleteSetting(storage, bucket, 'abac');
  else throw new MalformedXML('The XML you provided was not well-formed or did not validate against our published schema');
  return {};
}

export function getBucketAbac(storage: Storage, input: GetBucketAbacInput): GetBucketAbacOutput {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  return { AbacStatus: { Status: hasAbac(storage, bucket) ? 'Enabled' : 'Disabled' } };
}

export const hasAbac = (storage: Storage, bucket: Bucket): boolean => readSetting(storage, bucket, 'abac') === 'Enabled';
