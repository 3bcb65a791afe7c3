/** The scalar functions, by name (Amazon S3 User Guide, "SQL functions"). What is NULL or MISSING makes NULL of most. */
import { EvaluatorInvalidArguments, IncorrectSqlFunctionArgumentType, UnsupportedFunction } from '../../../../../generated/s3/errors.js';
import type { Call } from '../sql/syntax.js';
import { numberOf } from './arithmetic.js';
import { asFloat, isSame } from './compare.js';
import { addToDate, type DatePart, differenceOfDates, extractFrom, readDatePart } from './date-parts.js';
import { textOf } from './text.js';
import { parseTimestamp, Timestamp, unreadable } from './timestamp.js';
import { formatTimestamp, parseByPattern } from './timestamp-format.js';
import { isAbsent, isNumeric, type Value } from './value.js';

export interface FunctionContext {
  /** Milliseconds since the epoch: of the whole query. */
  readonly now: number;
}

type Apply = (operands: readonly Value[], context: FunctionContext) => Value;

interface Definition {
  readonly fewest: number;
  readonly most: number;
  readonly apply: Apply;
  /** Whether it looks at NULL and MISSING itself. */
  readonly takesAbsent?: true;
}

const define = (fewest: number, most: number, apply: Apply): Definition => ({ fewest, most, apply });

const FUNCTIONS: Readonly<Record<string, Definition>> = {
  coalesce: { ...define(1, Number.POSITIVE_INFINITY, (values) => values.find((value) => !isAbsent(value)) ?? null), takesAbsent: true },
  nullif: { ...define(2, 2, ([left, right]) => (isSame(left, right) ? null : left)), takesAbsent: true },
  char_length: define(1, 1, ([text]) => BigInt([...stringOf(text)].length)),
  character_length: define(1, 1, ([text]) => BigInt([...stringOf(text)].length)),
  lower: define(1, 1, ([text]) => stringOf(text).toLowerCase()),
  upper: define(1, 1, ([text]) => stringOf(text).toUpperCase()),
  substring: define(2, 3, ([text, start, length]) =>
    substring(stringOf(text), integerOf(start), length === undefined ? undefined : integerOf(length)),
  ),
  'trim both': define(1, 2, ([text, characters]) => trim(stringOf(text), characters, true, true)),
  'trim leading': define(1, 2, ([text, characters]) => trim(stringOf(text), characters, true, false)),
  'trim trailing': define(1, 2, ([text, characters]) => trim(stringOf(text), characters, false, true)),
  to_string: define(2, 2, ([timestamp, pattern]) => formatTimestamp(timestampOf(timestamp), stringOf(pattern))),
  to_timestamp: define(1, 2, ([text, pattern]) => {
    const read = pattern === undefined ? parseTimestamp(stringOf(text)) : parseByPattern(stringOf(text), stringOf(pattern));
    if (read === undefined) throw unreadable();
    return read;
  }),
  utcnow: define(0, 0, (_, { now }) => new Timestamp(now, 0, 'second', String(now % 1000).padStart(3, '0'))),
};

/** The functions whose first operand is a word. */
const OF_DATE_PARTS: Readonly<Record<string, readonly [operands: number, apply: (part: DatePart, values: readonly Value[]) => Value]>> = {
  extract: [1, (part, [timestamp]) => BigInt(extractFrom(part, timestampOf(timestamp)))],
  date_add: [2, (part, [quantity, timestamp]) => addToDate(part, integerOf(quantity), timestampOf(timestamp))],
  date_diff: [2, (part, [from, to]) => BigInt(differenceOfDates(part, timestampOf(from), timestampOf(to)))],
};

/**
 * The function that a call names, and those of its operands that are values.
 * @throws UnsupportedFunction, EvaluatorInvalidArguments, ParseExpectedDatePart
 */
export function functionOf(
  call: Call,
  context: FunctionContext,
): { readonly apply: (values: readonly Value[]) => Value; readonly operands: Call['operands'] } {
  const ofDateParts = Object.hasOwn(OF_DATE_PARTS, call.name) ? OF_DATE_PARTS[call.name] : undefined;
  if (ofDateParts !== undefined) {
    const [count, apply] = ofDateParts;
    const [word, ...operands] = call.operands;
    if (operands.length !== count) throw wrongCount();
    const step = word?.kind === 'path' && word.steps.length === 1 ? word.steps[0] : undefined;
    const part = readDatePart(step?.kind === 'name' ? step.name : '');
    return { operands, apply: (values) => (values.some(isAbsent) ? null : apply(part, values)) };
  }
  const definition = Object.hasOwn(FUNCTIONS, call.name) ? FUNCTIONS[call.name] : undefined;
  if (definition === undefined) throw new UnsupportedFunction('The SQL expression contains an unsupported function.');
  const { operands } = call;
  if (call.star === true || operands.length < definition.fewest || operands.length > definition.most) throw wrongCount();
  const { apply, takesAbsent } = definition;
  return {
    operands,
    apply: takesAbsent === true ? (values) => apply(values, context) : (values) => (values.some(isAbsent) ? null : apply(values, context)),
  };
}

export const wrongCount = (): EvaluatorInvalidArguments =>
  new EvaluatorInvalidArguments('There is an incorrect number of arguments in the function call in the SQL expression.');

const wrongType = (): IncorrectSqlFunctionArgumentType =>
  new IncorrectSqlFunctionArgumentType('Incorrect type of arguments in function call in the SQL expression.');

function stringOf(value: Value): string {
  if (typeof value === 'string') return value;
  if (isNumeric(value) || typeof value === 'boolean') return textOf(value);
  throw wrongType();
}

const integerOf = (value: Value): number => Math.trunc(asFloat(numberOf(value)));

function timestampOf(value: Value): Timestamp {
  if (value instanceof Timestamp) return value;
  const read = typeof value === 'string' ? parseTimestamp(value.trim()) : undefined;
  if (read === undefined) throw wrongType();
  return read;
}

/** Counted from one, in characters; what lies before the first counts to the length. */
function substring(text: string, start: number, length: number | undefined): string {
  if (length !== undefined && length < 0) throw new EvaluatorInvalidArguments('An argument given to the SUBSTRING function was not valid.');
  const end = length === undefined ? undefined : Math.max(start + length - 1, 0);
  return [...text].slice(Math.max(start - 1, 0), end).join('');
}

function trim(text: string, given: Value, leading: boolean, trailing: boolean): string {
  const characters = new Set(given === undefined ? ' ' : stringOf(given));
  const all = [...text];
  let start = 0;
  let end = all.length;
  while (leading && start < end && characters.has(all[start] ?? '')) start += 1;
  while (trailing && end > start && characters.has(all[end - 1] ?? '')) end -= 1;
  return all.slice(start, end).join('');
}
