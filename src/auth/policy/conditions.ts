/** Condition operators (IAM User Guide, "IAM JSON policy elements: Condition operators"). */
import type { Condition } from './document.js';
import { isInRange } from './ip-range.js';
import { matches, plain, type Variables, withVariables } from './pattern.js';

/** What a request says of a condition key. Several values make a multivalued key. Keys' names are compared without their case. */
export type ConditionKeys = (key: string) => string | readonly string[] | undefined;

interface Operator {
  /** Whether the request's value meets one of the policy's. */
  readonly test: (actual: string, wanted: string) => boolean;
  /** Met when no value of the policy is: the Not operators. */
  readonly negated: boolean;
}

const number = (compare: (a: number, b: number) => boolean) => (actual: string, wanted: string) => {
  const a = numberOf(actual);
  const b = numberOf(wanted);
  return a !== undefined && b !== undefined && compare(a, b);
};
const date = (compare: (a: number, b: number) => boolean) => (actual: string, wanted: string) => {
  const a = timeOf(actual);
  const b = timeOf(wanted);
  return a !== undefined && b !== undefined && compare(a, b);
};
const arn = (actual: string, wanted: string): boolean => {
  // Each of an ARN's six parts is matched by itself.
  const parts = sixParts(wanted);
  const own = sixParts(actual);
  return parts.length === own.length && parts.every((part, index) => matches(part, own[index] ?? ''));
};
const like = (actual: string, wanted: string): boolean => matches(wanted, actual);
const equals = (actual: string, wanted: string): boolean => actual === plain(wanted);
const equalsIgnoringCase = (actual: string, wanted: string): boolean => actual.toLowerCase() === plain(wanted).toLowerCase();
const isEqual = (a: number, b: number): boolean => a === b;
const inRange = (actual: string, wanted: string): boolean => isInRange(actual, plain(wanted));

const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: { test: equals, negated: false },
  StringNotEquals: { test: equals, negated: true },
  StringEqualsIgnoreCase: { test: equalsIgnoringCase, negated: false },
  StringNotEqualsIgnoreCase: { test: equalsIgnoringCase, negated: true },
  StringLike: { test: like, negated: false },
  StringNotLike: { test: like, negated: true },
  NumericEquals: { test: number(isEqual), negated: false },
  NumericNotEquals: { test: number(isEqual), negated: true },
  NumericLessThan: { test: number((a, b) => a < b), negated: false },
  NumericLessThanEquals: { test: number((a, b) => a <= b), negated: false },
  NumericGreaterThan: { test: number((a, b) => a > b), negated: false },
  NumericGreaterThanEquals: { test: number((a, b) => a >= b), negated: false },
  DateEquals: { test: date(isEqual), negated: false },
  DateNotEquals: { test: date(isEqual), negated: true },
  DateLessThan: { test: date((a, b) => a < b), negated: false },
  DateLessThanEquals: { test: date((a, b) => a <= b), negated: false },
  DateGreaterThan: { test: date((a, b) => a > b), negated: false },
  DateGreaterThanEquals: { test: date((a, b) => a >= b), negated: false },
  Bool: { test: equalsIgnoringCase, negated: false },
  BinaryEquals: { test: equals, negated: false },
  IpAddress: { test: inRange, negated: false },
  NotIpAddress: { test: inRange, negated: true },
  ArnEquals: { test: arn, negated: false },
  ArnLike: { test: arn, negated: false },
  ArnNotEquals: { test: arn, negated: true },
  ArnNotLike: { test: arn, negated: true },
};

type Quantifier = 'ForAllValues' | 'ForAnyValue';

interface ParsedOperator {
  readonly name: string;
  readonly quantifier?: Quantifier;
  readonly ifExists: boolean;
}

const OPERATOR = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/;

function parseOperator(text: string): ParsedOperator | undefined {
  const [, quantifier, name = '', ifExists] = OPERATOR.exec(text) ?? [];
  if (name !== 'Null' && !Object.hasOwn(OPERATORS, name)) return undefined;
  // Null asks whether a key exists, so that IfExists has no meaning with it.
  if (name === 'Null' && ifExists !== undefined) return undefined;
  return {
    name,
    ifExists: ifExists !== undefined,
    ...(quantifier === 'ForAllValues' || quantifier === 'ForAnyValue' ? { quantifier } : {}),
  };
}

export const isOperator = (text: string): boolean => parseOperator(text) !== undefined;

/** All conditions of a statement: each must be met. */
export function areMet(conditions: readonly Condition[], keys: ConditionKeys, variables: Variables): boolean {
  return conditions.every((condition) => isMet(condition, keys, variables));
}

function isMet({ operator: text, key, values }: Condition, keys: ConditionKeys, variables: Variables): boolean {
  const parsed = parseOperator(text);
  if (parsed === undefined) return false;
  const given = keys(key);
  if (parsed.name === 'Null') return values.some((value) => (value.toLowerCase() === 'true') === isAbsent(given));
  const operator = OPERATORS[parsed.name];
  if (operator === undefined) return false;
  const wanted = values.map((value) => withVariables(value, variables)).filter((value) => value !== undefined);
  const meets = (actual: string): boolean => wanted.some((value) => operator.test(actual, value)) !== operator.negated;
  const actual = given === undefined ? [] : typeof given === 'string' ? [given] : given;
  // "Returns true if there are no keys in the request": ForAllValues of nothing.
  if (parsed.quantifier === 'ForAllValues') return actual.every(meets);
  if (actual.length === 0) return parsed.ifExists || (operator.negated && parsed.quantifier === undefined);
  if (parsed.quantifier === 'ForAnyValue') return actual.some(meets);
  return operator.negated ? actual.every(meets) : actual.some(meets);
}

const isAbsent = (given: string | readonly string[] | undefined): boolean => given === undefined || given.length === 0;

function numberOf(text: string): number | undefined {
  const value = Number(text);
  return text.trim() === '' || !Number.isFinite(value) ? undefined : value;
}

/** ISO 8601 or seconds since the epoch. */
function timeOf(text: string): number | undefined {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

function sixParts(text: string): readonly string[] {
  const parts = text.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}
