import { InvalidArgument, NoSuchUpload } from '../../../../generated/s3/errors.js';
import type { StoredVersion } from '../objects/stored-version.js';
import type { Bucket, Storage } from '../storage.js';
import type { Upload } from './uploads.js';

/** Amazon S3 User Guide, "Amazon S3 multipart upload limits". */
const MOST_PARTS = 10_000;

interface UploadAddress {
  readonly Key: string;
  readonly UploadId: string;
}

/** @throws NoSuchUpload, also where the upload is one to another key. */
export function findUpload(storage: Storage, bucket: Bucket, { Key, UploadId }: UploadAddress): Upload {
  const upload = storage.uploads.open.get([bucket.name, Key, UploadId]);
  if (upload === undefined) throw noSuchUpload(UploadId);
  return upload;
}

export const noSuchUpload = (UploadId: string): NoSuchUpload =>
  new NoSuchUpload('The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.', {
    UploadId,
  });

export function checkPartNumber(number: number): void {
  if (!(number >= 1 && number <= MOST_PARTS))
    throw new InvalidArgument(`Part number must be an integer between 1 and ${MOST_PARTS}, inclusive`, {
      ArgumentName: 'partNumber',
      ArgumentValue: String(number),
    });
}

/** Tells two versions of a key apart, null versions too. */
export function markOf(version: StoredVersion | undefined): string | undefined {
  if (version === undefined) return undefined;
  const bytes = version.deleteMarker === true ? '' : version.pieces.map(({ blob }) => blob).join();
  return `${version.versionId}/${version.lastModified}/${bytes}`;
}
