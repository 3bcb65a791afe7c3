/** The configurations that a bucket may have up to 1,000 of, each under an id: analytics, metrics, inventory, Intelligent-Tiering. */
import { IdMismatch, InvalidArgument, NoSuchConfiguration, TooManyConfigurations } from '../../../../generated/s3/errors.js';
import { type BucketSettingLists, deleteListed, listSettings, readListed, writeListed } from '../buckets/settings.js';
import { type Bucket, findBucket, type Storage } from '../storage.js';

/** S3 API reference, PutBucketInventoryConfiguration and its like. */
const MOST_CONFIGURATIONS = 1000;
/** S3 API reference, ListBucketInventoryConfigurations: up to 100 at a time. */
const PAGE = 100;

interface BucketAddress {
  readonly Bucket: string;
  readonly ExpectedBucketOwner?: string | undefined;
}

interface ConfigurationAddress extends BucketAddress {
  readonly Id: string;
}

interface PageAddress extends BucketAddress {
  readonly ContinuationToken?: string | undefined;
}

/** What lists say besides the configurations. */
interface PageFacts {
  readonly IsTruncated: boolean;
  readonly ContinuationToken?: string;
  readonly NextContinuationToken?: string;
}

/**
 * @param check refuses what the kind doesn't allow, once the bucket is found and the ids match.
 * @throws NoSuchBucket, IdMismatch, TooManyConfigurations
 */
export function putConfiguration<K extends keyof BucketSettingLists>(
  storage: Storage,
  input: ConfigurationAddress,
  kind: K,
  configuration: BucketSettingLists[K] & { readonly Id: string },
  check: (bucket: Bucket) => void,
): Bucket {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  if (configuration.Id !== input.Id) throw new IdMismatch('Document ID does not match the specified configuration ID.');
  check(bucket);
  if (
    readListed(storage, bucket, kind, input.Id) === undefined &&
    storage.settings.count({ prefix: [bucket.name, kind] }) >= MOST_CONFIGURATIONS
  )
    throw new TooManyConfigurations(
      'You are attempting to create a new configuration but have already reached the 1,000-configuration limit.',
    );
  writeListed(storage, bucket, kind, input.Id, configuration);
  return bucket;
}

/** @throws NoSuchBucket, NoSuchConfiguration */
export function getConfiguration<K extends keyof BucketSettingLists>(
  storage: Storage,
  input: ConfigurationAddress,
  kind: K,
): BucketSettingLists[K] {
  const found = readListed(storage, findBucket(storage, input.Bucket, input.ExpectedBucketOwner), kind, input.Id);
  if (found === undefined) throw noSuchConfiguration();
  return found;
}

/** @throws NoSuchBucket, NoSuchConfiguration */
export function deleteConfiguration(storage: Storage, input: ConfigurationAddress, kind: keyof BucketSettingLists): Record<string, never> {
  if (!deleteListed(storage, findBucket(storage, input.Bucket, input.ExpectedBucketOwner), kind, input.Id)) throw noSuchConfiguration();
  return {};
}

/** Recorded: in order of their ids, and without the list where there is none. */
export function listConfigurations<K extends keyof BucketSettingLists>(
  storage: Storage,
  input: PageAddress,
  kind: K,
): { readonly facts: PageFacts; readonly page: BucketSettingLists[K][] | undefined } {
  const bucket = findBucket(storage, input.Bucket, input.ExpectedBucketOwner);
  const after = input.ContinuationToken === undefined ? undefined : readToken(input.ContinuationToken);
  const page: BucketSettingLists[K][] = [];
  let last: string | undefined;
  let next: string | undefined;
  for (const [id, value] of listSettings(storage, bucket, kind, after)) {
    if (page.length === PAGE) {
      next = last;
      break;
    }
    page.push(value);
    last = id;
  }
  const facts = {
    IsTruncated: next !== undefined,
    ...(input.ContinuationToken === undefined ? {} : { ContinuationToken: input.ContinuationToken }),
    ...(next === undefined ? {} : { NextContinuationToken: Buffer.from(`after ${next}`).toString('base64') }),
  };
  return { facts, page: page.length === 0 ? undefined : page };
}

function readToken(token: string): string {
  const text = Buffer.from(token, 'base64').toString();
  if (!text.startsWith('after '))
    throw new InvalidArgument('The continuation token provided is incorrect', { ArgumentName: 'continuation-token' });
  return text.slice('after '.length);
}

const noSuchConfiguration = (): NoSuchConfiguration => new NoSuchConfiguration('The specified configuration does not exist.');
