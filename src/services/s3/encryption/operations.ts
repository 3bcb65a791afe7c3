import type { S3Operations } from '../../../../generated/s3/index.js';
import { withBodyDigests } from '../checksums/body-digests.js';
import type { Storage } from '../storage.js';
import { deleteBucketEncryption, getBucketEncryption, putBucketEncryption } from './bucket-encryption.js';
import { updateObjectEncryption } from './update-object-encryption.js';

type EncryptionOperations = Pick<
  S3Operations,
  'deleteBucketEncryption' | 'getBucketEncryption' | 'putBucketEncryption' | 'updateObjectEncryption'
>;

export const encryptionOperations = (storage: Storage): EncryptionOperations => ({
  deleteBucketEncryption: (input) => deleteBucketEncryption(storage, input),
  getBucketEncryption: (input) => getBucketEncryption(storage, input),
  putBucketEncryption: withBodyDigests(storage, (input) => putBucketEncryption(storage, input)),
  updateObjectEncryption: withBodyDigests(storage, (input, ctx) => updateObjectEncryption(storage, input, ctx)),
});
