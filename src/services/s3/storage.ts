/** What S3 keeps: buckets, the versions of their objects, uploads and settings, under names that the whole emulator shares. */
import { createHash } from 'node:crypto';
import { AccessDenied, InvalidBucketOwnerAWSAccountID, NoSuchBucket } from '../../../generated/s3/errors.js';
import type { Clock } from '../../clock/clock.js';
import type { State, Table } from '../../state/table.js';
import type { Accounts, Random, ServiceDependencies } from '../dependencies.js';
import { openSettings, RecentSettings, type Settings } from './buckets/settings.js';
import { openRenames, type Renames } from './directory-buckets/renames.js';
import type { DirectoryFacts } from './directory-buckets/zone.js';
import { type Lifecycles, openLifecycles } from './lifecycle/lifecycles.js';
import { guardLocked } from './lock/protection.js';
import { LoggedBuckets } from './logging/logged-buckets.js';
import { openUploads, type Uploads } from './multipart/uploads.js';
import type { ObjectListener, RemovalGuard } from './objects/change.js';
import { blobsOf, type StoredVersion } from './objects/stored-version.js';
import { openRestores, type Restores } from './restore/restores.js';

export interface Bucket {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  /** As it was asked for: `EU` stays `EU`. Absent in us-east-1. */
  readonly locationConstraint?: string;
  /** Milliseconds since the epoch, as all times here. */
  readonly createdAt: number;
  /** Absent until versioning is first asked for; it can't be had back. */
  readonly versioning?: 'Enabled' | 'Suspended';
  /** Present for a directory bucket. */
  readonly directory?: DirectoryFacts;
  /** Whether versions can be locked; once they can, they always can. */
  readonly objectLock?: true;
}

export interface Storage {
  readonly state: State;
  readonly clock: Clock;
  readonly random: Random;
  /** Those that have names. */
  readonly accounts: Accounts;
  readonly buckets: Table<readonly [name: string], Bucket>;
  /** The current version of each key: an object or a delete marker. Written by objects/write-version.ts alone, as are the next two. */
  readonly objects: Table<readonly [bucket: string, key: string], StoredVersion>;
  /** The older versions, the newest first. */
  readonly noncurrent: Table<readonly [bucket: string, key: string, rank: number], StoredVersion>;
  /** Where among the older versions the null version stands; the others tell by their ids. */
  readonly nulls: Table<readonly [bucket: string, key: string], NullRank>;
  readonly settings: Settings;
  readonly recentSettings: RecentSettings;
  readonly uploads: Uploads;
  /** Of directory buckets, by the tokens that came with them. */
  readonly renames: Renames;
  readonly lifecycles: Lifecycles;
  readonly restores: Restores;
  readonly loggedBuckets: LoggedBuckets;
  /** Told of every change of a version, within the work that makes it. */
  readonly listeners: ObjectListener[];
  /** Asked before a version is removed for good; they throw where it may not be. */
  readonly removalGuards: RemovalGuard[];
}

export interface NullRank {
  readonly accountId: string;
  readonly rank: number;
}

type StorageDependencies = Pick<ServiceDependencies, 'state' | 'clock' | 'random' | 'accounts'>;

const opened = new WeakMap<State, Storage>();

/** One for all parts of the service, so that whoever listens hears of every change. */
export function openStorage(deps: StorageDependencies): Storage {
  const known = opened.get(deps.state);
  if (known !== undefined) return known;
  const storage = newStorage(deps);
  opened.set(deps.state, storage);
  return storage;
}

function newStorage({ state, clock, random, accounts }: StorageDependencies): Storage {
  const owner = (version: StoredVersion): string => version.accountId;
  const settings = openSettings(state);
  const opening = (): Storage => storage;
  const storage: Storage = {
    state,
    clock,
    random,
    accounts,
    buckets: state.globalTable('buckets', { owner: (bucket: Bucket) => bucket.accountId }),
    objects: state.globalTable('objects', { owner, blobs: blobsOf }),
    noncurrent: state.globalTable('noncurrent', { owner, blobs: blobsOf }),
    nulls: state.globalTable('nulls', { owner: (at: NullRank) => at.accountId }),
    settings,
    recentSettings: new RecentSettings(settings),
    uploads: openUploads(state),
    renames: openRenames(state),
    lifecycles: openLifecycles(state, clock, opening),
    restores: openRestores(state, clock, opening),
    loggedBuckets: new LoggedBuckets(state, settings),
    listeners: [{ setting: 'lifecycle', hear: ({ bucket }) => storage.lifecycles.changed(bucket) }],
    removalGuards: [guardLocked(clock)],
  };
  return storage;
}

/** Looks the bucket up and checks that it belongs to whom the caller expects. */
export function findBucket(storage: Storage, name: string, expectedOwner: string | undefined): Bucket {
  if (expectedOwner !== undefined) checkAccountId(expectedOwner);
  const bucket = storage.buckets.get([name]);
  if (bucket === undefined) throw new NoSuchBucket('The specified bucket does not exist', { BucketName: name });
  if (expectedOwner !== undefined && expectedOwner !== bucket.accountId) throw new AccessDenied('Access Denied');
  return bucket;
}

function checkAccountId(account: string): void {
  if (!/^\d{12}$/.test(account))
    throw new InvalidBucketOwnerAWSAccountID(`The value of the expected bucket owner parameter must be an AWS Account ID... [${account}]`);
}

/** 64 hexadecimal digits, as AWS's canonical user ids have. */
export const canonicalIdOf = (accountId: string): string => createHash('sha256').update(`canonical user ${accountId}`).digest('hex');
