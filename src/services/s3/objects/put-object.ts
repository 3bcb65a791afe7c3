import type { PutObjectInput, PutObjectOutput } from '../../../../generated/s3/types.js';
import type { Context } from '../../../contract/context.js';
import { readObjectAccess } from '../access/object-acl.js';
import { hasAclHeaders } from '../access/read-acl.js';
import { checksumMembers, readClaimedDigests } from '../checksums/checksums.js';
import { etagUnder, readEncryption } from '../encryption/read-encryption.js';
import { shownContext, shownEncryption } from '../encryption/stored-encryption.js';
import { shownExpiration } from '../lifecycle/rules.js';
import { checkLockedUpload, readLock, withDefaultRetention } from '../lock/read-lock.js';
import { findBucket, type Storage } from '../storage.js';
import { readTagHeader } from '../tagging/tags.js';
import { NULL_VERSION } from '../versions/version-id.js';
import type { ObjectEventName } from './change.js';
import { checkWriteConditions } from './conditions.js';
import { checkKey, readStorageClass, readSystemHeaders } from './headers.js';
import { type Metadata, readMetadata } from './metadata.js';
import { bodyOf, receiveBody } from './receive-body.js';
import { refuseUnemulatedParameters } from './unemulated.js';
import { putVersion } from './write-version.js';

/** What browsers' forms give in ways of their own. */
export interface Upload {
  readonly eventName: ObjectEventName;
  readonly readMetadata: (metadata: Metadata | undefined) => Metadata;
  readonly bodyOf: typeof bodyOf;
}

const BY_PUT: Upload = { eventName: 'ObjectCreated:Put', readMetadata, bodyOf };

export async function putObject(storage: Storage, input: PutObjectInput, ctx: Context, upload = BY_PUT): Promise<PutObjectOutput> {
  refuseUnemulatedParameters('s3 PutObject', input);
  const target = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  checkKey(input.Key);
  if (hasAclHeaders(input)) readObjectAccess(storage, target, input, ctx);
  const headers = readSystemHeaders(input);
  const metadata = upload.readMetadata(input.Metadata);
  const tags = readTagHeader(input.Tagging);
  const storageClass = readStorageClass(input.StorageClass);
  const claimed = readClaimedDigests(ctx.request.headers);
  const encryption = readEncryption(storage, target, input, ctx);
  const asked = readLock(target, input, ctx.clock.now());
  checkLockedUpload(storage, target, asked, claimed);
  const body = upload.bodyOf(input, ctx.request.headers);

  const { blob, etag: md5, checksum } = await receiveBody(storage, body, claimed);
  try {
    const etag = etagUnder(storage, encryption, md5, target);
    return storage.state.atomically(() => {
      // The bucket may have gone while the body came.
      const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
      checkWriteConditions(input, input.Key, storage.objects.get([input.Bucket, input.Key]));
      const lock = withDefaultRetention(storage, bucket, asked);
      const object = {
        key: input.Key,
        pieces: [{ blob: blob.id, size: blob.size }],
        size: blob.size,
        etag,
        storageClass,
        headers,
        metadata,
        checksum,
        ...readObjectAccess(storage, bucket, input, ctx),
        ...(tags === undefined ? {} : { tags }),
        ...(encryption === undefined ? {} : { encryption }),
        ...(lock === undefined ? {} : { lock }),
      };
      const version = putVersion(storage, bucket, object, { eventName: upload.eventName, ctx });
      return {
        ETag: `"${etag}"`,
        ...shownEncryption(encryption, input.SSECustomerKeyMD5),
        ...shownContext(encryption),
        ...checksumMembers(checksum),
        ...shownExpiration(storage, bucket, version),
        // Recorded: AWS says nothing of the null version.
        ...(version.versionId === NULL_VERSION ? {} : { VersionId: version.versionId }),
      };
    });
  } catch (error) {
    storage.state.blobs.discard(blob.id);
    throw error;
  }
}
