import type { GetObjectAttributesInput, GetObjectAttributesOutput, GetObjectAttributesParts } from '../../../../generated/s3/types.js';
import { checksumMembers, checksumValue, type StoredChecksum } from '../checksums/checksums.js';
import { checkCustomerKey } from '../encryption/customer-key.js';
import { findBucket, type Storage } from '../storage.js';
import { findObject, shownVersion } from './find-version.js';
import type { StoredPart } from './stored-version.js';

const MOST_PARTS = 1000;

export function getObjectAttributes(storage: Storage, input: GetObjectAttributesInput): GetObjectAttributesOutput {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const object = findObject(storage, bucket, input, 'GET');
  checkCustomerKey(object.encryption, input);
  const asked = new Set<string>(input.ObjectAttributes);
  return {
    LastModified: new Date(object.lastModified),
    ...shownVersion(bucket, object),
    ...(asked.has('ETag') ? { ETag: object.etag } : {}),
    ...(asked.has('Checksum') && object.hidesChecksum !== true ? { Checksum: shownChecksum(object.checksum) } : {}),
    ...(asked.has('ObjectParts') && object.parts !== undefined ? { ObjectParts: shownParts(object.parts, object.checksum, input) } : {}),
    ...(asked.has('StorageClass') ? { StorageClass: object.storageClass } : {}),
    ...(asked.has('ObjectSize') ? { ObjectSize: object.size } : {}),
  };
}

/** Recorded: here a composite checksum stands without the number of parts. */
const shownChecksum = (checksum: StoredChecksum): ReturnType<typeof checksumMembers> =>
  checksumMembers({ ...checksum, value: checksum.value.replace(/-\d+$/, '') });

/** Recorded: only parts that have checksums of their own are listed. */
function shownParts(
  parts: readonly StoredPart[],
  { algorithm, type }: StoredChecksum,
  { MaxParts, PartNumberMarker: marker = 0 }: GetObjectAttributesInput,
): GetObjectAttributesParts {
  if (type !== 'COMPOSITE') return { TotalPartsCount: parts.length };
  const most = Math.min(MaxParts === undefined || MaxParts === 0 ? MOST_PARTS : MaxParts, MOST_PARTS);
  const page = parts.slice(marker, marker + most);
  return {
    TotalPartsCount: parts.length,
    PartNumberMarker: marker,
    NextPartNumberMarker: page.length === 0 ? 0 : marker + page.length,
    MaxParts: most,
    IsTruncated: marker + page.length < parts.length,
    ...(page.length === 0
      ? {}
      : {
          Parts: page.map(({ size, checksum: value = '' }, index) => ({
            PartNumber: marker + index + 1,
            Size: size,
            ...checksumValue({ algorithm, value }),
          })),
        }),
  };
}
