/** What S3 keeps: buckets and objects, under names that the whole emulator shares. */
import { createHash } from 'node:crypto';
import { AccessDenied, InvalidBucketOwnerAWSAccountID, NoSuchBucket } from '../../../generated/s3/errors.js';
import type { State, Table } from '../../state/table.js';
import type { StoredChecksum } from './checksums.js';

export interface Bucket {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  /** As it was asked for: `EU` stays `EU`. Absent in us-east-1. */
  readonly locationConstraint?: string;
  /** Milliseconds since the epoch, as all times here. */
  readonly createdAt: number;
}

export interface StoredObject {
  readonly key: string;
  readonly accountId: string;
  readonly blob: string;
  /** Bytes. */
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  readonly lastModified: number;
  readonly storageClass: string;
  readonly headers: SystemHeaders;
  readonly metadata: Readonly<Record<string, string>>;
  readonly checksum: StoredChecksum;
}

/** The headers that S3 keeps with an object and gives back. */
export interface SystemHeaders {
  readonly contentType: string;
  readonly cacheControl?: string;
  readonly contentDisposition?: string;
  readonly contentEncoding?: string;
  readonly contentLanguage?: string;
  readonly expires?: string;
  readonly websiteRedirectLocation?: string;
}

export interface Storage {
  readonly state: State;
  readonly buckets: Table<readonly [name: string], Bucket>;
  readonly objects: Table<readonly [bucket: string, key: string], StoredObject>;
}

export function openStorage(state: State): Storage {
  return {
    state,
    buckets: state.globalTable('buckets', { owner: (bucket: Bucket) => bucket.accountId }),
    objects: state.globalTable('objects', {
      owner: (object: StoredObject) => object.accountId,
      blobs: (object: StoredObject) => [object.blob],
    }),
  };
}

/** Looks the bucket up and checks that it belongs to whom the caller expects. */
export function findBucket(storage: Storage, name: string, expectedOwner: string | undefined): Bucket {
  if (expectedOwner !== undefined && !/^\d{12}$/.test(expectedOwner))
    throw new InvalidBucketOwnerAWSAccountID(
      `The value of the expected bucket owner parameter must be an AWS Account ID... [${expectedOwner}]`,
    );
  const bucket = storage.buckets.get([name]);
  if (bucket === undefined) throw new NoSuchBucket('The specified bucket does not exist', { BucketName: name });
  if (expectedOwner !== undefined && expectedOwner !== bucket.accountId) throw new AccessDenied('Access Denied');
  return bucket;
}

/** 64 hexadecimal digits, as AWS's canonical user ids have. */
export const canonicalIdOf = (accountId: string): string => createHash('sha256').update(`canonical user ${accountId}`).digest('hex');
