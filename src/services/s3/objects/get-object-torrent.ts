import { MethodNotAllowed } from '../../../../generated/s3/errors.js';
import type { GetObjectTorrentInput } from '../../../../generated/s3/types.js';
import { findBucket, type Storage } from '../storage.js';
import { findObject } from './find-version.js';

/** AWS has given no torrents since April 2022. @throws MethodNotAllowed */
export function getObjectTorrent(storage: Storage, input: GetObjectTorrentInput): never {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  findObject(storage, bucket, { Key: input.Key }, 'GET');
  throw new MethodNotAllowed('The specified method is not allowed against this resource.', { Method: 'GET', ResourceType: 'TORRENT' });
}
