/** The operations on who may do what. */
import type { S3Operations } from '../../../../generated/s3/index.js';
import { withBodyDigests } from '../checksums/body-digests.js';
import type { Storage } from '../storage.js';
import { getBucketAcl, putBucketAcl } from './bucket-acl.js';
import { deleteBucketPolicy, getBucketPolicy, getBucketPolicyStatus, putBucketPolicy } from './bucket-policy.js';
import { getObjectAcl, putObjectAcl } from './object-acl.js';
import { deleteBucketOwnershipControls, getBucketOwnershipControls, putBucketOwnershipControls } from './ownership-controls.js';
import { deletePublicAccessBlock, getPublicAccessBlock, putPublicAccessBlock } from './public-access-block.js';

type AccessOperations = Pick<
  S3Operations,
  | 'deleteBucketOwnershipControls'
  | 'deleteBucketPolicy'
  | 'deletePublicAccessBlock'
  | 'getBucketAcl'
  | 'getBucketOwnershipControls'
  | 'getBucketPolicy'
  | 'getBucketPolicyStatus'
  | 'getObjectAcl'
  | 'getPublicAccessBlock'
  | 'putBucketAcl'
  | 'putBucketOwnershipControls'
  | 'putBucketPolicy'
  | 'putObjectAcl'
  | 'putPublicAccessBlock'
>;

export const accessOperations = (storage: Storage): AccessOperations => ({
  deleteBucketOwnershipControls: (input) => deleteBucketOwnershipControls(storage, input),
  deleteBucketPolicy: (input) => deleteBucketPolicy(storage, input),
  deletePublicAccessBlock: (input) => deletePublicAccessBlock(storage, input),
  getBucketAcl: (input) => getBucketAcl(storage, input),
  getBucketOwnershipControls: (input) => getBucketOwnershipControls(storage, input),
  getBucketPolicy: (input) => getBucketPolicy(storage, input),
  getBucketPolicyStatus: (input) => getBucketPolicyStatus(storage, input),
  getObjectAcl: (input, ctx) => getObjectAcl(storage, input, ctx),
  getPublicAccessBlock: (input) => getPublicAccessBlock(storage, input),
  putBucketAcl: withBodyDigests(storage, (input, ctx) => putBucketAcl(storage, input, ctx)),
  putBucketOwnershipControls: withBodyDigests(storage, (input) => putBucketOwnershipControls(storage, input)),
  putBucketPolicy: withBodyDigests(storage, (input, ctx) => putBucketPolicy(storage, input, ctx)),
  putObjectAcl: withBodyDigests(storage, (input, ctx) => putObjectAcl(storage, input, ctx)),
  putPublicAccessBlock: withBodyDigests(storage, (input) => putPublicAccessBlock(storage, input)),
});
