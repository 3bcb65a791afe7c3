import { isUtf8 } from 'node:buffer';
import {
  AnnotationLimitExceeded,
  InvalidArgument,
  InvalidPrefix,
  InvalidRequest,
  PreconditionFailed,
  UnsupportedMediaType,
} from '../../../../generated/s3/errors.js';
import type {
  AnnotationEntry,
  DeleteObjectAnnotationInput,
  DeleteObjectAnnotationOutput,
  GetObjectAnnotationInput,
  GetObjectAnnotationOutput,
  ListObjectAnnotationsInput,
  ListObjectAnnotationsOutput,
  PutObjectAnnotationInput,
  PutObjectAnnotationOutput,
} from '../../../../generated/s3/types.js';
import type { Answer, Context } from '../../../contract/context.js';
import type { ByteStream } from '../../../contract/wire.js';
import { checksumMembers, readClaimedDigests, wantsChecksum } from '../checksums/checksums.js';
import { shownEncryption } from '../encryption/stored-encryption.js';
import { isProtected, lockDenied } from '../lock/protection.js';
import { matches } from '../objects/conditions.js';
import { findObject } from '../objects/find-version.js';
import { onceReadable, readPieces } from '../objects/read-body.js';
import { bodyOf, receiveBody } from '../objects/receive-body.js';
import type { StoredObject } from '../objects/stored-version.js';
import { alterVersion } from '../objects/write-version.js';
import { type Bucket, findBucket, type Storage } from '../storage.js';
import { checkName, findAnnotation, LONGEST_NAME, placeOf, withAnnotation } from './annotation.js';

/** S3 API reference, PutObjectAnnotation. */
const MOST_ANNOTATIONS = 1000;
/** Bytes. */
const LARGEST_PAYLOAD = 1024 ** 2;

export async function putObjectAnnotation(
  storage: Storage,
  input: PutObjectAnnotationInput,
  ctx: Context,
): Promise<PutObjectAnnotationOutput> {
  checkName(input.AnnotationName);
  findAnnotatable(storage, input, ctx);
  const body = await readText(bodyOf({ Body: input.AnnotationPayload }, ctx.request.headers));
  const { blob, etag, checksum } = await receiveBody(storage, body, readClaimedDigests(ctx.request.headers));
  try {
    return storage.state.atomically(() => {
      // The object may have changed while the text came.
      const { bucket, object } = findAnnotatable(storage, input, ctx);
      const { AnnotationName: name } = input;
      const annotation = { name, blob: blob.id, size: blob.size, etag, checksum, lastModified: ctx.clock.now() };
      const altered = withAnnotation(object, name, annotation);
      if ((altered.annotations?.length ?? 0) > MOST_ANNOTATIONS)
        throw new AnnotationLimitExceeded('The request would exceed the maximum number of annotations allowed per object.');
      alterVersion(storage, bucket, object, altered, { eventName: 'ObjectAnnotation:Put', ctx });
      return {
        Key: object.key,
        AnnotationName: name,
        ETag: `"${etag}"`,
        ...checksumMembers(checksum),
        ...encryptionOf(object),
        ...annotatedVersion(bucket, object),
      };
    });
  } catch (error) {
    storage.state.blobs.discard(blob.id);
    throw error;
  }
}

export function getObjectAnnotation(storage: Storage, input: GetObjectAnnotationInput, ctx: Context): Answer<GetObjectAnnotationOutput> {
  const { bucket, object } = findAnnotated(storage, input, ctx);
  const { blob, size, etag, checksum, lastModified } = findAnnotation(object, input.AnnotationName);
  const AnnotationPayload = readPieces(storage.state.blobs, [{ blob, size }], size);
  return onceReadable(AnnotationPayload, {
    AnnotationPayload,
    ContentLength: size,
    ETag: `"${etag}"`,
    LastModified: new Date(lastModified),
    ...(wantsChecksum(input.ChecksumMode) ? checksumMembers(checksum) : {}),
    ...(object.replication === undefined ? {} : { ReplicationStatus: object.replication }),
    ...encryptionOf(object),
    ...annotatedVersion(bucket, object),
  });
}

export function listObjectAnnotations(storage: Storage, input: ListObjectAnnotationsInput, ctx: Context): ListObjectAnnotationsOutput {
  const { bucket, object } = findAnnotated(storage, input, ctx);
  const { AnnotationPrefix: prefix = '', MaxAnnotationResults: most = MOST_ANNOTATIONS, ContinuationToken: token } = input;
  if (Buffer.byteLength(prefix) > LONGEST_NAME) throw new InvalidPrefix('The annotation prefix you provided is invalid.');
  const after = token === undefined ? undefined : readToken(token);
  const found = (object.annotations ?? []).filter(({ name }) => name.startsWith(prefix));
  // The last page's end may be gone.
  const place = after === undefined ? 0 : placeOf(found, after);
  const start = after !== undefined && found[place]?.name === after ? place + 1 : place;
  const page = found.slice(start, start + most);
  const last = page.at(-1);
  const isTruncated = last !== undefined && last !== found.at(-1);
  const entries = page.map(
    ({ name, size, etag, checksum, lastModified }): AnnotationEntry => ({
      AnnotationName: name,
      LastModified: new Date(lastModified),
      ETag: `"${etag}"`,
      ChecksumAlgorithm: [checksum.algorithm],
      Size: size,
      ...(object.replication === undefined ? {} : { ReplicationStatus: object.replication }),
    }),
  );
  return {
    Bucket: bucket.name,
    Key: object.key,
    MaxAnnotationResults: most,
    AnnotationCount: entries.length,
    ...(entries.length === 0 ? {} : { Annotations: entries }),
    ...(prefix === '' ? {} : { AnnotationPrefix: prefix }),
    ...(token === undefined ? {} : { ContinuationToken: token }),
    ...(isTruncated ? { NextContinuationToken: Buffer.from(`after ${last.name}`).toString('base64') } : {}),
    ...annotatedVersion(bucket, object),
  };
}

export function deleteObjectAnnotation(storage: Storage, input: DeleteObjectAnnotationInput, ctx: Context): DeleteObjectAnnotationOutput {
  const { bucket, object } = findAnnotated(storage, input, ctx);
  checkCondition(input, object);
  findAnnotation(object, input.AnnotationName);
  const bypass = ctx.request.headers['x-amz-bypass-governance-retention']?.toLowerCase() === 'true';
  if (isProtected(object, ctx.clock.now(), bypass)) throw lockDenied();
  const altered = withAnnotation(object, input.AnnotationName, undefined);
  alterVersion(storage, bucket, object, altered, { eventName: 'ObjectAnnotation:Delete', ctx });
  return annotatedVersion(bucket, object);
}

interface Address {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

interface Annotated {
  readonly bucket: Bucket;
  readonly object: StoredObject;
}

function findAnnotated(storage: Storage, input: Address, { request }: Context): Annotated {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  return { bucket, object: findObject(storage, bucket, input, request.method) };
}

function findAnnotatable(storage: Storage, input: PutObjectAnnotationInput, ctx: Context): Annotated {
  const found = findAnnotated(storage, input, ctx);
  checkCondition(input, found.object);
  if (found.object.encryption?.algorithm === 'customer') throw new InvalidRequest('Objects encrypted with SSE-C cannot have annotations.');
  return found;
}

function checkCondition({ ObjectIfMatch }: { readonly ObjectIfMatch?: string | undefined }, { etag }: StoredObject): void {
  if (ObjectIfMatch !== undefined && !matches(ObjectIfMatch, etag))
    throw new PreconditionFailed('At least one of the pre-conditions you specified did not hold', { Condition: 'x-amz-object-if-match' });
}

/** Read whole: it is small, and must be text. The same stream again. */
async function readText(body: ByteStream): Promise<ByteStream> {
  const length = body.length ?? 0;
  if (length < 1 || length > LARGEST_PAYLOAD) throw new InvalidRequest('The annotation payload must be between 1 byte and 1 MiB in size.');
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  if (!isUtf8(bytes)) throw new UnsupportedMediaType('The annotation payload is not valid UTF-8 encoded text.');
  return {
    length,
    ...(body.trailers === undefined ? {} : { trailers: body.trailers }),
    async *[Symbol.asyncIterator]() {
      yield bytes;
    },
  };
}

function readToken(token: string): string {
  const text = Buffer.from(token, 'base64').toString();
  if (!text.startsWith('after '))
    throw new InvalidArgument('The continuation token provided is incorrect', { ArgumentName: 'continuation-token' });
  return text.slice('after '.length);
}

/** Annotations are encrypted as their object is. */
function encryptionOf({ encryption }: StoredObject): { readonly ServerSideEncryption?: string } {
  const { ServerSideEncryption } = shownEncryption(encryption, undefined);
  return ServerSideEncryption === undefined ? {} : { ServerSideEncryption };
}

const annotatedVersion = (bucket: Bucket, { versionId }: StoredObject): { readonly ObjectVersionId?: string } =>
  bucket.versioning === undefined ? {} : { ObjectVersionId: versionId };
