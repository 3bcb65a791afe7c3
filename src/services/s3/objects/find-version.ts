/** Which version a caller means, and what it is told where there is none to read. */
import { MethodNotAllowed, NoSuchKey, NoSuchVersion } from '../../../../generated/s3/errors.js';
import type { Bucket, Storage } from '../storage.js';
import { checkVersionId } from '../versions/version-id.js';
import type { DeleteMarker, StoredObject, StoredVersion } from './stored-version.js';
import { findNoncurrent } from './write-version.js';

export interface ObjectAddress {
  readonly Key: string;
  readonly VersionId?: string | undefined;
}

/**
 * The object that is to be read.
 * @param method of the request, which a refusal names.
 * @throws NoSuchKey, NoSuchVersion, MethodNotAllowed for a delete marker, InvalidArgument for what is no version id.
 */
export function findObject(storage: Storage, bucket: Bucket, { Key, VersionId }: ObjectAddress, method: string): StoredObject {
  if (VersionId !== undefined) {
    const version = findVersion(storage, bucket, Key, VersionId);
    if (version.deleteMarker === true) throw markerNotAllowed(version, method);
    return version;
  }
  const current = storage.objects.get([bucket.name, Key]);
  if (current === undefined) throw new NoSuchKey('The specified key does not exist.', { Key });
  if (current.deleteMarker === true)
    throw new NoSuchKey('The specified key does not exist.', { Key, DeleteMarker: true, VersionId: current.versionId });
  return current;
}

/** @throws NoSuchVersion, InvalidArgument */
export function findVersion(storage: Storage, bucket: Bucket, key: string, versionId: string): StoredVersion {
  const version = peekVersion(storage, bucket, key, versionId);
  if (version === undefined) throw new NoSuchVersion('The specified version does not exist.', { Key: key, VersionId: versionId });
  return version;
}

/** Undefined where there is none. @throws InvalidArgument */
export function peekVersion(storage: Storage, bucket: Bucket, key: string, versionId: string): StoredVersion | undefined {
  checkVersionId(versionId);
  const current = storage.objects.get([bucket.name, key]);
  return current === undefined || current.versionId === versionId ? current : findNoncurrent(storage, bucket.name, key, versionId);
}

export const markerNotAllowed = (marker: DeleteMarker, method: string): MethodNotAllowed =>
  new MethodNotAllowed('The specified method is not allowed against this resource.', {
    Method: method,
    ResourceType: 'DeleteMarker',
    DeleteMarker: true,
    VersionId: marker.versionId,
    LastModified: new Date(marker.lastModified),
    Allow: 'DELETE',
  });

/** The version id that answers of reads show: none as long as the bucket had no versioning. */
export const shownVersion = (bucket: Bucket, { versionId }: StoredVersion): { VersionId?: string } =>
  bucket.versioning === undefined ? {} : { VersionId: versionId };
