import { MalformedXML } from '../../../../generated/s3/errors.js';
import type {
  GetBucketRequestPaymentInput,
  GetBucketRequestPaymentOutput,
  PutBucketRequestPaymentInput,
} from '../../../../generated/s3/types.js';
import { findBucket, type Storage } from '../storage.js';
import { deleteSetting, readSetting, writeSetting } from './settings.js';

/** Who pays, where it isn't the owner. */
export function putBucketRequestPayment(storage: Storage, input: PutBucketRequestPaymentInput): Record<string, never> {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const { Payer } = input.RequestPaymentConfiguration;
  if (Payer === 'Requester') writeSetting(storage, bucket, 'payer', 'Requester');
  else if (Payer === 'BucketOwner') deleteSetting(storage, bucket, 'payer');
  else throw new MalformedXML('The XML you provided was not well-formed or did not validate against our published schema');
  return {};
}

export function getBucketRequestPayment(storage: Storage, input: GetBucketRequestPaymentInput): GetBucketRequestPaymentOutput {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  return { Payer: readSetting(storage, bucket, 'payer') ?? 'BucketOwner' };
}
