/** What directory buckets take and others don't, and the reverse (Amazon S3 User Guide, "Differences for directory buckets"). */
import { InvalidStorageClass, MethodNotAllowed, NotImplemented } from '../../../../generated/s3/errors.js';
import type { S3Operations } from '../../../../generated/s3/index.js';
import type { PutObjectInput } from '../../../../generated/s3/types.js';
import type { Answer, Context } from '../../../contract/context.js';
import type { Bucket, Storage } from '../storage.js';
import { appendToObject } from './append.js';
import { mayBeDirectory, storageClassIn } from './zone.js';

/** User Guide, "API operations supported for directory buckets", by the names of their methods. */
const SUPPORTED: ReadonlySet<string> = new Set([
  'abortMultipartUpload',
  'completeMultipartUpload',
  'copyObject',
  'createBucket',
  'createMultipartUpload',
  'createSession',
  'deleteBucket',
  'deleteBucketEncryption',
  'deleteBucketLifecycle',
  'deleteBucketPolicy',
  'deleteObject',
  'deleteObjects',
  'getBucketEncryption',
  'getBucketLifecycleConfiguration',
  'getBucketPolicy',
  'getObject',
  'getObjectAttributes',
  'headBucket',
  'headObject',
  'listMultipartUploads',
  'listObjectsV2',
  'listParts',
  'putBucketEncryption',
  'putBucketLifecycleConfiguration',
  'putBucketPolicy',
  'putObject',
  'renameObject',
  'uploadPart',
  'uploadPartCopy',
]);
const DIRECTORIES_ONLY: ReadonlySet<string> = new Set(['createSession', 'renameObject']);
/** These give the object its storage class. */
const WRITERS: ReadonlySet<string> = new Set(['putObject', 'copyObject', 'createMultipartUpload']);

/** The members that directory buckets don't take, by the headers that carry them. */
const REFUSED = {
  ACL: 'x-amz-acl',
  GrantFullControl: 'x-amz-grant-full-control',
  GrantRead: 'x-amz-grant-read',
  GrantReadACP: 'x-amz-grant-read-acp',
  GrantWriteACP: 'x-amz-grant-write-acp',
  ObjectLockMode: 'x-amz-object-lock-mode',
  ObjectLockRetainUntilDate: 'x-amz-object-lock-retain-until-date',
  ObjectLockLegalHoldStatus: 'x-amz-object-lock-legal-hold',
  RequestPayer: 'x-amz-request-payer',
  SSECustomerAlgorithm: 'x-amz-server-side-encryption-customer-algorithm',
  Tagging: 'x-amz-tagging',
  WebsiteRedirectLocation: 'x-amz-website-redirect-location',
} as const;

interface DirectoryInput extends Partial<Readonly<Record<keyof typeof REFUSED, unknown>>> {
  readonly Bucket?: string;
  readonly StorageClass?: string;
  readonly WriteOffsetBytes?: number;
}

type Operation = (input: DirectoryInput, ctx: Context) => Answer<object>;

/** The same operations, each as the kind of bucket has it. */
export function withDirectoryRules(storage: Storage, operations: S3Operations): S3Operations {
  const ruled = Object.entries(operations).map(([name, operation]) => [
    name,
    // Every operation's input that names a bucket does so by Bucket, and every output is a structure.
    name === 'createBucket' ? operation : ruleOver(storage, name, operation as Operation),
  ]);
  // The same methods as before, with the same types.
  return Object.fromEntries(ruled) as S3Operations;
}

function ruleOver(storage: Storage, name: string, operation: Operation): Operation {
  const isWriter = WRITERS.has(name);
  const isForDirectories = DIRECTORIES_ONLY.has(name);
  return (input, ctx) => {
    const bucket = mayBeDirectory(input.Bucket) ? storage.buckets.get([input.Bucket ?? '']) : undefined;
    if (bucket?.directory !== undefined) return onDirectory(storage, name, operation, bucket, input, ctx);
    // What isn't there, the operation refuses.
    if (isForDirectories && storage.buckets.get([input.Bucket ?? '']) !== undefined) throw notAllowed(ctx);
    if (isWriter) refuseOfDirectories(input);
    return operation(input, ctx);
  };
}

function onDirectory(
  storage: Storage,
  name: string,
  operation: Operation,
  bucket: Bucket,
  input: DirectoryInput,
  ctx: Context,
): Answer<object> {
  if (!SUPPORTED.has(name) || bucket.directory === undefined) throw notAllowed(ctx);
  // The table's keys are members of the input.
  for (const [member, header] of Object.entries(REFUSED))
    if (input[member as keyof typeof REFUSED] !== undefined) throw notImplemented(header);
  if (!WRITERS.has(name)) return operation(input, ctx);
  const storageClass = storageClassIn(bucket.directory);
  if (input.StorageClass !== undefined && input.StorageClass !== storageClass) throw wrongClass(input.StorageClass);
  if (isAppend(input)) return appendToObject(storage, { ...input, StorageClass: storageClass }, ctx);
  return operation({ ...input, StorageClass: storageClass }, ctx);
}

/** PutObject alone has an offset. */
const isAppend = (input: DirectoryInput): input is DirectoryInput & PutObjectInput => input.WriteOffsetBytes !== undefined;

function refuseOfDirectories({ StorageClass, WriteOffsetBytes }: DirectoryInput): void {
  if (StorageClass === 'EXPRESS_ONEZONE') throw wrongClass(StorageClass);
  if (WriteOffsetBytes !== undefined) throw notImplemented('x-amz-write-offset-bytes');
}

const wrongClass = (asked: string): InvalidStorageClass =>
  new InvalidStorageClass('The storage class you specified is not valid', { StorageClassRequested: asked });

const notImplemented = (header: string): NotImplemented =>
  new NotImplemented('A header you provided implies functionality that is not implemented', { Header: header });

const notAllowed = (ctx: Context): MethodNotAllowed =>
  new MethodNotAllowed('The specified method is not allowed against this resource.', {
    Method: ctx.request.method,
    ResourceType: 'BUCKET',
  });
