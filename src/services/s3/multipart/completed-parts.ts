/** The list of parts that completes an upload, held against what was uploaded. */
import {
  BadDigest,
  EntityTooSmall,
  InvalidArgument,
  InvalidPart,
  InvalidPartOrder,
  InvalidRequest,
  MalformedXML,
} from '../../../../generated/s3/errors.js';
import type { CompletedPart, CompleteMultipartUploadInput } from '../../../../generated/s3/types.js';
import { givenChecksums } from '../checksums/checksums.js';
import type { Bucket, Storage } from '../storage.js';
import type { Upload, UploadedPart } from './uploads.js';

/** Bytes: of every part but the last. */
const SMALLEST_PART = 5 * 1024 ** 2;

/** @throws InvalidRequest, InvalidPartOrder, InvalidPart, BadDigest, EntityTooSmall */
export function readParts(storage: Storage, bucket: Bucket, upload: Upload, input: CompleteMultipartUploadInput): readonly UploadedPart[] {
  const listed = listedParts(input);
  const parts = listed.map((part) => {
    const uploaded = storage.uploads.parts.get([bucket.name, upload.id, part.PartNumber ?? 0]);
    const etag = unquoted(part.ETag ?? '');
    if (uploaded?.etag !== etag) throw invalidPart(upload, part, etag);
    checkChecksum(upload, part, uploaded, etag);
    return uploaded;
  });
  for (const part of parts.slice(0, -1)) {
    if (part.size < SMALLEST_PART)
      throw new EntityTooSmall('Your proposed upload is smaller than the minimum allowed size', {
        ETag: part.etag,
        MinSizeAllowed: SMALLEST_PART,
        PartNumber: part.number,
        ProposedSize: part.size,
      });
  }
  return parts;
}

/** @throws InvalidRequest where the request speaks of another type of checksum than the upload began with. */
export function checkChecksumType({ checksum }: Upload, { ChecksumType }: CompleteMultipartUploadInput): void {
  if (ChecksumType !== undefined && ChecksumType !== checksum?.type)
    throw new InvalidRequest(
      `The upload was created using the ${checksum?.type ?? 'null'} checksum mode. The complete request must use the same checksum mode.`,
    );
}

/** In ascending order, gaps allowed. */
export function listedParts({ MultipartUpload, UploadId }: CompleteMultipartUploadInput): readonly CompletedPart[] {
  const listed = MultipartUpload?.Parts ?? [];
  if (listed.length === 0) throw new InvalidRequest('You must specify at least one part');
  let last = 0;
  for (const { PartNumber, ETag } of listed) {
    if (PartNumber === undefined || ETag === undefined)
      throw new MalformedXML('The XML you provided was not well-formed or did not validate against our published schema');
    if (PartNumber < 1)
      throw new InvalidArgument('PartNumber must be >= 1', { ArgumentName: 'PartNumber', ArgumentValue: String(PartNumber) });
    if (PartNumber <= last && last !== 0)
      throw new InvalidPartOrder('The list of parts was not in ascending order. Parts must be ordered by part number.', { UploadId });
    last = PartNumber;
  }
  return listed;
}

function checkChecksum(upload: Upload, part: CompletedPart, uploaded: UploadedPart, etag: string): void {
  const { checksum } = upload;
  const given = givenChecksums(part);
  if (checksum === undefined) {
    // Recorded: whatever the value, parts of such an upload have none.
    if (given.length > 0) throw invalidPart(upload, part, etag);
    return;
  }
  for (const [algorithm, value] of given) {
    if (algorithm !== checksum.algorithm)
      throw new BadDigest(`The ${algorithm.toLowerCase()} you specified for part ${uploaded.number} did not match what we received.`);
    if (value !== uploaded.checksum) throw invalidPart(upload, part, etag);
  }
  if (given.length === 0 && checksum.type === 'COMPOSITE')
    throw new InvalidRequest(
      `The upload was created using a ${checksum.algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${uploaded.number} in the request.`,
    );
}

const invalidPart = ({ id }: Upload, { PartNumber }: CompletedPart, ETag: string): InvalidPart =>
  new InvalidPart(
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    { UploadId: id, PartNumber, ETag },
  );

export const unquoted = (etag: string): string => etag.trim().replace(/^"(.*)"$/, '$1');
