import {
  AccessControlListNotSupported,
  CrossLocationLoggingProhibitted,
  InvalidTargetBucketForLogging,
  MalformedXML,
} from '../../../../generated/s3/errors.js';
import type {
  GetBucketLoggingInput,
  GetBucketLoggingOutput,
  LoggingEnabled,
  PutBucketLoggingInput,
} from '../../../../generated/s3/types.js';
import { isOwnerEnforced } from '../access/ownership-controls.js';
import { readAclDocument } from '../access/read-acl.js';
import { deleteSetting, readSetting, writeSetting } from '../buckets/settings.js';
import { type Bucket, canonicalIdOf, findBucket, type Storage } from '../storage.js';

/** Without a target logging ends. */
export function putBucketLogging(storage: Storage, input: PutBucketLoggingInput): Record<string, never> {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const { LoggingEnabled } = input.BucketLoggingStatus;
  if (LoggingEnabled === undefined) {
    deleteSetting(storage, bucket, 'logging');
    return {};
  }
  checkTarget(storage, bucket, LoggingEnabled);
  writeSetting(storage, bucket, 'logging', LoggingEnabled);
  storage.loggedBuckets.add(bucket.name);
  return {};
}

export function getBucketLogging(storage: Storage, input: GetBucketLoggingInput): GetBucketLoggingOutput {
  const LoggingEnabled = readSetting(storage, findBucket(storage, input.Bucket, input.ExpectedBucketOwner), 'logging');
  return LoggingEnabled === undefined ? {} : { LoggingEnabled };
}

/** The logs of a bucket go to a bucket of the same owner in the same region. */
function checkTarget(storage: Storage, source: Bucket, { TargetBucket, TargetGrants, TargetObjectKeyFormat }: LoggingEnabled): void {
  const target = storage.buckets.get([TargetBucket]);
  if (target === undefined) throw new InvalidTargetBucketForLogging('The target bucket for logging does not exist', { TargetBucket });
  if (target.accountId !== source.accountId)
    throw new InvalidTargetBucketForLogging('The owner for the bucket to be logged and the target bucket must be the same.', {
      TargetBucket,
    });
  if (target.region !== source.region)
    throw new CrossLocationLoggingProhibitted('Cross S3 location logging not allowed. ', {
      TargetBucketLocation: target.region,
      SourceBucketLocation: source.region,
    });
  if (TargetGrants !== undefined && TargetGrants.length > 0) {
    readAclDocument(storage, { Owner: { ID: canonicalIdOf(target.accountId) }, Grants: TargetGrants });
    if (isOwnerEnforced(storage, target)) throw new AccessControlListNotSupported('The bucket does not allow ACLs');
  }
  const { SimplePrefix, PartitionedPrefix } = TargetObjectKeyFormat ?? {};
  if (TargetObjectKeyFormat !== undefined && (SimplePrefix === undefined) === (PartitionedPrefix === undefined))
    throw new MalformedXML('The XML you provided was not well-formed or did not validate against our published schema');
}
