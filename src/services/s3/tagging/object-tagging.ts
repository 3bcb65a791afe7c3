import { NoSuchKey } from '../../../../generated/s3/errors.js';
import type {
  DeleteObjectTaggingInput,
  DeleteObjectTaggingOutput,
  GetObjectTaggingInput,
  GetObjectTaggingOutput,
  PutObjectTaggingInput,
  PutObjectTaggingOutput,
} from '../../../../generated/s3/types.js';
import type { Context } from '../../../contract/context.js';
import { findVersion, markerNotAllowed, shownVersion } from '../objects/find-version.js';
import type { StoredObject } from '../objects/stored-version.js';
import { alterVersion } from '../objects/write-version.js';
import { type Bucket, findBucket, type Storage } from '../storage.js';
import { checkTags } from './tags.js';

export function putObjectTagging(storage: Storage, input: PutObjectTaggingInput, ctx: Context): PutObjectTaggingOutput {
  const { bucket, object } = findTagged(storage, input, ctx);
  const tags = checkTags(input.Tagging.TagSet, 'object');
  const { tags: _, ...untagged } = object;
  const altered: StoredObject = tags.length === 0 ? untagged : { ...untagged, tags };
  alterVersion(storage, bucket, object, altered, { eventName: 'ObjectTagging:Put', ctx });
  return shownVersion(bucket, object);
}

export function getObjectTagging(storage: Storage, input: GetObjectTaggingInput, ctx: Context): GetObjectTaggingOutput {
  const { bucket, object } = findTagged(storage, input, ctx);
  return { TagSet: [...(object.tags ?? [])], ...shownVersion(bucket, object) };
}

export function deleteObjectTagging(storage: Storage, input: DeleteObjectTaggingInput, ctx: Context): DeleteObjectTaggingOutput {
  const { bucket, object } = findTagged(storage, input, ctx);
  const { tags, ...untagged } = object;
  if (tags !== undefined) alterVersion(storage, bucket, object, untagged, { eventName: 'ObjectTagging:Delete', ctx });
  return shownVersion(bucket, object);
}

interface TaggedAddress {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

/** Recorded: a delete marker is refused as such, whether its version is named or it is current. */
function findTagged(
  storage: Storage,
  input: TaggedAddress,
  { request }: Context,
): { readonly bucket: Bucket; readonly object: StoredObject } {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const version =
    input.VersionId === undefined
      ? storage.objects.get([bucket.name, input.Key])
      : findVersion(storage, bucket, input.Key, input.VersionId);
  if (version === undefined) throw new NoSuchKey('The specified key does not exist.', { Key: input.Key });
  if (version.deleteMarker === true) throw markerNotAllowed(version, request.method);
  return { bucket, object: version };
}
