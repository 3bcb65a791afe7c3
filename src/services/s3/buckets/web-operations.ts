/** The settings of a bucket that say how it meets the web: browsers, websites, logs, who pays, by which endpoint. */
import type { S3Operations } from '../../../../generated/s3/index.js';
import { withBodyDigests } from '../checksums/body-digests.js';
import { deleteBucketCors, getBucketCors, putBucketCors } from '../cors/bucket-cors.js';
import { getBucketLogging, putBucketLogging } from '../logging/bucket-logging.js';
import type { Storage } from '../storage.js';
import { deleteBucketWebsite, getBucketWebsite, putBucketWebsite } from '../website/bucket-website.js';
import { getBucketAbac, putBucketAbac } from './abac.js';
import { getBucketAccelerateConfiguration, putBucketAccelerateConfiguration } from './accelerate.js';
import { getBucketRequestPayment, putBucketRequestPayment } from './request-payment.js';

type WebOperations = Pick<
  S3Operations,
  | 'deleteBucketCors'
  | 'deleteBucketWebsite'
  | 'getBucketAbac'
  | 'getBucketAccelerateConfiguration'
  | 'getBucketCors'
  | 'getBucketLogging'
  | 'getBucketRequestPayment'
  | 'getBucketWebsite'
  | 'putBucketAbac'
  | 'putBucketAccelerateConfiguration'
  | 'putBucketCors'
  | 'putBucketLogging'
  | 'putBucketRequestPayment'
  | 'putBucketWebsite'
>;

export const webOperations = (storage: Storage): WebOperations => ({
  deleteBucketCors: (input) => deleteBucketCors(storage, input),
  getBucketCors: (input) => getBucketCors(storage, input),
  putBucketCors: withBodyDigests(storage, (input) => putBucketCors(storage, input), 'required'),

  deleteBucketWebsite: (input) => deleteBucketWebsite(storage, input),
  getBucketWebsite: (input) => getBucketWebsite(storage, input),
  putBucketWebsite: withBodyDigests(storage, (input) => putBucketWebsite(storage, input)),

  getBucketLogging: (input) => getBucketLogging(storage, input),
  putBucketLogging: withBodyDigests(storage, (input) => putBucketLogging(storage, input)),

  getBucketRequestPayment: (input) => getBucketRequestPayment(storage, input),
  putBucketRequestPayment: withBodyDigests(storage, (input) => putBucketRequestPayment(storage, input)),

  getBucketAccelerateConfiguration: (input) => getBucketAccelerateConfiguration(storage, input),
  putBucketAccelerateConfiguration: withBodyDigests(storage, (input) => putBucketAccelerateConfiguration(storage, input)),

  getBucketAbac: (input) => getBucketAbac(storage, input),
  putBucketAbac: withBodyDigests(storage, (input) => putBucketAbac(storage, input)),
});
