import { InvalidArgument } from '../../../../generated/s3/errors.js';
import type { ListPartsInput, ListPartsOutput } from '../../../../generated/s3/types.js';
import { checksumValue } from '../checksums/checksums.js';
import { checkOptionalKey } from '../encryption/customer-key.js';
import { shownAbortion } from '../lifecycle/rules.js';
import { canonicalIdOf, findBucket, type Storage } from '../storage.js';
import { findUpload } from './find-upload.js';
import type { UploadedPart } from './uploads.js';

const MOST_PARTS = 1000;

export function listParts(storage: Storage, input: ListPartsInput): ListPartsOutput {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const upload = findUpload(storage, bucket, input);
  checkOptionalKey(upload.encryption, input);
  const most = Math.min(checkNumber('max-parts', input.MaxParts) ?? MOST_PARTS, MOST_PARTS);
  const marker = checkNumber('part-number-marker', input.PartNumberMarker) ?? 0;
  const parts: UploadedPart[] = [];
  let truncated = false;
  for (const [, part] of storage.uploads.parts.range({ prefix: [bucket.name, upload.id], after: [bucket.name, upload.id, marker] })) {
    truncated = parts.length === most;
    if (truncated) break;
    parts.push(part);
  }
  const { checksum } = upload;
  return {
    Bucket: bucket.name,
    Key: upload.key,
    UploadId: upload.id,
    Initiator: { ID: upload.initiator.id, DisplayName: upload.initiator.displayName },
    Owner: { ID: canonicalIdOf(bucket.accountId) },
    StorageClass: upload.storageClass,
    ...shownAbortion(storage, bucket, upload),
    PartNumberMarker: marker,
    NextPartNumberMarker: parts.at(-1)?.number ?? 0,
    MaxParts: most,
    IsTruncated: truncated,
    ...(parts.length === 0
      ? {}
      : {
          Parts: parts.map((part) => ({
            PartNumber: part.number,
            LastModified: new Date(part.lastModified),
            ETag: `"${part.etag}"`,
            Size: part.size,
            ...(checksum === undefined ? {} : checksumValue({ algorithm: checksum.algorithm, value: part.checksum })),
          })),
        }),
    ...(checksum === undefined ? {} : { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type }),
  };
}

function checkNumber(name: 'max-parts' | 'part-number-marker', value: number | undefined): number | undefined {
  if (value === undefined || value >= 0) return value;
  throw new InvalidArgument(`Argument ${name} must be an integer between 0 and 2147483647`, {
    ArgumentName: name,
    ArgumentValue: String(value),
  });
}
