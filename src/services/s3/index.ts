/**
 * S3: buckets and objects.
 *
 * Gaps:
 * - Multipart uploads, copies, versions, tags, ACLs, policies, encryption keys and bucket configurations: their operations and
 *   parameters answer NotImplemented by name.
 * - GetObject and HeadObject don't take PartNumber.
 * - Browsers' uploads by POST are refused.
 * - Presigned URLs neither expire nor fail for a wrong signature.
 *
 * By design:
 * - No bucket is requester-pays, so RequestPayer changes nothing, as on AWS with such buckets.
 * - Buckets and objects can be had from every region's endpoint; AWS redirects some of these calls.
 * - Every account may use every bucket, as long as no policies are evaluated; only ListBuckets tells the owner's own.
 * - An owner's canonical id is derived from the account's number.
 */
import type { S3Operations } from '../../../generated/s3/index.js';
import type { ServiceDependencies } from '../dependencies.js';
import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from './buckets.js';
import { deleteObject } from './delete-object.js';
import { getObject, headObject } from './get-object.js';
import { listObjects, listObjectsV2 } from './list-objects.js';
import { putObject } from './put-object.js';
import { openStorage } from './storage.js';

export const create = (deps: ServiceDependencies): S3Operations => {
  const storage = openStorage(deps.state);
  return {
    createBucket: (input, ctx) => createBucket(storage, input, ctx),
    deleteBucket: (input) => deleteBucket(storage, input),
    deleteObject: (input) => deleteObject(storage, input),
    getBucketLocation: (input) => getBucketLocation(storage, input),
    getObject: (input, ctx) => getObject(storage, input, ctx),
    headBucket: (input, ctx) => headBucket(storage, input, ctx),
    headObject: (input, ctx) => headObject(storage, input, ctx),
    listBuckets: (input, ctx) => listBuckets(storage, input, ctx),
    listObjects: (input) => listObjects(storage, input),
    listObjectsV2: (input) => listObjectsV2(storage, input),
    putObject: (input, ctx) => putObject(storage, input, ctx),
  };
};
