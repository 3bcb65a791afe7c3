import { InvalidRequest } from '../../../../generated/s3/errors.js';
import type { CopyObjectInput, CopyObjectOutput } from '../../../../generated/s3/types.js';
import type { Context } from '../../../contract/context.js';
import { readObjectAccess } from '../access/object-acl.js';
import { readSetting } from '../buckets/settings.js';
import { checksumMembers } from '../checksums/checksums.js';
import { type ChecksumAlgorithm, readAlgorithm } from '../checksums/hashers.js';
import { etagUnder, readEncryption } from '../encryption/read-encryption.js';
import { shownContext, shownEncryption } from '../encryption/stored-encryption.js';
import { shownExpiration } from '../lifecycle/rules.js';
import { readLock, withDefaultRetention } from '../lock/read-lock.js';
import { findBucket, type Storage } from '../storage.js';
import { readTagHeader } from '../tagging/tags.js';
import { checkWriteConditions } from './conditions.js';
import { type CopySource, findCopySource, sourceVersion } from './copy-source.js';
import { digestPieces, type PieceDigests } from './digest-pieces.js';
import { shownVersion } from './find-version.js';
import { checkKey, checkRedirect, readStorageClass, readSystemHeaders } from './headers.js';
import { readMetadata } from './metadata.js';
import type { NewObject, StoredObject } from './stored-version.js';
import { refuseUnemulatedParameters } from './unemulated.js';
import { putVersion } from './write-version.js';

/** Bytes. */
const LARGEST_SOURCE = 5 * 1024 ** 3;

/** The copy names the source's blobs. Its bytes are read only where the source has no digest of the kind that the copy is to have. */
export async function copyObject(storage: Storage, input: CopyObjectInput, ctx: Context): Promise<CopyObjectOutput> {
  refuseUnemulatedParameters('s3 CopyObject', input);
  // Reported by users.
  if ((ctx.request.body?.length ?? 0) > 0)
    throw new InvalidRequest('The request included a body. Requests of this type must not include a non-empty body.');
  for (;;) {
    const source = checkedSource(storage, input, ctx);
    const algorithm = input.ChecksumAlgorithm === undefined ? source.object.checksum.algorithm : readAlgorithm(input.ChecksumAlgorithm);
    const digests =
      knownDigests(source.object, algorithm) ?? (await digestPieces(storage, source.object.pieces, source.object.size, algorithm));
    const output = storage.state.atomically(() => {
      // While the bytes were read the source may have changed or gone, and its blobs with it.
      const again = checkedSource(storage, input, ctx);
      return again.object.pieces === source.object.pieces || samePieces(again.object, source.object)
        ? writeCopy(storage, input, again, algorithm, digests, ctx)
        : undefined;
    });
    if (output !== undefined) return output;
  }
}

function checkedSource(storage: Storage, input: CopyObjectInput, ctx: Context): CopySource {
  findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  checkKey(input.Key);
  const source = findCopySource(storage, 's3 CopyObject', input, ctx.clock.now());
  if (source.object.size > LARGEST_SOURCE)
    throw new InvalidRequest(`The specified copy source is larger than the maximum allowable size for a copy source: ${LARGEST_SOURCE}`);
  refuseIdleCopy(storage, input, source);
  return source;
}

/** Onto itself an object is copied only to change what can't be changed otherwise. An older version may come back as it is. */
function refuseIdleCopy(storage: Storage, input: CopyObjectInput, { bucket, object, versioned }: CopySource): void {
  if (bucket.name !== input.Bucket || object.key !== input.Key || (versioned && bucket.versioning !== undefined)) return;
  const changes =
    input.MetadataDirective === 'REPLACE' ||
    input.StorageClass !== undefined ||
    input.WebsiteRedirectLocation !== undefined ||
    input.ServerSideEncryption !== undefined ||
    object.encryption !== undefined ||
    // Recorded: as soon as the bucket has a configuration of its own.
    readSetting(storage, bucket, 'encryption') !== undefined ||
    input.ChecksumAlgorithm !== undefined;
  if (!changes)
    throw new InvalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
}

function writeCopy(
  storage: Storage,
  input: CopyObjectInput,
  source: CopySource,
  algorithm: ChecksumAlgorithm,
  { etag: md5, checksum: value }: PieceDigests,
  ctx: Context,
): CopyObjectOutput {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  checkWriteConditions(input, input.Key, storage.objects.get([bucket.name, input.Key]));
  const { object } = source;
  const tags = input.TaggingDirective === 'REPLACE' ? readTagHeader(input.Tagging) : object.tags;
  const encryption = readEncryption(storage, bucket, input, ctx);
  const etag = etagUnder(storage, encryption, md5, bucket);
  const lock = withDefaultRetention(storage, bucket, readLock(bucket, input, ctx.clock.now()));
  const checksum = { algorithm, value, type: 'FULL_OBJECT' } as const;
  const copy: NewObject = {
    key: input.Key,
    pieces: object.pieces,
    size: object.size,
    etag,
    storageClass: readStorageClass(input.StorageClass),
    ...describedBy(input, object),
    checksum,
    ...readObjectAccess(storage, bucket, input, ctx),
    ...(tags === undefined ? {} : { tags }),
    // Objects under SSE-C have none.
    ...(object.annotations === undefined || input.AnnotationDirective === 'EXCLUDE' || encryption?.algorithm === 'customer'
      ? {}
      : { annotations: object.annotations }),
    ...(encryption === undefined ? {} : { encryption }),
    ...(lock === undefined ? {} : { lock }),
  };
  const version = putVersion(storage, bucket, copy, { eventName: 'ObjectCreated:Copy', ctx });
  return {
    CopyObjectResult: { ETag: `"${etag}"`, LastModified: new Date(version.lastModified), ...checksumMembers(checksum) },
    ...shownEncryption(encryption, input.SSECustomerKeyMD5),
    ...shownContext(encryption),
    ...shownExpiration(storage, bucket, version),
    ...sourceVersion(source),
    ...shownVersion(bucket, version),
  };
}

/** Metadata and headers are copied together, or given together. A website's redirect is never copied. */
function describedBy(input: CopyObjectInput, object: StoredObject): Pick<NewObject, 'headers' | 'metadata'> {
  if (input.MetadataDirective === 'REPLACE') return { headers: readSystemHeaders(input), metadata: readMetadata(input.Metadata) };
  const { websiteRedirectLocation, ...headers } = object.headers;
  const redirect = input.WebsiteRedirectLocation;
  checkRedirect(redirect);
  return { headers: redirect === undefined ? headers : { ...headers, websiteRedirectLocation: redirect }, metadata: object.metadata };
}

/** An object that came in parts, or is encrypted otherwise than by SSE-S3, has an ETag of its own kind, which its copies don't have. */
export const knownDigests = (
  { parts, checksum, etag, encryption }: StoredObject,
  algorithm: ChecksumAlgorithm,
): PieceDigests | undefined =>
  parts === undefined && encryption === undefined && checksum.algorithm === algorithm && checksum.type === 'FULL_OBJECT'
    ? { etag, checksum: checksum.value }
    : undefined;

export const samePieces = (one: StoredObject, other: StoredObject): boolean =>
  one.pieces.length === other.pieces.length && one.pieces.every(({ blob }, index) => blob === other.pieces[index]?.blob);
