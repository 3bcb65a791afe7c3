import {
  EntityTooLarge,
  InvalidStorageClass,
  KeyTooLongError,
  MissingContentLength,
  NotImplemented,
} from '../../../generated/s3/errors.js';
import type { PutObjectInput, PutObjectOutput } from '../../../generated/s3/types.js';
import type { Context } from '../../contract/context.js';
import { refuseUnemulated, unemulated } from '../../contract/not-emulated.js';
import type { ByteStream, WireHeaders } from '../../contract/wire.js';
import type { BlobHandle } from '../../state/table.js';
import { checksumMembers, createDigests, type Digests, type ReceivedDigests, readClaimedDigests, verifyDigests } from './checksums.js';
import { checkWriteConditions } from './conditions.js';
import { readMetadata } from './metadata.js';
import { findBucket, type Storage, type SystemHeaders } from './storage.js';

/** Bytes. Amazon S3 User Guide: a single PUT takes up to 5 GiB, a key 1,024 bytes. */
const LARGEST_PUT = 5 * 1024 ** 3;
const LONGEST_KEY = 1024;
/** Bytes that a body may have to be read whole. */
const SMALL_BODY = 64 * 1024;
const NO_BYTES = new Uint8Array(0);

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
  'ObjectLockEventHold',
  'ObjectLockEventHoldDurationDays',
  'ObjectLockEventHoldDurationYears',
] as const;

export async function putObject(storage: Storage, input: PutObjectInput, ctx: Context): Promise<PutObjectOutput> {
  refuseUnemulatedParameters(input);
  findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  checkKey(input.Key);
  const metadata = readMetadata(input.Metadata);
  const storageClass = input.StorageClass ?? 'STANDARD';
  if (!STORAGE_CLASSES.has(storageClass))
    throw new InvalidStorageClass('The storage class you specified is not valid', { StorageClassRequested: storageClass });
  const claimed = readClaimedDigests(ctx.request.headers);
  const body = bodyOf(input, ctx.request.headers);

  const { blob, digests } = await receive(storage, body, await createDigests(claimed));
  try {
    const checksum = verifyDigests(claimed, digests, body.trailers?.() ?? {});
    const etag = digests.md5.toString('hex');
    storage.state.atomically(() => {
      // The bucket may have gone while the body came.
      const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
      checkWriteConditions(input, input.Key, storage.objects.get([input.Bucket, input.Key]));
      storage.objects.put([input.Bucket, input.Key], {
        key: input.Key,
        // The bucket owner owns the objects, whoever wrote them.
        accountId: bucket.accountId,
        blob: blob.id,
        size: blob.size,
        etag,
        lastModified: ctx.clock.now(),
        storageClass,
        headers: systemHeadersOf(input),
        metadata,
        checksum,
      });
    });
    return { ETag: `"${etag}"`, ServerSideEncryption: 'AES256', ...checksumMembers(checksum) };
  } catch (error) {
    storage.state.blobs.discard(blob.id);
    throw error;
  }
}

/** Small bodies are read whole and digested at once; the others are digested as they are written. */
async function receive(
  storage: Storage,
  body: ByteStream,
  digests: Digests,
): Promise<{ readonly blob: BlobHandle; readonly digests: ReceivedDigests }> {
  if (body.length === undefined || body.length > SMALL_BODY) {
    const blob = await storage.state.blobs.write(observed(body, digests.update));
    return { blob, digests: digests.finish() };
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const [first = NO_BYTES] = chunks;
  const bytes = chunks.length > 1 ? Buffer.concat(chunks) : first;
  digests.update(bytes);
  return { blob: await storage.state.blobs.write(bytes), digests: digests.finish() };
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

function bodyOf({ Body }: PutObjectInput, headers: WireHeaders): ByteStream {
  const length = Body?.length;
  if (
    length === undefined &&
    headers['transfer-encoding'] !== undefined &&
    headers['x-amz-content-sha256']?.startsWith('STREAMING-') !== true
  )
    throw new NotImplemented('A header you provided implies functionality that is not implemented', { Header: 'Transfer-Encoding' });
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
