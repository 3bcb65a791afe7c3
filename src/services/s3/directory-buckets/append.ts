/** PutObject with an offset: bytes at the end of an object that is there already. Only directory buckets take it. */
import { EncryptionTypeMismatch, InvalidRequest, InvalidWriteOffset, TooManyParts } from '../../../../generated/s3/errors.js';
import type { PutObjectInput, PutObjectOutput } from '../../../../generated/s3/types.js';
import type { Context } from '../../../contract/context.js';
import { checksumMembers, readClaimedDigests, type StoredChecksum } from '../checksums/checksums.js';
import { combineChecksums, isCombinable } from '../checksums/combine.js';
import { shownEncryption } from '../encryption/stored-encryption.js';
import { checkWriteConditions } from '../objects/conditions.js';
import { digestPieces } from '../objects/digest-pieces.js';
import { checkKey } from '../objects/headers.js';
import { putObject } from '../objects/put-object.js';
import { bodyOf, type ReceivedBody, receiveBody } from '../objects/receive-body.js';
import type { Piece, StoredObject } from '../objects/stored-version.js';
import { putVersion } from '../objects/write-version.js';
import { findBucket, type Storage } from '../storage.js';

/** Amazon S3 User Guide, "Appending data to objects in directory buckets". */
const MOST_PARTS = 10_000;

export async function appendToObject(
  storage: Storage,
  { WriteOffsetBytes: offset, ...input }: PutObjectInput,
  ctx: Context,
): Promise<PutObjectOutput> {
  findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  checkKey(input.Key);
  const current = currentOf(storage, input);
  if (offset !== (current?.size ?? 0)) throw wrongOffset();
  if (current === undefined) {
    const answer = await putObject(storage, { ...input, IfNoneMatch: '*' }, ctx);
    return { ...answer, Size: currentOf(storage, input)?.size };
  }
  if (current.pieces.length >= MOST_PARTS)
    throw new TooManyParts(
      'You have attempted to add more parts than the maximum of 10000 that are allowed for this object. You can use the CopyObject operation to copy this object to another and then add more data to the newly copied object.',
    );
  if (input.ServerSideEncryption !== undefined && input.ServerSideEncryption !== (current.encryption === undefined ? 'AES256' : 'aws:kms'))
    throw new EncryptionTypeMismatch(
      'The existing object was created with a different encryption type. Subsequent write requests must include the appropriate encryption parameters in the request or while creating the session.',
    );
  const claimed = readClaimedDigests(ctx.request.headers, current.checksum.algorithm);
  if (claimed.algorithm !== current.checksum.algorithm)
    throw new InvalidRequest('The checksum algorithm of an append must be that of the object.');
  const received = await receiveBody(storage, bodyOf(input, ctx.request.headers), claimed);
  try {
    return await joinBytes(storage, input, current, received, ctx);
  } catch (error) {
    storage.state.blobs.discard(received.blob.id);
    throw error;
  }
}

async function joinBytes(
  storage: Storage,
  input: PutObjectInput,
  current: StoredObject,
  { blob, checksum: added }: ReceivedBody,
  ctx: Context,
): Promise<PutObjectOutput> {
  const size = current.size + blob.size;
  const pieces = [...current.pieces, { blob: blob.id, size: blob.size }];
  const checksum = await checksumOver(storage, current, added, blob.size, pieces);
  return storage.state.atomically(() => {
    const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
    const now = currentOf(storage, input);
    // Someone else has written meanwhile.
    if (now?.pieces !== current.pieces && now?.etag !== current.etag) throw wrongOffset();
    checkWriteConditions(input, input.Key, now);
    const { accountId, versionId, rank, lastModified, parts, ...kept } = current;
    const etag = storage.random.hex(16);
    putVersion(storage, bucket, { ...kept, pieces, size, etag, checksum }, { eventName: 'ObjectCreated:Put', ctx });
    return { ETag: `"${etag}"`, Size: size, ...shownEncryption(current.encryption, undefined), ...checksumMembers(checksum) };
  });
}

async function checksumOver(
  storage: Storage,
  { checksum, size }: StoredObject,
  added: StoredChecksum,
  addedSize: number,
  pieces: readonly Piece[],
): Promise<StoredChecksum> {
  const { algorithm } = checksum;
  const value =
    isCombinable(algorithm) && checksum.type === 'FULL_OBJECT'
      ? combineChecksums(algorithm, [
          { size, checksum: checksum.value },
          { size: addedSize, checksum: added.value },
        ])
      : (await digestPieces(storage, pieces, size + addedSize, algorithm)).checksum;
  return { algorithm, value, type: 'FULL_OBJECT' };
}

function currentOf(storage: Storage, { Bucket, Key }: PutObjectInput): StoredObject | undefined {
  const version = storage.objects.get([Bucket, Key]);
  return version === undefined || version.deleteMarker === true ? undefined : version;
}

const wrongOffset = (): InvalidWriteOffset =>
  new InvalidWriteOffset('The write offset value that you specified does not match the current object size.');
