import { InvalidRequest, NoSuchLifecycleConfiguration } from '../../../../generated/s3/errors.js';
import type {
  DeleteBucketLifecycleInput,
  GetBucketLifecycleConfigurationInput,
  GetBucketLifecycleConfigurationOutput,
  PutBucketLifecycleConfigurationInput,
  PutBucketLifecycleConfigurationOutput,
} from '../../../../generated/s3/types.js';
import { deleteSetting, readSetting, writeSetting } from '../buckets/settings.js';
import { findBucket, type Storage } from '../storage.js';
import { checkRules } from './check-rules.js';
import type { Lifecycle } from './rules.js';

export function putBucketLifecycleConfiguration(
  storage: Storage,
  input: PutBucketLifecycleConfigurationInput,
): PutBucketLifecycleConfigurationOutput {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const minimumSize = readMinimumSize(input.TransitionDefaultMinimumObjectSize);
  const rules = checkRules(input.LifecycleConfiguration?.Rules ?? [], storage.random);
  writeSetting(storage, bucket, 'lifecycle', { rules, minimumSize });
  storage.lifecycles.changed(bucket);
  return { TransitionDefaultMinimumObjectSize: minimumSize };
}

export function getBucketLifecycleConfiguration(
  storage: Storage,
  input: GetBucketLifecycleConfigurationInput,
): GetBucketLifecycleConfigurationOutput {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const lifecycle = readSetting(storage, bucket, 'lifecycle');
  if (lifecycle === undefined)
    throw new NoSuchLifecycleConfiguration('The lifecycle configuration does not exist', { BucketName: bucket.name });
  return { Rules: [...lifecycle.rules], TransitionDefaultMinimumObjectSize: lifecycle.minimumSize };
}

export function deleteBucketLifecycle(storage: Storage, input: DeleteBucketLifecycleInput): Record<string, never> {
  deleteSetting(storage, findBucket(storage, input.Bucket, input.ExpectedBucketOwner), 'lifecycle');
  return {};
}

function readMinimumSize(asked = 'all_storage_classes_128K'): Lifecycle['minimumSize'] {
  if (asked !== 'all_storage_classes_128K' && asked !== 'varies_by_storage_class')
    throw new InvalidRequest(`Invalid TransitionDefaultMinimumObjectSize found: ${asked}`);
  return asked;
}
