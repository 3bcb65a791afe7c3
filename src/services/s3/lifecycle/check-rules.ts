/** The rules of lifecycle configurations: MalformedXML and what stands in the recordings as AWS says it, the rest in its style. */
import { InvalidArgument, InvalidRequest, MalformedXML } from '../../../../generated/s3/errors.js';
import type { LifecycleRule, LifecycleRuleFilter } from '../../../../generated/s3/types.js';
import type { Random } from '../../dependencies.js';
import { checkNoncurrentTransitions, checkTransitions } from './check-transitions.js';
import { DAY } from './days.js';
import { predicatesOf, type StoredRule } from './rules.js';

/** Amazon S3 User Guide, "Lifecycle configuration elements". */
const MOST_RULES = 1000;
const LONGEST_ID = 255;
const MOST_NEWER_VERSIONS = 100;

/** @throws MalformedXML, InvalidArgument, InvalidRequest */
export function checkRules(given: readonly LifecycleRule[], random: Random): readonly StoredRule[] {
  if (given.length === 0) throw malformed();
  if (given.length > MOST_RULES)
    throw new InvalidRequest(`The number of lifecycle rules must not exceed the allowed limit of ${MOST_RULES} rules`);
  const ids = new Set<string>();
  return given.map((rule) => {
    checkFilter(rule);
    checkActions(rule);
    // AWS makes up an id in this form, too.
    const ID = rule.ID === undefined || rule.ID === '' ? Buffer.from(random.uuid()).toString('base64') : rule.ID;
    if (ID.length > LONGEST_ID)
      throw new InvalidArgument(`ID length should not exceed allowed limit of ${LONGEST_ID}`, { ArgumentName: 'ID', ArgumentValue: ID });
    if (ids.has(ID))
      throw new InvalidArgument('Rule ID must be unique. Found same ID for more than one rule', { ArgumentName: 'ID', ArgumentValue: ID });
    ids.add(ID);
    return { ...rule, ID };
  });
}

function checkFilter(rule: LifecycleRule): void {
  const { Status, Filter, Prefix } = rule;
  if ((Status !== 'Enabled' && Status !== 'Disabled') || (Filter === undefined) === (Prefix === undefined)) throw malformed();
  if (Filter !== undefined && membersOf(Filter) > 1) throw malformed();
  if (Filter?.And !== undefined && membersOf(Filter.And) === 0) throw malformed();
  const { tags, above, below } = predicatesOf(rule);
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length) throw new InvalidRequest('Duplicate Tag Keys are not allowed.');
  if ((above ?? 0) < 0 || (below ?? 1) < 1) throw malformed();
  if (above !== undefined && below !== undefined && below <= above + 1)
    throw new InvalidRequest("'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'.");
}

const membersOf = (filter: LifecycleRuleFilter | NonNullable<LifecycleRuleFilter['And']>): number =>
  Object.values(filter).filter((value) => value !== undefined).length;

function checkActions(rule: LifecycleRule): void {
  const { Expiration, Transitions = [], NoncurrentVersionExpiration, NoncurrentVersionTransitions = [] } = rule;
  const { AbortIncompleteMultipartUpload } = rule;
  const actions =
    Transitions.length +
    NoncurrentVersionTransitions.length +
    [Expiration, NoncurrentVersionExpiration, AbortIncompleteMultipartUpload].filter((action) => action !== undefined).length;
  if (actions === 0) throw new InvalidRequest('At least one action needs to be specified in a rule');
  if (Expiration !== undefined) checkExpiration(rule);
  if (NoncurrentVersionExpiration !== undefined) checkNoncurrentExpiration(NoncurrentVersionExpiration);
  if (AbortIncompleteMultipartUpload !== undefined) {
    const { DaysAfterInitiation } = AbortIncompleteMultipartUpload;
    if (DaysAfterInitiation === undefined) throw malformed();
    checkPositive('DaysAfterInitiation', 'AbortIncompleteMultipartUpload', DaysAfterInitiation);
    refuseForKeysOnly(rule, 'AbortIncompleteMultipartUpload');
  }
  checkTransitions(rule);
  checkNoncurrentTransitions(rule);
}

function checkExpiration(rule: LifecycleRule): void {
  const { Days, Date: date, ExpiredObjectDeleteMarker: marker } = rule.Expiration ?? {};
  if ([Days, date, marker].filter((value) => value !== undefined).length !== 1) throw malformed();
  if (Days !== undefined) checkPositive('Days', 'Expiration', Days);
  if (date !== undefined) checkMidnight(date);
  if (marker !== undefined) refuseForKeysOnly(rule, 'ExpiredObjectDeleteMarker');
}

function checkNoncurrentExpiration({
  NoncurrentDays,
  NewerNoncurrentVersions,
}: NonNullable<LifecycleRule['NoncurrentVersionExpiration']>): void {
  if (NoncurrentDays === undefined) throw malformed();
  checkPositive('NoncurrentDays', 'NoncurrentVersionExpiration', NoncurrentDays);
  checkNewerVersions(NewerNoncurrentVersions, 'NoncurrentVersionExpiration');
}

/** Uploads and delete markers have neither tags nor sizes. */
function refuseForKeysOnly(rule: LifecycleRule, action: string): void {
  const { tags, above, below } = predicatesOf(rule);
  if (tags.length > 0) throw new InvalidRequest(`${action} cannot be specified with Tags.`);
  if (above !== undefined || below !== undefined) throw new InvalidRequest(`${action} cannot be specified with Object Size.`);
}

function checkPositive(name: string, action: string, value: number): void {
  if (value < 1)
    throw new InvalidArgument(`'${name}' for ${action} action must be a positive integer`, {
      ArgumentName: name,
      ArgumentValue: String(value),
    });
}

export function checkNewerVersions(value: number | undefined, action: string): void {
  if (value !== undefined && (value < 1 || value > MOST_NEWER_VERSIONS))
    throw new InvalidArgument(`'NewerNoncurrentVersions' for ${action} action must be between 1 and ${MOST_NEWER_VERSIONS}`, {
      ArgumentName: 'NewerNoncurrentVersions',
      ArgumentValue: String(value),
    });
}

export function checkMidnight(date: Date): void {
  if (date.getTime() % DAY !== 0)
    throw new InvalidArgument("'Date' must be at midnight GMT", { ArgumentName: 'Date', ArgumentValue: date.toISOString() });
}

export const malformed = (): MalformedXML =>
  new MalformedXML('The XML you provided was not well-formed or did not validate against our published schema');
