/** The source of CopyObject and UploadPartCopy: which version it is, and the conditions on it. */
import { InvalidArgument, InvalidRequest, PreconditionFailed } from '../../../../generated/s3/errors.js';
import { unemulated } from '../../../contract/not-emulated.js';
import { checkCustomerKey, type SourceKeyMembers, sourceKeyOf } from '../encryption/customer-key.js';
import { checkReadable } from '../restore/archive.js';
import { type Bucket, findBucket, type Storage } from '../storage.js';
import { NULL_VERSION } from '../versions/version-id.js';
import { matches, modifiedSecond } from './conditions.js';
import { findObject, peekVersion } from './find-version.js';
import type { StoredObject } from './stored-version.js';

export interface CopySourceMembers extends SourceKeyMembers {
  readonly CopySource: string;
  readonly CopySourceIfMatch?: string | undefined;
  readonly CopySourceIfNoneMatch?: string | undefined;
  readonly CopySourceIfModifiedSince?: Date | undefined;
  readonly CopySourceIfUnmodifiedSince?: Date | undefined;
  readonly ExpectedSourceBucketOwner?: string | undefined;
}

export interface CopySource {
  readonly bucket: Bucket;
  readonly object: StoredObject;
  /** Whether the caller named the version. */
  readonly versioned: boolean;
}

/** @throws what reading the source would, and PreconditionFailed. */
export function findCopySource(storage: Storage, operation: string, input: CopySourceMembers, now: number): CopySource {
  const address = parseCopySource(operation, input.CopySource);
  const bucket = findBucket(storage, address.Bucket, input.ExpectedSourceBucketOwner);
  const { VersionId } = address;
  if (VersionId !== undefined && peekVersion(storage, bucket, address.Key, VersionId)?.deleteMarker === true)
    throw new InvalidRequest('The source of a copy request may not specifically refer to a delete marker by version id.');
  const object = findObject(storage, bucket, address, 'PUT');
  checkReadable(storage, bucket, object, "Operation is not valid for the source object's storage class");
  checkCustomerKey(object.encryption, sourceKeyOf(input));
  checkSourceConditions(input, object, now);
  return { bucket, object, versioned: VersionId !== undefined };
}

/** What answers tell of the source's version. Recorded: nothing of the null version. */
export const sourceVersion = ({ object: { versionId } }: CopySource): { CopySourceVersionId?: string } =>
  versionId === NULL_VERSION ? {} : { CopySourceVersionId: versionId };

interface SourceAddress {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string;
}

/** `/bucket/key?versionId=id`, the slash in front optional, the key URL-encoded. */
export function parseCopySource(operation: string, header: string): SourceAddress {
  if (/^\/?arn(:|%3A)/i.test(header)) throw unemulated(operation, 'a copy source of an access point');
  const [path = '', version] = header.split(/\?versionId=(?!.*\?versionId=)/);
  const [, Bucket, Key] = /^\/?([^/]+)\/(.+)$/s.exec(decoded(path)) ?? [];
  if (Bucket === undefined || Key === undefined) throw invalidSource();
  return { Bucket, Key, ...(version === undefined ? {} : { VersionId: decoded(version) }) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    throw invalidSource();
  }
}

/** Recorded: the value that AWS shows is the header's name. */
const invalidSource = (): InvalidArgument =>
  new InvalidArgument('Invalid copy source object key', { ArgumentName: 'x-amz-copy-source', ArgumentValue: 'x-amz-copy-source' });

/** As on reads, but that nothing is answered 304. */
function checkSourceConditions(input: CopySourceMembers, object: StoredObject, now: number): void {
  const { CopySourceIfMatch, CopySourceIfNoneMatch, CopySourceIfModifiedSince, CopySourceIfUnmodifiedSince } = input;
  const modified = modifiedSecond(object);
  if (CopySourceIfMatch !== undefined) {
    if (!matches(CopySourceIfMatch, object.etag)) throw failed('If-Match');
  } else if (CopySourceIfUnmodifiedSince !== undefined && modified > CopySourceIfUnmodifiedSince.getTime()) {
    throw failed('If-Unmodified-Since');
  }
  if (CopySourceIfNoneMatch !== undefined) {
    if (matches(CopySourceIfNoneMatch, object.etag)) throw failed('If-None-Match');
  } else if (
    CopySourceIfModifiedSince !== undefined &&
    CopySourceIfModifiedSince.getTime() <= now &&
    modified <= CopySourceIfModifiedSince.getTime()
  ) {
    throw failed('If-Modified-Since');
  }
}

const failed = (condition: string): PreconditionFailed =>
  new PreconditionFailed('At least one of the pre-conditions you specified did not hold', { Condition: `x-amz-copy-source-${condition}` });
