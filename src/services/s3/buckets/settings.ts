/**
 * The settings of buckets: one row for each document that a caller has put. A kind of setting is either one document
 * (`BucketSettings`) or several with ids of their own (`BucketSettingLists`).
 */
import type {
  AnalyticsConfiguration,
  CORSRule,
  IntelligentTieringConfiguration,
  InventoryConfiguration,
  LoggingEnabled,
  MetricsConfiguration,
  WebsiteConfiguration,
} from '../../../../generated/s3/types.js';
import type { State, Table } from '../../../state/table.js';
import type { Acl } from '../access/acl.js';
import type { StoredPolicy } from '../access/bucket-policy.js';
import type { ObjectOwnership } from '../access/ownership-controls.js';
import type { PublicAccessBlock } from '../access/public-access-block.js';
import type { BucketEncryption } from '../encryption/bucket-encryption.js';
import type { Lifecycle } from '../lifecycle/rules.js';
import type { DefaultRetention } from '../lock/stored-lock.js';
import type { MetadataSetting } from '../metadata-tables/metadata-configuration.js';
import type { MetadataTableSetting } from '../metadata-tables/metadata-table.js';
import type { NotificationSetting } from '../notifications/setting.js';
import type { ReplicationSetting } from '../replication/rules.js';
import type { Bucket, Storage } from '../storage.js';
import type { Tag } from '../tagging/tag.js';
import type { AccelerateStatus } from './accelerate.js';

/** By kind, what is kept of the one document. */
export interface BucketSettings {
  /** Absent where it is off. */
  readonly abac: 'Enabled';
  readonly accelerate: AccelerateStatus;
  readonly cors: readonly CORSRule[];
  readonly logging: LoggingEnabled;
  /** Absent where the owner pays. */
  readonly payer: 'Requester';
  readonly website: WebsiteConfiguration;
  /** Absent for a private one. */
  readonly acl: Acl;
  readonly metadata: MetadataSetting;
  readonly 'metadata-table': MetadataTableSetting;
  /** Of Object Lock. */
  readonly 'default-retention': DefaultRetention;
  readonly encryption: BucketEncryption;
  readonly lifecycle: Lifecycle;
  readonly notification: NotificationSetting;
  readonly ownership: ObjectOwnership;
  readonly policy: StoredPolicy;
  readonly 'public-access-block': PublicAccessBlock;
  readonly replication: ReplicationSetting;
  readonly tagging: readonly Tag[];
}

/** By kind, what is kept of each of the documents. */
export interface BucketSettingLists {
  readonly analytics: AnalyticsConfiguration;
  readonly 'intelligent-tiering': IntelligentTieringConfiguration;
  readonly inventory: InventoryConfiguration;
  readonly metrics: MetricsConfiguration;
}

interface Setting {
  readonly accountId: string;
  readonly value: unknown;
}

/** The id is empty for the kinds of one document. */
export type Settings = Table<readonly [bucket: string, kind: string, id: string], Setting>;

export const openSettings = (state: State): Settings => state.globalTable('settings', { owner: ({ accountId }: Setting) => accountId });

const MOST_RECENT = 1000;

/** The settings as they were last read, until one changes: every request asks for several, and most buckets have none. */
export class RecentSettings {
  readonly #settings: Settings;
  readonly #buckets = new Map<string, Map<keyof BucketSettings, Setting | 'none'>>();
  #version = -1;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  get(bucket: string, kind: keyof BucketSettings): unknown {
    if (this.#version !== this.#settings.version || this.#buckets.size > MOST_RECENT) {
      this.#version = this.#settings.version;
      this.#buckets.clear();
    }
    let kinds = this.#buckets.get(bucket);
    if (kinds === undefined) {
      kinds = new Map();
      this.#buckets.set(bucket, kinds);
    }
    let setting = kinds.get(kind);
    if (setting === undefined) {
      setting = this.#settings.get([bucket, kind, '']) ?? 'none';
      kinds.set(kind, setting);
    }
    return setting === 'none' ? undefined : setting.value;
  }
}

/** Undefined where it was never put, or was deleted. */
export function readSetting<K extends keyof BucketSettings>(storage: Storage, bucket: Bucket, kind: K): BucketSettings[K] | undefined {
  // A kind's rows are written by writeSetting alone.
  return storage.recentSettings.get(bucket.name, kind) as BucketSettings[K] | undefined;
}

export function writeSetting<K extends keyof BucketSettings>(storage: Storage, bucket: Bucket, kind: K, value: BucketSettings[K]): void {
  storage.settings.put([bucket.name, kind, ''], { accountId: bucket.accountId, value });
}

/** @returns whether there was one. */
export const deleteSetting = (storage: Storage, bucket: Bucket, kind: keyof BucketSettings): boolean =>
  storage.settings.delete([bucket.name, kind, '']);

export function readListed<K extends keyof BucketSettingLists>(
  storage: Storage,
  bucket: Bucket,
  kind: K,
  id: string,
): BucketSettingLists[K] | undefined {
  // As above, by writeListed.
  return storage.settings.get([bucket.name, kind, id])?.value as BucketSettingLists[K] | undefined;
}

export function writeListed<K extends keyof BucketSettingLists>(
  storage: Storage,
  bucket: Bucket,
  kind: K,
  id: string,
  value: BucketSettingLists[K],
): void {
  storage.settings.put([bucket.name, kind, id], { accountId: bucket.accountId, value });
}

/** @returns whether there was one. */
export const deleteListed = (storage: Storage, bucket: Bucket, kind: keyof BucketSettingLists, id: string): boolean =>
  storage.settings.delete([bucket.name, kind, id]);

/**
 * All documents of the kind, in order of their ids.
 * @param after leaves out those up to this id.
 */
export function* listSettings<K extends keyof BucketSettingLists>(
  storage: Storage,
  bucket: Bucket,
  kind: K,
  after?: string,
): IterableIterator<readonly [id: string, value: BucketSettingLists[K]]> {
  for (const [[, , id], { value }] of storage.settings.range({
    prefix: [bucket.name, kind],
    ...(after === undefined ? {} : { after: [bucket.name, kind, after] }),
  })) {
    yield [id, value as BucketSettingLists[K]]; // as above
  }
}

/** With the bucket go all its settings. */
export function deleteSettings(storage: Storage, bucket: Bucket): void {
  for (const [key] of storage.settings.range({ prefix: [bucket.name] })) storage.settings.delete(key);
}
