/** `{"prefix": "a"}`, `{"numeric": [">", 0]}`: what stands for a value in a pattern. Words of refusals are recorded, or of AWS's open Event Ruler. */
import { isIP } from 'node:net';
import type { Cursor } from './cursor.js';
import { PatternRefused } from './pattern-error.js';
import { type Bound, isComparable, type Pattern, rounded } from './patterns.js';

type TextKind = 'prefix' | 'suffix' | 'equals-ignore-case' | 'wildcard';

const ONE_KEY = 'Only one key allowed in match expression';
const TOO_MANY = 'Too many elements in numeric expression';
const OUT_OF_RANGE = 'Value must be between -1.0E9 and 1.0E9, inclusive';

/** Behind the brace that opens the expression, to the one that closes it. */
export function readMatchExpression(cursor: Cursor): Pattern {
  if (cursor.next() !== 'name') cursor.refuse('Match expression name not found');
  const name = cursor.text();
  switch (name) {
    case 'exactly':
      return alone(cursor, { kind: 'exact', value: readString(cursor, 'exact match pattern must be a string') });
    case 'prefix':
    case 'suffix':
    case 'equals-ignore-case':
    case 'wildcard':
      return alone(cursor, textPattern(cursor, name, readString(cursor, `${name} match pattern must be a string`)));
    case 'cidr':
      // Recorded: it is called a prefix.
      return alone(cursor, readBlock(readString(cursor, 'prefix match pattern must be a string')));
    case 'exists': {
      const type = cursor.next();
      if (type !== 'true' && type !== 'false') cursor.refuse('exists match pattern must be either true or false.');
      return alone(cursor, { kind: 'exists', wanted: type === 'true' });
    }
    case 'numeric':
      if (cursor.next() !== '[') cursor.refuse('Value of numeric must be an array.');
      return alone(cursor, readNumeric(cursor), TOO_MANY);
    case 'anything-but':
      return alone(cursor, { kind: 'anything-but', patterns: readExcluded(cursor) }, TOO_MANY);
    default:
      return cursor.refuse(`Unrecognized match type ${name}`);
  }
}

function alone(cursor: Cursor, pattern: Pattern, words = ONE_KEY): Pattern {
  if (cursor.next() !== '}') cursor.refuse(words);
  return pattern;
}

function readString(cursor: Cursor, words: string): string {
  if (cursor.next() !== 'string') cursor.refuse(words);
  return cursor.text();
}

function textPattern(cursor: Cursor, kind: TextKind, text: string): Pattern {
  return kind === 'wildcard' ? { kind, parts: partsOf(cursor, text) } : { kind, text };
}

/** Positions in its refusals count the quote that AWS puts before the text, and bytes. */
function partsOf(cursor: Cursor, text: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  const positionOf = (at: number): number => Buffer.byteLength(text.slice(0, at)) + 1;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    const following = text.charAt(at + 1);
    if (character === '*') {
      if (following === '*') cursor.refuse(`Consecutive wildcard characters at pos ${positionOf(at)}`);
      parts.push(part);
      part = '';
    } else if (character === '\\') {
      if (following !== '*' && following !== '\\') cursor.refuse(`Invalid escape character at pos ${positionOf(at)}`);
      part += following;
      at += 1;
    } else part += character;
  }
  return [...parts, part];
}

/** Recorded: these refusals name no place. */
function readBlock(text: string): Pattern {
  const [address = '', bits = '', ...more] = text.replace(/\/+$/, '').split('/');
  if (bits === '' || more.length > 0) throw new PatternRefused("Malformed CIDR, one '/' required");
  if (!/^[-+]?\d+$/.test(bits)) throw new PatternRefused('Malformed CIDR, mask bits must be an integer');
  const length = Number(bits);
  if (length < 0) throw new PatternRefused('Malformed CIDR, mask bits must not be negative');
  const version = isIP(address);
  if (version === 0) throw new PatternRefused(`Nonstandard IP address: ${address}`);
  const longest = version === 4 ? 32 : 128;
  if (length >= longest) throw new PatternRefused(`IPv${version} mask bits must be < ${longest}`);
  return { kind: 'addresses', range: `${address}/${length}` };
}

/** Behind the bracket that opens the terms, to the one that closes them. */
function readNumeric(cursor: Cursor): Pattern {
  if (cursor.next() !== 'string') cursor.refuse(`Invalid member in numeric match: ${cursor.text()}`);
  const operator = cursor.text();
  const isNumber = cursor.next() === 'number';
  if (!/^(?:=|<|<=|>|>=)$/.test(operator)) cursor.refuse(`Unrecognized numeric range operator: ${operator}`);
  if (!isNumber) cursor.refuse(`Value of ${operator === '=' ? 'equals' : operator} must be numeric`);
  const bound: Bound = { value: cursor.number(), isOpen: operator === '<' || operator === '>' };
  const then = cursor.next();
  if (operator.startsWith('>') && then !== ']') return readTop(cursor, then, bound);
  if (then !== ']') cursor.refuse(TOO_MANY);
  checkNumbers(cursor, bound);
  if (operator === '=') return { kind: 'numeric', bottom: bound, top: bound };
  return operator.startsWith('>') ? { kind: 'numeric', bottom: bound } : { kind: 'numeric', top: bound };
}

function readTop(cursor: Cursor, type: string | undefined, bottom: Bound): Pattern {
  if (type !== 'string') cursor.refuse(`Bad value in numeric range: ${cursor.text()}`);
  const operator = cursor.text();
  if (operator !== '<' && operator !== '<=') cursor.refuse(`Bad numeric range operator: ${operator}`);
  if (cursor.next() !== 'number') cursor.refuse(`Value of ${operator} must be numeric`);
  const top: Bound = { value: cursor.number(), isOpen: operator === '<' };
  if (cursor.next() !== ']') cursor.refuse('Too many terms in numeric range expression');
  checkNumbers(cursor, bottom, top);
  if (rounded(bottom.value) >= rounded(top.value)) cursor.refuse('Bottom must be less than top');
  return { kind: 'numeric', bottom, top };
}

function checkNumbers(cursor: Cursor, ...bounds: readonly Bound[]): void {
  if (!bounds.every(({ value }) => isComparable(value))) cursor.refuse(OUT_OF_RANGE);
}

/** A string, a number, a list of either, or patterns of one kind: `{"prefix": "a"}`, `{"suffix": ["a", "b"]}`. */
function readExcluded(cursor: Cursor): readonly Pattern[] {
  const type = cursor.next();
  if (type === '{') return readExcludedPatterns(cursor);
  if (type === '[') return readExcludedValues(cursor);
  if (type !== 'string' && type !== 'number') return cursor.refuse(notExcludable);
  return [type === 'string' ? { kind: 'exact', value: cursor.text() } : excludedNumber(cursor)];
}

const notExcludable = 'Value of anything-but must be an array or single string/number value.';

function readExcludedValues(cursor: Cursor): readonly Pattern[] {
  const patterns: Pattern[] = [];
  const types = new Set<string>();
  for (let type = cursor.next(); type !== ']'; type = cursor.next()) {
    if (type !== 'string' && type !== 'number') return cursor.refuse('Inside anything but list, start|null|boolean is not supported.');
    types.add(type);
    patterns.push(type === 'string' ? { kind: 'exact', value: cursor.text() } : excludedNumber(cursor));
  }
  if (types.size !== 1) cursor.refuse('Inside anything but list, either all values are number or string, mixed type is not supported');
  return patterns;
}

function excludedNumber(cursor: Cursor): Pattern {
  const value = cursor.number();
  if (!isComparable(value)) cursor.refuse(OUT_OF_RANGE);
  return { kind: 'exact', value };
}

function readExcludedPatterns(cursor: Cursor): readonly Pattern[] {
  if (cursor.next() !== 'name') cursor.refuse('Anything-But expression name not found');
  const kind = cursor.text();
  if (!isTextKind(kind)) return cursor.refuse(`Unsupported anything-but pattern: ${kind}`);
  const patterns: Pattern[] = [];
  const read = (type: string | undefined): void => {
    if (type !== 'string') cursor.refuse(notTextual[kind]);
    const text = cursor.text();
    if (text === '' && (kind === 'prefix' || kind === 'suffix')) cursor.refuse('Null prefix/suffix not allowed');
    patterns.push(textPattern(cursor, kind, text));
  };
  const type = cursor.next();
  if (type === '[') for (let each = cursor.next(); each !== ']'; each = cursor.next()) read(each);
  else if (type === 'string' || type === 'number') read(type);
  else cursor.refuse(notExcludable);
  if (cursor.next() !== '}') cursor.refuse(TOO_MANY);
  return patterns;
}

const notTextual: Readonly<Record<TextKind, string>> = {
  prefix: 'prefix/suffix match pattern must be a string',
  suffix: 'prefix/suffix match pattern must be a string',
  wildcard: 'wildcard match pattern must be a string',
  'equals-ignore-case': 'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
};

const isTextKind = (name: string): name is TextKind => Object.hasOwn(notTextual, name);
