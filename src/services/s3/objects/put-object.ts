import type { PutObjectInput, PutObjectOutput } from '../../../../generated/s3/types.js';
import type { Context } from '../../../contract/context.js';
import { readObjectAccess } from '../access/object-acl.js';
import { hasAclHeaders } from '../access/read-acl.js';
import { checksumMembers, readClaimedDigests } from '../checksums/checksums.js';
import { findBucket, type Storage } from '../storage.js';
import { readTagHeader } from '../tagging/tags.js';
import { NULL_VERSION } from '../versions/version-id.js';
import { checkWriteConditions } from './conditions.js';
import { checkKey, readStorageClass, readSystemHeaders } from './headers.js';
import { readMetadata } from './metadata.js';
import { bodyOf, receiveBody } from './receive-body.js';
import { refuseUnemulatedParameters } from './unemulated.js';
import { putVersion } from './write-version.js';

export async function putObject(storage: Storage, input: PutObjectInput, ctx: Context): Promise<PutObjectOutput> {
  refuseUnemulatedParameters('s3 PutObject', input);
  const target = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  checkKey(input.Key);
  if (hasAclHeaders(input)) readObjectAccess(storage, target, input, ctx);
  const metadata = readMetadata(input.Metadata);
  const tags = readTagHeader(input.Tagging);
  const storageClass = readStorageClass(input.StorageClass);
  const claimed = readClaimedDigests(ctx.request.headers);
  const body = bodyOf(input, ctx.request.headers);

  const { blob, etag, checksum } = await receiveBody(storage, body, claimed);
  try {
    const { versionId } = storage.state.atomically(() => {
      // The bucket may have gone while the body came.
      const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
      checkWriteConditions(input, input.Key, storage.objects.get([input.Bucket, input.Key]));
      const object = {
        key: input.Key,
        pieces: [{ blob: blob.id, size: blob.size }],
        size: blob.size,
        etag,
        storageClass,
        headers: readSystemHeaders(input),
        metadata,
        checksum,
        ...readObjectAccess(storage, bucket, input, ctx),
        ...(tags === undefined ? {} : { tags }),
      };
      return putVersion(storage, bucket, object, { eventName: 'ObjectCreated:Put', ctx });
    });
    return {
      ETag: `"${etag}"`,
      ServerSideEncryption: 'AES256',
      ...checksumMembers(checksum),
      // Recorded: AWS says nothing of the null version.
      ...(versionId === NULL_VERSION ? {} : { VersionId: versionId }),
    };
  } catch (error) {
    storage.state.blobs.discard(blob.id);
    throw error;
  }
}
