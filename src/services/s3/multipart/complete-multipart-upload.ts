import { ConditionalRequestConflict } from '../../../../generated/s3/errors.js';
import type { CompleteMultipartUploadInput, CompleteMultipartUploadOutput } from '../../../../generated/s3/types.js';
import type { Answer, Context } from '../../../contract/context.js';
import { checksumMembers } from '../checksums/checksums.js';
import { createHasher, type Hasher } from '../checksums/hashers.js';
import { checkOptionalKey } from '../encryption/customer-key.js';
import { shownEncryption } from '../encryption/stored-encryption.js';
import { shownExpiration } from '../lifecycle/rules.js';
import { withDefaultRetention } from '../lock/read-lock.js';
import { checkWriteConditions } from '../objects/conditions.js';
import type { StoredObject } from '../objects/stored-version.js';
import { putVersion } from '../objects/write-version.js';
import { type Bucket, findBucket, type Storage } from '../storage.js';
import { NULL_VERSION } from '../versions/version-id.js';
import { assemble, etagOfParts } from './assemble.js';
import { checkChecksumType, listedParts, readParts, unquoted } from './completed-parts.js';
import { markOf, noSuchUpload } from './find-upload.js';
import { removeUpload, type Upload } from './uploads.js';

/** The object names the parts' blobs: however large it is, no byte is read or copied. */
export function completeMultipartUpload(
  storage: Storage,
  input: CompleteMultipartUploadInput,
  ctx: Context,
): Answer<CompleteMultipartUploadOutput> {
  const checksum = storage.uploads.open.get([input.Bucket, input.Key, input.UploadId])?.checksum;
  const hasher = checksum?.type === 'COMPOSITE' ? createHasher(checksum.algorithm) : undefined;
  return hasher instanceof Promise
    ? hasher.then((loaded) => storage.state.atomically(() => complete(storage, input, ctx, loaded)))
    : complete(storage, input, ctx, hasher);
}

/** @param hasher for the checksum of the parts' checksums, where the upload is to have that. */
function complete(
  storage: Storage,
  input: CompleteMultipartUploadInput,
  ctx: Context,
  hasher: Hasher | undefined,
): CompleteMultipartUploadOutput {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const upload = storage.uploads.open.get([bucket.name, input.Key, input.UploadId]);
  if (upload === undefined) return describe(storage, bucket, findCompleted(storage, bucket, input), ctx);
  checkOptionalKey(upload.encryption, input);
  checkChecksumType(upload, input);
  const parts = readParts(storage, bucket, upload, input);
  const object = assemble(upload, parts, input, hasher);
  checkConditions(storage, bucket, upload, input);
  const lock = withDefaultRetention(storage, bucket, upload.lock);
  const version = putVersion(storage, bucket, lock === undefined ? object : { ...object, lock }, {
    eventName: 'ObjectCreated:CompleteMultipartUpload',
    ctx,
  });
  removeUpload(storage, bucket.name, upload);
  return describe(storage, bucket, version, ctx);
}

/** Recorded: a change of the key since the upload began is a conflict, even where the condition holds. */
function checkConditions(storage: Storage, bucket: Bucket, upload: Upload, input: CompleteMultipartUploadInput): void {
  if (input.IfMatch === undefined && input.IfNoneMatch === undefined) return;
  const current = storage.objects.get([bucket.name, upload.key]);
  checkWriteConditions(input, upload.key, current);
  if (markOf(current) !== upload.began)
    throw new ConditionalRequestConflict('The conditional request cannot succeed due to a conflicting operation against this resource.', {
      Condition: input.IfMatch === undefined ? 'If-None-Match' : 'If-Match',
      Key: upload.key,
    });
}

/** What a part's ETag is made of. */
const MD5 = /^[0-9a-f]{32}$/;

/** Completing again what was completed is answered as the first time, as long as the object is there. */
function findCompleted(storage: Storage, bucket: Bucket, input: CompleteMultipartUploadInput): StoredObject {
  const { Key, UploadId } = input;
  const etags = listedParts(input).map(({ ETag = '' }) => unquoted(ETag));
  if (!etags.every((each) => MD5.test(each))) throw noSuchUpload(UploadId);
  const etag = etagOfParts(etags);
  for (const version of versionsOf(storage, bucket, Key)) {
    if (version.deleteMarker !== true && version.uploadId === UploadId && version.etag === etag) return version;
  }
  throw noSuchUpload(UploadId);
}

function* versionsOf(storage: Storage, bucket: Bucket, key: string) {
  const current = storage.objects.get([bucket.name, key]);
  if (current !== undefined) yield current;
  for (const [, version] of storage.noncurrent.range({ prefix: [bucket.name, key] })) yield version;
}

function describe(storage: Storage, bucket: Bucket, version: StoredObject, { request }: Context): CompleteMultipartUploadOutput {
  const { key, etag, checksum, versionId, encryption } = version;
  // Where the caller's Host names the bucket the path doesn't.
  const path = request.host.startsWith(`${bucket.name}.`) ? '' : `/${bucket.name}`;
  return {
    Location: `${request.scheme}://${request.host}${path}/${encodeURIComponent(key)}`,
    Bucket: bucket.name,
    Key: key,
    ETag: `"${etag}"`,
    ...shownEncryption(encryption, undefined),
    // Recorded: under other keys than S3's own none is told that nobody asked for.
    ...(encryption !== undefined && checksum.algorithm === 'CRC64NVME' ? {} : checksumMembers(checksum)),
    ...shownExpiration(storage, bucket, version),
    ...(versionId === NULL_VERSION ? {} : { VersionId: versionId }),
  };
}
