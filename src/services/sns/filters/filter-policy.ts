/**
 * Filter policies of subscriptions: parsed once, then matched with each message (Amazon SNS Developer Guide, "Amazon SNS subscription
 * filter policies"; refusals are recorded). Nothing here has a state.
 */
import { type EventValue, isArray, matchesFields } from './match-fields.js';
import { PatternRefused } from './pattern-error.js';
import type { FieldPatterns } from './patterns.js';
import { type ReadPattern, readPatterns, TooManyBranches } from './read-patterns.js';

export const FILTER_SCOPES = ['MessageAttributes', 'MessageBody'] as const;
export type FilterScope = (typeof FILTER_SCOPES)[number];

export interface FilterPolicy {
  readonly scope: FilterScope;
  /** One of them must match; without any, everything does. */
  readonly branches: readonly FieldPatterns[];
}

/** As Publish takes it. */
export interface FilteredAttribute {
  readonly DataType?: string | undefined;
  readonly StringValue?: string | undefined;
}

export interface FilteredMessage {
  readonly attributes: Readonly<Record<string, FilteredAttribute>>;
  /** What the subscription's protocol would get. */
  readonly body: string;
}

/** Why a text is no filter policy: what stands in SNS's answer behind `Invalid parameter: ` (or, of Subscribe, `... Attributes Reason: `). */
export class FilterPolicyRefused extends Error {}

/** "Filter policy constraints": bytes, fields, and combinations of their values. */
const LARGEST_POLICY = 256 * 1024;
const MOST_FIELDS = 5;
const MOST_COMBINATIONS = 150;

const TOO_COMPLEX = 'FilterPolicy: Filter policy is too complex';

/**
 * `{}` filters nothing.
 * @throws FilterPolicyRefused
 */
export function parseFilterPolicy(text: string, scope: FilterScope): FilterPolicy {
  if (Buffer.byteLength(text) > LARGEST_POLICY) throw new FilterPolicyRefused('FilterPolicy: Filter policy is too large');
  if (/^\s*\{\s*\}\s*$/.test(text)) return { scope, branches: [] };
  const { branches, isNested, depths } = read(text);
  if (isNested && scope === 'MessageAttributes')
    throw new FilterPolicyRefused('Filter policy scope MessageAttributes does not support nested filter policy');
  if (depths.size > MOST_FIELDS) throw new FilterPolicyRefused(`FilterPolicy: Filter policy can not have more than ${MOST_FIELDS} keys`);
  if (combinationsOf(branches, depths) > MOST_COMBINATIONS) throw new FilterPolicyRefused(TOO_COMPLEX);
  return { scope, branches };
}

function read(text: string): ReadPattern {
  try {
    return readPatterns(text, MOST_COMBINATIONS);
  } catch (error) {
    if (error instanceof TooManyBranches) throw new FilterPolicyRefused(TOO_COMPLEX);
    if (error instanceof PatternRefused) throw new FilterPolicyRefused(`FilterPolicy: ${error.message}`);
    throw error;
  }
}

/** "Multiply the number of values in each array", of a nested one by its depth as well. Branches of `$or` add up. */
function combinationsOf(branches: readonly FieldPatterns[], depths: ReadonlyMap<string, number>): number {
  let combinations = 0;
  for (const branch of branches) {
    let product = 1;
    for (const [field, patterns] of branch) product *= patterns.length * (depths.get(field) ?? 1);
    combinations += product;
  }
  return combinations;
}

/** Whether the subscription gets the message. */
export function matchesFilterPolicy({ scope, branches }: FilterPolicy, { attributes, body }: FilteredMessage): boolean {
  if (branches.length === 0) return true;
  if (scope === 'MessageAttributes') {
    const event = attributesAsEvent(attributes);
    return event !== undefined && branches.some((branch) => matchesFields(branch, event, (field) => hasNull(branch, field)));
  }
  const event = bodyAsEvent(body);
  return event !== undefined && branches.some((branch) => matchesFields(branch, event));
}

/** Recorded: a message without the attribute is one whose attribute is null. */
const hasNull = (branch: FieldPatterns, field: string): boolean =>
  branch.get(field)?.some((pattern) => pattern.kind === 'exact' && pattern.value === null) === true;

/**
 * Those of type Binary count for nothing. Nothing matches a message with an attribute that JSON can't say, as AWS's metric
 * NumberOfNotificationsFilteredOut-InvalidAttributes tells: an array that is none, text with a tab (aws-sdk-java-v2 issue 5828).
 */
function attributesAsEvent(attributes: FilteredMessage['attributes']): { readonly [name: string]: EventValue } | undefined {
  const values: [string, EventValue][] = [];
  for (const [name, { DataType = '', StringValue = '' }] of Object.entries(attributes)) {
    const [type] = DataType.split('.');
    if (type === 'Number') values.push([name, Number(StringValue)]);
    else if (DataType === 'String.Array') {
      const value = parse(StringValue);
      if (value === undefined) return undefined;
      // Its values may be strings, numbers, booleans and null.
      values.push([name, isArray(value) ? value : StringValue]);
    } else if (type === 'String') {
      if (!isPlain(StringValue)) return undefined;
      values.push([name, StringValue]);
    }
  }
  return Object.fromEntries(values);
}

/** Characters below the blank stand in no string of JSON. */
function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) < 0x20) return false;
  return true;
}

function bodyAsEvent(body: string): { readonly [name: string]: EventValue } | undefined {
  const value = parse(body);
  return typeof value === 'object' && value !== null && !isArray(value) ? value : undefined;
}

/** undefined for what is no JSON, which no policy on the body matches. */
function parse(text: string): EventValue | undefined {
  try {
    // JSON has no other values.
    return JSON.parse(text) as EventValue;
  } catch {
    return undefined;
  }
}
