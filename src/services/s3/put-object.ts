import {
  EntityTooLarge,
  InvalidStorageClass,
  KeyTooLongError,
  MetadataTooLarge,
  MissingContentLength,
} from '../../../generated/s3/errors.js';
import type { PutObjectInput, PutObjectOutput } from '../../../generated/s3/types.js';
import type { Context } from '../../contract/context.js';
import { refuseUnemulated, unemulated } from '../../contract/not-emulated.js';
import type { ByteStream } from '../../contract/wire.js';
import { checksumMembers, createDigests, readClaimedDigests, verifyDigests } from './checksums.js';
import { checkWriteConditions } from './conditions.js';
import { findBucket, type Storage, type StoredObject, type SystemHeaders } from './storage.js';

/** Bytes. Amazon S3 User Guide: a single PUT takes up to 5 GiB, a key 1,024 bytes, user-defined metadata 2 KB. */
const LARGEST_PUT = 5 * 1024 ** 3;
const LONGEST_KEY = 1024;
const MOST_METADATA = 2048;

const STORAGE_CLASSES: ReadonlySet<string> = new Set([
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'DEEP_ARCHIVE',
  'GLACIER_IR',
]);

const UNEMULATED = [
  'GrantFullControl',
  'GrantRead',
  'GrantReadACP',
  'GrantWriteACP',
  'WriteOffsetBytes',
  'SSECustomerAlgorithm',
  'SSECustomerKey',
  'SSECustomerKeyMD5',
  'SSEKMSKeyId',
  'SSEKMSEncryptionContext',
  'Tagging',
  'ObjectLockMode',
  'ObjectLockRetainUntilDate',
  'ObjectLockLegalHoldStatus',
] as const;

export async function putObject(storage: Storage, input: PutObjectInput, ctx: Context): Promise<PutObjectOutput> {
  refuseUnemulatedParameters(input);
  findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  checkKey(input.Key);
  checkMetadata(input.Metadata ?? {});
  const storageClass = input.StorageClass ?? 'STANDARD';
  if (!STORAGE_CLASSES.has(storageClass))
    throw new InvalidStorageClass('The storage class you specified is not valid', { StorageClassRequested: storageClass });
  const claimed = readClaimedDigests(ctx.request.headers);
  const body = bodyOf(input);

  const digests = await createDigests(claimed);
  const blob = await storage.state.blobs.write(observed(body, digests.update));
  try {
    const received = digests.finish();
    const checksum = verifyDigests(claimed, received, body.trailers?.() ?? {});
    const object: StoredObject = {
      key: input.Key,
      accountId: ctx.accountId,
      blob: blob.id,
      size: blob.size,
      etag: received.md5.toString('hex'),
      lastModified: ctx.clock.now(),
      storageClass,
      headers: systemHeadersOf(input),
      metadata: input.Metadata ?? {},
      checksum,
    };
    storage.state.atomically(() => {
      // The bucket may have gone while the body came.
      findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
      checkWriteConditions(input, storage.objects.get([input.Bucket, input.Key]));
      storage.objects.put([input.Bucket, input.Key], object);
    });
    return { ETag: `"${object.etag}"`, ServerSideEncryption: 'AES256', ...checksumMembers(checksum) };
  } catch (error) {
    storage.state.blobs.discard(blob.id);
    throw error;
  }
}

function refuseUnemulatedParameters(input: PutObjectInput): void {
  refuseUnemulated('s3 PutObject', input, UNEMULATED);
  // What every bucket of today does anyway is no parameter to refuse.
  if (input.ACL !== undefined && input.ACL !== 'private' && input.ACL !== 'bucket-owner-full-control')
    throw unemulated('s3 PutObject', `ACL ${input.ACL}`);
  if (input.ServerSideEncryption !== undefined && input.ServerSideEncryption !== 'AES256')
    throw unemulated('s3 PutObject', `ServerSideEncryption ${input.ServerSideEncryption}`);
  if (input.BucketKeyEnabled === true) throw unemulated('s3 PutObject', 'BucketKeyEnabled');
}

function checkKey(key: string): void {
  const size = Buffer.byteLength(key);
  if (size > LONGEST_KEY) throw new KeyTooLongError('Your key is too long', { Size: size, MaxSizeAllowed: LONGEST_KEY });
}

function checkMetadata(metadata: Readonly<Record<string, string>>): void {
  let size = 0;
  for (const [name, value] of Object.entries(metadata)) size += Buffer.byteLength(name) + Buffer.byteLength(value);
  if (size > MOST_METADATA)
    throw new MetadataTooLarge('Your metadata headers exceed the maximum allowed metadata size', {
      Size: size,
      MaxSizeAllowed: MOST_METADATA,
    });
}

function bodyOf(input: PutObjectInput): ByteStream {
  const { Body } = input;
  const length = Body?.length;
  if (Body === undefined || length === undefined) throw new MissingContentLength('You must provide the Content-Length HTTP header.');
  if (length > LARGEST_PUT)
    throw new EntityTooLarge('Your proposed upload exceeds the maximum allowed size', {
      ProposedSize: length,
      MaxSizeAllowed: LARGEST_PUT,
    });
  return Body;
}

/** The same stream, each chunk shown to the observer on its way. */
function observed(source: ByteStream, observe: (bytes: Uint8Array) => void): ByteStream {
  return {
    length: source.length,
    async *[Symbol.asyncIterator]() {
      for await (const chunk of source) {
        observe(chunk);
        yield chunk;
      }
    },
  };
}

function systemHeadersOf(input: PutObjectInput): SystemHeaders {
  // The transfer's own coding is not the object's.
  const encoding = (input.ContentEncoding ?? '')
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'aws-chunked')
    .join(',');
  return {
    contentType: input.ContentType ?? 'binary/octet-stream',
    ...(input.CacheControl === undefined ? {} : { cacheControl: input.CacheControl }),
    ...(input.ContentDisposition === undefined ? {} : { contentDisposition: input.ContentDisposition }),
    ...(encoding === '' ? {} : { contentEncoding: encoding }),
    ...(input.ContentLanguage === undefined ? {} : { contentLanguage: input.ContentLanguage }),
    ...(input.Expires === undefined ? {} : { expires: input.Expires }),
    ...(input.WebsiteRedirectLocation === undefined ? {} : { websiteRedirectLocation: input.WebsiteRedirectLocation }),
  };
}
