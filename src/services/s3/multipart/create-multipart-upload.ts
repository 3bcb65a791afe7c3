import { InvalidRequest } from '../../../../generated/s3/errors.js';
import type { CreateMultipartUploadInput, CreateMultipartUploadOutput } from '../../../../generated/s3/types.js';
import type { Context } from '../../../contract/context.js';
import { callerIdOf } from '../access/acl.js';
import { readObjectAccess } from '../access/object-acl.js';
import { isCombinable } from '../checksums/combine.js';
import { readAlgorithm } from '../checksums/hashers.js';
import { readEncryption } from '../encryption/read-encryption.js';
import { shownContext, shownEncryption } from '../encryption/stored-encryption.js';
import { shownAbortion } from '../lifecycle/rules.js';
import { readLock } from '../lock/read-lock.js';
import { checkKey, readStorageClass, readSystemHeaders } from '../objects/headers.js';
import { readMetadata } from '../objects/metadata.js';
import { refuseUnemulatedParameters } from '../objects/unemulated.js';
import { findBucket, type Storage } from '../storage.js';
import { readTagHeader } from '../tagging/tags.js';
import { markOf } from './find-upload.js';
import { newUploadId } from './upload-id.js';
import type { Upload } from './uploads.js';

export function createMultipartUpload(storage: Storage, input: CreateMultipartUploadInput, ctx: Context): CreateMultipartUploadOutput {
  refuseUnemulatedParameters('s3 CreateMultipartUpload', input);
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  checkKey(input.Key);
  const checksum = readChecksum(input);
  const tags = readTagHeader(input.Tagging);
  const initiated = ctx.clock.now();
  const encryption = readEncryption(storage, bucket, input, ctx);
  const lock = readLock(bucket, input, initiated);
  const began = markOf(storage.objects.get([bucket.name, input.Key]));
  const upload: Upload = {
    id: newUploadId(storage.random, initiated),
    key: input.Key,
    accountId: bucket.accountId,
    initiator: initiatorOf(ctx),
    initiated,
    storageClass: readStorageClass(input.StorageClass),
    headers: readSystemHeaders(input),
    metadata: readMetadata(input.Metadata),
    access: readObjectAccess(storage, bucket, input, ctx),
    ...(tags === undefined ? {} : { tags }),
    ...(encryption === undefined ? {} : { encryption }),
    ...(lock === undefined ? {} : { lock }),
    ...(began === undefined ? {} : { began }),
    ...(checksum === undefined ? {} : { checksum }),
  };
  storage.uploads.open.put([bucket.name, upload.key, upload.id], upload);
  storage.lifecycles.changed(bucket);
  return {
    Bucket: bucket.name,
    Key: upload.key,
    UploadId: upload.id,
    ...shownEncryption(encryption, input.SSECustomerKeyMD5),
    ...shownContext(encryption),
    ...shownAbortion(storage, bucket, upload),
    ...(checksum === undefined ? {} : { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type }),
  };
}

/** Only CRCs can be combined to one of the whole; CRC64NVME does nothing else. */
function readChecksum({ ChecksumAlgorithm, ChecksumType }: CreateMultipartUploadInput): Upload['checksum'] {
  if (ChecksumAlgorithm === undefined) {
    if (ChecksumType === undefined) return undefined;
    throw new InvalidRequest('The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.');
  }
  const algorithm = readAlgorithm(ChecksumAlgorithm);
  const type = (ChecksumType ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE')) === 'FULL_OBJECT' ? 'FULL_OBJECT' : 'COMPOSITE';
  if (type === 'FULL_OBJECT' ? !isCombinable(algorithm) : algorithm === 'CRC64NVME')
    throw new InvalidRequest(`The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`);
  return { algorithm, type };
}

/** Root is known by its account's canonical id, everyone else by ARN. */
export function initiatorOf(ctx: Context): Upload['initiator'] {
  const { principal } = ctx;
  if (principal.kind === 'root' || principal.kind === 'anonymous') {
    const id = callerIdOf(ctx);
    return { id, displayName: id };
  }
  return { id: principal.arn, displayName: principal.arn.slice(principal.arn.lastIndexOf('/') + 1) };
}
