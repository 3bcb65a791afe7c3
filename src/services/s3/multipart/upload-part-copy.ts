import { InvalidArgument, InvalidRequest } from '../../../../generated/s3/errors.js';
import type { UploadPartCopyInput, UploadPartCopyOutput } from '../../../../generated/s3/types.js';
import type { Context } from '../../../contract/context.js';
import { checksumValue } from '../checksums/checksums.js';
import { checkPartKey } from '../encryption/customer-key.js';
import { etagUnder } from '../encryption/read-encryption.js';
import { shownEncryption } from '../encryption/stored-encryption.js';
import { knownDigests, samePieces } from '../objects/copy-object.js';
import { findCopySource, sourceVersion } from '../objects/copy-source.js';
import { digestPieces } from '../objects/digest-pieces.js';
import type { ByteRange } from '../objects/range.js';
import { slicePieces } from '../objects/read-body.js';
import { findBucket, type Storage } from '../storage.js';
import { checkPartNumber, findUpload } from './find-upload.js';

/** Bytes. */
const LARGEST_PART = 5 * 1024 ** 3;

/** The part names the source's blobs; the bytes are read for its digests alone. */
export async function uploadPartCopy(storage: Storage, input: UploadPartCopyInput, ctx: Context): Promise<UploadPartCopyOutput> {
  for (;;) {
    const { checksum, encryption } = findUpload(storage, findBucket(storage, input.Bucket, input.ExpectedBucketOwner), input);
    checkPartNumber(input.PartNumber);
    checkPartKey(encryption, input);
    const { object } = findCopySource(storage, 's3 UploadPartCopy', input, ctx.clock.now());
    const range = readSourceRange(input.CopySourceRange, object.size);
    const size = range.end - range.start;
    if (size > LARGEST_PART)
      throw new InvalidRequest(`The specified copy source is larger than the maximum allowable size for a copy source: ${LARGEST_PART}`);
    const pieces = size === object.size ? object.pieces : slicePieces(object.pieces, range.start, range.end);
    const algorithm = checksum?.algorithm ?? 'CRC64NVME';
    const known = size === object.size ? knownDigests(object, algorithm) : undefined;
    const digests = known ?? (await digestPieces(storage, pieces, size, algorithm));
    const output = storage.state.atomically((): UploadPartCopyOutput | undefined => {
      const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
      const upload = findUpload(storage, bucket, input);
      // While the bytes were read the source may have changed or gone, and its blobs with it.
      const source = findCopySource(storage, 's3 UploadPartCopy', input, ctx.clock.now());
      if (!samePieces(source.object, object)) return undefined;
      const lastModified = ctx.clock.now();
      const etag = etagUnder(storage, encryption, digests.etag);
      storage.uploads.parts.put([bucket.name, upload.id, input.PartNumber], {
        accountId: upload.accountId,
        number: input.PartNumber,
        pieces,
        size,
        lastModified,
        checksum: digests.checksum,
        etag,
      });
      return {
        CopyPartResult: {
          ETag: `"${etag}"`,
          LastModified: new Date(lastModified),
          // Recorded: nothing where the upload began without an algorithm.
          ...(upload.checksum === undefined ? {} : checksumValue({ algorithm, value: digests.checksum })),
        },
        ...shownEncryption(encryption, input.SSECustomerKeyMD5),
        ...sourceVersion(source),
      };
    });
    if (output !== undefined) return output;
  }
}

/** Stricter than a Range header, as recorded. */
function readSourceRange(header: string | undefined, size: number): ByteRange {
  if (header === undefined) return { start: 0, end: size };
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  const start = Number(first);
  const end = Number(last) + 1;
  if (first === undefined || last === undefined || start >= end)
    throw invalidRange(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
      header,
    );
  if (start >= size) throw new InvalidRequest('The specified copy range is invalid for the source object size');
  if (end > size) throw invalidRange(`Range specified is not valid for source object of size: ${size}`, header);
  return { start, end };
}

const invalidRange = (message: string, header: string): InvalidArgument =>
  new InvalidArgument(message, { ArgumentName: 'x-amz-copy-source-range', ArgumentValue: header });
