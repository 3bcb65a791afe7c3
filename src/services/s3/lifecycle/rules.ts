/** Which rules of a lifecycle configuration concern a version, and when. */
import type { LifecycleRule, LifecycleRuleFilter } from '../../../../generated/s3/types.js';
import { readSetting } from '../buckets/settings.js';
import type { StoredObject } from '../objects/stored-version.js';
import type { Bucket, Storage } from '../storage.js';
import type { Tag } from '../tagging/tag.js';
import { DAY, nextMidnight } from './days.js';

export type StoredRule = LifecycleRule & { readonly ID: string };

export interface Lifecycle {
  readonly rules: readonly StoredRule[];
  readonly minimumSize: 'all_storage_classes_128K' | 'varies_by_storage_class';
}

/** Bytes: what is smaller isn't worth moving, unless a rule's filter speaks of sizes. */
const WORTH_MOVING = 128 * 1024;
const WARM_TO_COLD = [
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'INTELLIGENT_TIERING',
  'ONEZONE_IA',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
];
const ARCHIVES: ReadonlySet<string> = new Set(['GLACIER', 'DEEP_ARCHIVE']);

/** What a rule's filter asks for, wherever in it that stands. */
export interface Predicates {
  readonly prefix: string;
  readonly tags: readonly Tag[];
  /** Bytes, exclusive. */
  readonly above: number | undefined;
  readonly below: number | undefined;
}

export function predicatesOf({ Filter, Prefix }: LifecycleRule): Predicates {
  const { And: and }: LifecycleRuleFilter = Filter ?? {};
  return {
    prefix: and?.Prefix ?? Filter?.Prefix ?? Prefix ?? '',
    tags: and?.Tags ?? (Filter?.Tag === undefined ? [] : [Filter.Tag]),
    above: and?.ObjectSizeGreaterThan ?? Filter?.ObjectSizeGreaterThan,
    below: and?.ObjectSizeLessThan ?? Filter?.ObjectSizeLessThan,
  };
}

const isEnabled = ({ Status }: LifecycleRule): boolean => Status === 'Enabled';

export function rulesFor({ rules }: Lifecycle, { key, size, tags: tagged = [] }: StoredObject): readonly StoredRule[] {
  return rules.filter((rule) => {
    const { prefix, tags, above, below } = predicatesOf(rule);
    return (
      isEnabled(rule) &&
      key.startsWith(prefix) &&
      tags.every(({ Key, Value }) => tagged.some((tag) => tag.Key === Key && tag.Value === Value)) &&
      (above === undefined || size > above) &&
      (below === undefined || size < below)
    );
  });
}

/** The rules for what has neither tags nor a size: delete markers and uploads. */
export function rulesForKey({ rules }: Lifecycle, key: string): readonly StoredRule[] {
  return rules.filter((rule) => {
    const { prefix, tags, above, below } = predicatesOf(rule);
    return isEnabled(rule) && key.startsWith(prefix) && tags.length === 0 && above === undefined && below === undefined;
  });
}

export interface Due {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly rule: StoredRule;
}

/** When the current version expires; the earliest where several rules say. */
export function expirationOf(rules: readonly StoredRule[], lastModified: number): Due | undefined {
  return earliest(rules, ({ Expiration: { Days, Date: date } = {} }) => (Days === undefined ? date?.getTime() : after(lastModified, Days)));
}

/** When an upload that isn't completed is aborted. */
export const abortionOf = (lifecycle: Lifecycle, key: string, initiated: number): Due | undefined =>
  earliest(rulesForKey(lifecycle, key), ({ AbortIncompleteMultipartUpload: { DaysAfterInitiation } = {} }) =>
    DaysAfterInitiation === undefined ? undefined : after(initiated, DaysAfterInitiation),
  );

/**
 * @param newer how many noncurrent versions of the key are newer.
 * @param since when the version ceased to be current.
 */
export const noncurrentExpirationOf = (rules: readonly StoredRule[], newer: number, since: number): Due | undefined =>
  earliest(rules, ({ NoncurrentVersionExpiration: { NoncurrentDays, NewerNoncurrentVersions = 0 } = {} }) =>
    NoncurrentDays === undefined || newer < NewerNoncurrentVersions ? undefined : after(since, NoncurrentDays),
  );

function earliest(rules: readonly StoredRule[], timeOf: (rule: StoredRule) => number | undefined): Due | undefined {
  let first: Due | undefined;
  for (const rule of rules) {
    const at = timeOf(rule);
    if (at !== undefined && (first === undefined || at < first.at)) first = { at, rule };
  }
  return first;
}

export interface TransitionDue {
  readonly at: number;
  readonly storageClass: string;
}

export function transitionsOf(lifecycle: Lifecycle, rules: readonly StoredRule[], object: StoredObject): readonly TransitionDue[] {
  return rules.flatMap((rule) =>
    (rule.Transitions ?? [])
      .filter(({ StorageClass }) => moves(lifecycle, rule, object, StorageClass))
      .map(({ Days, Date: date, StorageClass = '' }) => ({
        at: date?.getTime() ?? after(object.lastModified, Days ?? 0),
        storageClass: StorageClass,
      })),
  );
}

/** As above, of a noncurrent version. */
export function noncurrentTransitionsOf(
  lifecycle: Lifecycle,
  rules: readonly StoredRule[],
  object: StoredObject,
  newer: number,
  since: number,
): readonly TransitionDue[] {
  return rules.flatMap((rule) =>
    (rule.NoncurrentVersionTransitions ?? [])
      .filter(
        ({ StorageClass, NewerNoncurrentVersions = 0 }) => newer >= NewerNoncurrentVersions && moves(lifecycle, rule, object, StorageClass),
      )
      .map(({ NoncurrentDays, StorageClass = '' }) => ({ at: after(since, NoncurrentDays ?? 0), storageClass: StorageClass })),
  );
}

/** Objects only become colder (User Guide, "Transitioning objects using Amazon S3 Lifecycle"). */
function moves({ minimumSize }: Lifecycle, rule: StoredRule, { size, storageClass: from }: StoredObject, to = ''): boolean {
  if (!isColder(to, from) || (from === 'ONEZONE_IA' && to === 'GLACIER_IR')) return false;
  const { above, below } = predicatesOf(rule);
  return (
    above !== undefined || below !== undefined || size >= WORTH_MOVING || (minimumSize === 'varies_by_storage_class' && ARCHIVES.has(to))
  );
}

export const isColder = (one: string, other: string): boolean => WARM_TO_COLD.indexOf(one) > WARM_TO_COLD.indexOf(other);

const after = (time: number, days: number): number => nextMidnight(time + days * DAY);

/** The x-amz-expiration header, where the current version is read as such. */
export function shownExpiration(storage: Storage, bucket: Bucket, object: StoredObject): { readonly Expiration?: string } {
  const lifecycle = readSetting(storage, bucket, 'lifecycle');
  if (lifecycle === undefined) return {};
  const due = expirationOf(rulesFor(lifecycle, object), object.lastModified);
  if (due === undefined) return {};
  return { Expiration: `expiry-date="${new Date(due.at).toUTCString()}", rule-id="${encodeURIComponent(due.rule.ID)}"` };
}

/** What answers tell of the end of an upload that isn't completed. */
export function shownAbortion(
  storage: Storage,
  bucket: Bucket,
  { key, initiated }: { readonly key: string; readonly initiated: number },
): { readonly AbortDate?: Date; readonly AbortRuleId?: string } {
  const lifecycle = readSetting(storage, bucket, 'lifecycle');
  const due = lifecycle === undefined ? undefined : abortionOf(lifecycle, key, initiated);
  return due === undefined ? {} : { AbortDate: new Date(due.at), AbortRuleId: due.rule.ID };
}
