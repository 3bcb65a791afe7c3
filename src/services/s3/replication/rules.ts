/** The rules of a replication configuration: how they are checked, and which of them a version falls under. */
import { InvalidArgument, InvalidRequest } from '../../../../generated/s3/errors.js';
import type { ReplicationRule } from '../../../../generated/s3/types.js';
import { unemulated } from '../../../contract/not-emulated.js';
import { bucketNameIn } from '../configurations/destination-bucket.js';
import { malformedXml, type ObjectFilter, passesFilter, readFilter } from '../configurations/filters.js';
import type { Tag } from '../tagging/tag.js';

/** S3 User Guide, "Replication configuration file elements". */
const MOST_RULES = 1000;
const LONGEST_ID = 255;
/** Minutes. The only ones that S3 takes. */
const TIME_CONTROL = 15;
const SCHEMA = 'of Cross Region Replication configuration schema. Please refer to S3 Developer Guide for more information.';

/** With its id, whoever gave it. */
export type StoredRule = ReplicationRule & { readonly ID: string };

export interface ReplicationSetting {
  readonly role: string;
  readonly rules: readonly StoredRule[];
}

/** @param newId for rules that come without. */
export function readRules(rules: readonly ReplicationRule[], newId: () => string): readonly StoredRule[] {
  if (rules.length === 0) throw malformedXml();
  if (rules.length > MOST_RULES)
    throw new InvalidRequest(`The number of replication rules must not exceed the allowed limit of ${MOST_RULES} rules.`);
  const ids = new Set<string>();
  const priorities = new Set<number>();
  return rules.map((rule) => {
    checkSchema(rule);
    checkDestination(rule);
    const id = rule.ID === undefined || rule.ID === '' ? newId() : rule.ID;
    if (id.length > LONGEST_ID)
      throw new InvalidArgument(`ID length should not exceed allowed limit of ${LONGEST_ID}`, { ArgumentName: 'ID', ArgumentValue: id });
    if (ids.has(id))
      throw new InvalidArgument('Rule ID must be unique. Found same ID for more than one rule', { ArgumentName: 'ID', ArgumentValue: id });
    ids.add(id);
    if (rule.Priority !== undefined && priorities.has(rule.Priority))
      throw new InvalidRequest(`Found duplicate priority '${rule.Priority}' in more than one rule`);
    if (rule.Priority !== undefined) priorities.add(rule.Priority);
    return { ...rule, ID: id };
  });
}

/** A rule with a filter is of the newer schema, one with a prefix of the older. */
const isNewer = ({ Filter }: ReplicationRule): boolean => Filter !== undefined;

function checkSchema(rule: ReplicationRule): void {
  const { Filter, Prefix, Priority, DeleteMarkerReplication } = rule;
  if ((Filter === undefined) === (Prefix === undefined)) throw malformedXml();
  if (Filter === undefined) {
    if (DeleteMarkerReplication !== undefined)
      throw new InvalidRequest(`DeleteMarkerReplication cannot be used for this version ${SCHEMA}`);
    if (Priority !== undefined) throw new InvalidRequest(`Priority cannot be used for this version ${SCHEMA}`);
    return;
  }
  const { tags } = readFilter(Filter);
  if (DeleteMarkerReplication?.Status === undefined)
    throw new InvalidRequest(`DeleteMarkerReplication must be specified for this version ${SCHEMA}`);
  if (Priority === undefined) throw new InvalidRequest(`Priority must be specified for this version ${SCHEMA}`);
  if (tags.length > 0 && DeleteMarkerReplication.Status === 'Enabled')
    throw new InvalidRequest(
      'Delete marker replication is not supported if any Tag filter is specified. Please refer to S3 Developer Guide for more information.',
    );
}

function checkDestination({ Destination, SourceSelectionCriteria, ExistingObjectReplication }: ReplicationRule): void {
  if (ExistingObjectReplication?.Status === 'Enabled') throw unemulated('s3 PutBucketReplication', 'ExistingObjectReplication Enabled');
  if (bucketNameIn(Destination.Bucket) === undefined)
    throw new InvalidArgument('Invalid bucket ARN', { ArgumentName: 'Bucket', ArgumentValue: Destination.Bucket });
  const { Account, AccessControlTranslation, EncryptionConfiguration, ReplicationTime, Metrics } = Destination;
  if (AccessControlTranslation !== undefined && Account === undefined)
    throw new InvalidRequest('Account must be specified if AccessControlTranslation is present.');
  const takesKms = SourceSelectionCriteria?.SseKmsEncryptedObjects !== undefined;
  if (EncryptionConfiguration !== undefined && !takesKms)
    throw new InvalidRequest('SseKmsEncryptedObjects must be specified if EncryptionConfiguration is present.');
  if (SourceSelectionCriteria?.SseKmsEncryptedObjects?.Status === 'Enabled' && EncryptionConfiguration?.ReplicaKmsKeyID === undefined)
    throw new InvalidRequest('ReplicaKmsKeyID must be specified if SseKmsEncryptedObjects tag is present.');
  for (const threshold of [ReplicationTime?.Time, Metrics?.EventThreshold])
    if (threshold !== undefined && threshold.Minutes !== TIME_CONTROL)
      throw new InvalidArgument(`The number of minutes must be ${TIME_CONTROL}`, {
        ArgumentName: 'Minutes',
        ArgumentValue: String(threshold.Minutes),
      });
}

/** What is to be replicated, as far as rules ask. */
export interface Candidate {
  readonly key: string;
  readonly tags: readonly Tag[];
  readonly isMarker: boolean;
  readonly isKmsEncrypted: boolean;
  /** Whether it came by replication itself: then only changes of it are replicated, where a rule says so. */
  readonly isReplica: boolean;
}

/** One rule for each destination: of several the one with the highest priority. */
export function rulesFor(rules: readonly StoredRule[], candidate: Candidate): readonly StoredRule[] {
  const byDestination = new Map<string, StoredRule>();
  for (const rule of rules) {
    if (!applies(rule, candidate)) continue;
    const other = byDestination.get(rule.Destination.Bucket);
    if (other === undefined || (rule.Priority ?? 0) > (other.Priority ?? 0)) byDestination.set(rule.Destination.Bucket, rule);
  }
  return [...byDestination.values()];
}

function applies(rule: StoredRule, { key, tags, isMarker, isKmsEncrypted, isReplica }: Candidate): boolean {
  if (rule.Status !== 'Enabled' || !passesFilter(filterOf(rule), key, tags)) return false;
  if (isMarker) return !isNewer(rule) || rule.DeleteMarkerReplication?.Status === 'Enabled';
  if (isKmsEncrypted && rule.SourceSelectionCriteria?.SseKmsEncryptedObjects?.Status !== 'Enabled') return false;
  return !isReplica || rule.SourceSelectionCriteria?.ReplicaModifications?.Status === 'Enabled';
}

const filterOf = ({ Filter, Prefix }: StoredRule): ObjectFilter => readFilter(Filter ?? { Prefix });
