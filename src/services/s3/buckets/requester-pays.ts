/** Buckets whose requesters pay (S3 User Guide, "Using Requester Pays buckets for storage transfers and usage"). */
import { AccessDenied } from '../../../../generated/s3/errors.js';
import type { Context } from '../../../contract/context.js';
import type { Bucket, Storage } from '../storage.js';
import { readSetting } from './settings.js';

/** The operations that somebody pays for: those whose input has RequestPayer. */
export const REQUESTER_PAYS: ReadonlySet<string> = new Set([
  'abortMultipartUpload',
  'completeMultipartUpload',
  'copyObject',
  'createMultipartUpload',
  'deleteObject',
  'deleteObjects',
  'getObject',
  'getObjectAcl',
  'getObjectAttributes',
  'getObjectLegalHold',
  'getObjectRetention',
  'getObjectTagging',
  'getObjectTorrent',
  'headObject',
  'listMultipartUploads',
  'listObjectVersions',
  'listObjects',
  'listObjectsV2',
  'listParts',
  'putObject',
  'putObjectAcl',
  'putObjectLegalHold',
  'putObjectLockConfiguration',
  'putObjectRetention',
  'putObjectTagging',
  'restoreObject',
  'uploadPart',
  'uploadPartCopy',
]);

/**
 * @param ctx of a caller who isn't the bucket's owner.
 * @returns what the answer says of it; undefined where the owner pays.
 * @throws AccessDenied for who doesn't say that it pays, or is nobody.
 */
export function chargedTo(
  storage: Storage,
  bucket: Bucket,
  { principal, request }: Context,
): { readonly RequestCharged: 'requester' } | undefined {
  if (readSetting(storage, bucket, 'payer') === undefined) return undefined;
  if (principal.kind === 'anonymous' || request.headers['x-amz-request-payer'] !== 'requester') throw new AccessDenied('Access Denied');
  return { RequestCharged: 'requester' };
}
