import { InvalidArgument } from '../../../../generated/s3/errors.js';
import type { GetObjectInput, GetObjectOutput, HeadObjectInput, HeadObjectOutput } from '../../../../generated/s3/types.js';
import type { Answer, Context } from '../../../contract/context.js';
import { checksumMembers, wantsChecksum } from '../checksums/checksums.js';
import { checkCustomerKey } from '../encryption/customer-key.js';
import { shownEncryption } from '../encryption/stored-encryption.js';
import { shownExpiration } from '../lifecycle/rules.js';
import { shownLock } from '../lock/stored-lock.js';
import { checkReadable, shownRestore } from '../restore/archive.js';
import { archiveTierOf, noteAccess } from '../restore/archive-tier.js';
import { type Bucket, findBucket, type Storage } from '../storage.js';
import { checkReadConditions } from './conditions.js';
import { findObject, shownVersion } from './find-version.js';
import { writeMetadata } from './metadata.js';
import { checksumOfPart, rangeOfPart } from './part-number.js';
import { type ByteRange, parseRange } from './range.js';
import { onceReadable, readPieces } from './read-body.js';
import type { StoredObject } from './stored-version.js';

export function getObject(storage: Storage, input: GetObjectInput, ctx: Context): Answer<GetObjectOutput> {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const object = findObject(storage, bucket, input, 'GET');
  const now = ctx.clock.now();
  checkReadable(storage, bucket, object);
  checkCustomerKey(object.encryption, input);
  checkReadConditions(input, object, now);
  const range = rangeOf(input, object);
  noteAccess(storage, bucket, object, now);
  const Body = readPieces(storage.state.blobs, object.pieces, object.size, range);
  return onceReadable(Body, { ...describe(storage, bucket, object, input, range), Body });
}

export function headObject(storage: Storage, input: HeadObjectInput, ctx: Context): HeadObjectOutput {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const object = findObject(storage, bucket, input, 'HEAD');
  checkCustomerKey(object.encryption, input);
  checkReadConditions(input, object, ctx.clock.now());
  const ArchiveStatus = archiveTierOf(storage, bucket, object, ctx.clock.now());
  return { ...describe(storage, bucket, object, input, rangeOf(input, object)), ...(ArchiveStatus === undefined ? {} : { ArchiveStatus }) };
}

function rangeOf(input: GetObjectInput | HeadObjectInput, object: StoredObject): ByteRange | undefined {
  if (input.PartNumber === undefined) return parseRange(input.Range, object.size);
  const range = rangeOfPart(input, object);
  return object.size === 0 ? undefined : range;
}

function describe(
  storage: Storage,
  bucket: Bucket,
  object: StoredObject,
  input: GetObjectInput | HeadObjectInput,
  range: ByteRange | undefined,
): HeadObjectOutput {
  const { headers } = object;
  const cacheControl = override(input, 'ResponseCacheControl') ?? headers.cacheControl;
  const contentDisposition = override(input, 'ResponseContentDisposition') ?? headers.contentDisposition;
  const contentEncoding = override(input, 'ResponseContentEncoding') ?? headers.contentEncoding;
  const contentLanguage = override(input, 'ResponseContentLanguage') ?? headers.contentLanguage;
  const expires = input.ResponseExpires?.toUTCString() ?? headers.expires;
  // A part of the bytes has no checksum of its own.
  const whole = range === undefined || (range.start === 0 && range.end === object.size);
  return {
    AcceptRanges: 'bytes',
    LastModified: new Date(object.lastModified),
    ContentLength: range === undefined ? object.size : range.end - range.start,
    ETag: `"${object.etag}"`,
    ContentType: override(input, 'ResponseContentType') ?? headers.contentType,
    ...shownEncryption(object.encryption, input.SSECustomerKeyMD5),
    Metadata: writeMetadata(object.metadata),
    ...(cacheControl === undefined ? {} : { CacheControl: cacheControl }),
    ...(contentDisposition === undefined ? {} : { ContentDisposition: contentDisposition }),
    ...(contentEncoding === undefined ? {} : { ContentEncoding: contentEncoding }),
    ...(contentLanguage === undefined ? {} : { ContentLanguage: contentLanguage }),
    ...(expires === undefined ? {} : { Expires: expires }),
    ...(headers.websiteRedirectLocation === undefined ? {} : { WebsiteRedirectLocation: headers.websiteRedirectLocation }),
    ...(object.storageClass === 'STANDARD' ? {} : { StorageClass: object.storageClass }),
    ...shownLock(object.lock),
    ...(object.replication === undefined ? {} : { ReplicationStatus: object.replication }),
    ...(object.restore === undefined ? {} : shownRestore(object, storage.clock.now())),
    // Recorded: not where the version is named.
    ...(input.VersionId === undefined ? shownExpiration(storage, bucket, object) : {}),
    ...(object.tags === undefined ? {} : { TagCount: object.tags.length }),
    ...shownVersion(bucket, object),
    ...(wantsChecksum(input.ChecksumMode) && object.hidesChecksum !== true ? shownChecksum(object, input.PartNumber, whole) : {}),
    ...(input.PartNumber === undefined || object.parts === undefined ? {} : { PartsCount: object.parts.length }),
    ...(range === undefined ? {} : { ContentRange: `bytes ${range.start}-${range.end - 1}/${object.size}`, StatusCode: 206 }),
  };
}

function shownChecksum(object: StoredObject, part: number | undefined, whole: boolean): Partial<ReturnType<typeof checksumMembers>> {
  if (part !== undefined && object.checksum.type === 'COMPOSITE') return checksumOfPart(object, part);
  return whole ? checksumMembers(object.checksum) : {};
}

/** The query parameters that replace headers of the answer. */
const OVERRIDES = {
  ResponseCacheControl: 'response-cache-control',
  ResponseContentDisposition: 'response-content-disposition',
  ResponseContentEncoding: 'response-content-encoding',
  ResponseContentLanguage: 'response-content-language',
  ResponseContentType: 'response-content-type',
} as const;

function override(input: GetObjectInput | HeadObjectInput, member: keyof typeof OVERRIDES): string | undefined {
  const value = input[member];
  if (value !== undefined && /[^\t\x20-\x7e\xa0-\xff]/.test(value))
    throw new InvalidArgument('Header value cannot be represented using ISO-8859-1.', {
      ArgumentName: OVERRIDES[member],
      ArgumentValue: value,
    });
  return value;
}
