import { InvalidRequest } from '../../../../generated/s3/errors.js';
import type { UploadPartInput, UploadPartOutput } from '../../../../generated/s3/types.js';
import type { Context } from '../../../contract/context.js';
import { type ClaimedDigests, checksumValue, readClaimedDigests } from '../checksums/checksums.js';
import { isCombinable } from '../checksums/combine.js';
import { checkPartKey } from '../encryption/customer-key.js';
import { etagUnder } from '../encryption/read-encryption.js';
import { shownEncryption } from '../encryption/stored-encryption.js';
import { bodyOf, receiveBody } from '../objects/receive-body.js';
import { findBucket, type Storage } from '../storage.js';
import { checkPartNumber, findUpload } from './find-upload.js';
import type { Upload } from './uploads.js';

export async function uploadPart(storage: Storage, input: UploadPartInput, ctx: Context): Promise<UploadPartOutput> {
  const upload = findUpload(storage, findBucket(storage, input.Bucket, input.ExpectedBucketOwner), input);
  checkPartNumber(input.PartNumber);
  checkPartKey(upload.encryption, input);
  const claimed = readClaimedDigests(ctx.request.headers, upload.checksum?.algorithm);
  checkAlgorithm(upload, claimed);
  const body = bodyOf(input, ctx.request.headers);

  const kept = upload.checksum?.algorithm ?? 'CRC64NVME';
  const { blob, etag: md5, checksum, further } = await receiveBody(storage, body, claimed, kept, 'base64');
  const etag = etagUnder(storage, upload.encryption, md5);
  try {
    storage.state.atomically(() => {
      // The upload may have ended while the body came.
      const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
      const { accountId, id } = findUpload(storage, bucket, input);
      storage.uploads.parts.put([bucket.name, id, input.PartNumber], {
        accountId,
        number: input.PartNumber,
        pieces: [{ blob: blob.id, size: blob.size }],
        size: blob.size,
        etag,
        lastModified: ctx.clock.now(),
        checksum: further ?? checksum.value,
      });
    });
  } catch (error) {
    storage.state.blobs.discard(blob.id);
    throw error;
  }
  return { ETag: `"${etag}"`, ...shownEncryption(upload.encryption, input.SSECustomerKeyMD5), ...checksumValue(checksum) };
}

/** An upload that began without an algorithm takes parts with any; one with CRCs takes parts without a checksum, too (recorded). */
function checkAlgorithm({ checksum }: Upload, { named, algorithm }: ClaimedDigests): void {
  if (checksum === undefined || (named ? algorithm === checksum.algorithm : isCombinable(checksum.algorithm))) return;
  throw new InvalidRequest(
    `Checksum Type mismatch occurred, expected checksum Type: ${checksum.algorithm.toLowerCase()}, actual checksum Type: ${named ? algorithm.toLowerCase() : 'null'}`,
  );
}
