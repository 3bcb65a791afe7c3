/**
 * S3: buckets and objects.
 *
 * Gaps:
 * - Multipart uploads, copies, tagging operations, ACLs, policies, encryption keys and bucket configurations: their operations and
 *   parameters answer NotImplemented by name.
 * - MFA delete can't be switched on.
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
import { createBucket } from './buckets/create-bucket.js';
import { deleteBucket } from './buckets/delete-bucket.js';
import { getBucketLocation } from './buckets/get-bucket-location.js';
import { headBucket } from './buckets/head-bucket.js';
import { listBuckets } from './buckets/list-buckets.js';
import { listObjects, listObjectsV2 } from './listing/list-objects.js';
import { deleteObject } from './objects/delete-object.js';
import { getObject, headObject } from './objects/get-object.js';
import { putObject } from './objects/put-object.js';
import { openStorage } from './storage.js';
import { getBucketVersioning, putBucketVersioning } from './versions/bucket-versioning.js';
import { listObjectVersions } from './versions/list-object-versions.js';

export const create = (deps: ServiceDependencies): S3Operations => {
  const storage = openStorage(deps);
  return {
    createBucket: (input, ctx) => createBucket(storage, input, ctx),
    deleteBucket: (input) => deleteBucket(storage, input),
    deleteObject: (input, ctx) => deleteObject(storage, input, ctx),
    getBucketLocation: (input) => getBucketLocation(storage, input),
    getObject: (input, ctx) => getObject(storage, input, ctx),
    headBucket: (input, ctx) => headBucket(storage, input, ctx),
    headObject: (input, ctx) => headObject(storage, input, ctx),
    listBuckets: (input, ctx) => listBuckets(storage, input, ctx),
    getBucketVersioning: (input) => getBucketVersioning(storage, input),
    listObjectVersions: (input) => listObjectVersions(storage, input),
    putBucketVersioning: (input) => putBucketVersioning(storage, input),
    listObjects: (input) => listObjects(storage, input),
    listObjectsV2: (input) => listObjectsV2(storage, input),
    putObject: (input, ctx) => putObject(storage, input, ctx),
  };
};
