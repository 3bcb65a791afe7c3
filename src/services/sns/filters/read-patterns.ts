/** Reads a pattern, `{"a": ["b", {"prefix": "c"}], "$or": [...]}`, as AWS's compiler does; the order of its checks decides what is refused first. */
import { isIP } from 'node:net';
import { Cursor } from './cursor.js';
import { readMatchExpression } from './match-expressions.js';
import type { FieldPatterns, Pattern } from './patterns.js';

/** An event matches a pattern when it matches one of these. Without `$or` there is one. */
export interface ReadPattern {
  readonly branches: readonly FieldPatterns[];
  /** Whether a field stands in an object of the pattern's. */
  readonly isNested: boolean;
  /** By the name of the field, how many objects it stands in. */
  readonly depths: ReadonlyMap<string, number>;
}

type Branch = Map<string, readonly Pattern[]>;

interface Reading {
  readonly cursor: Cursor;
  readonly mostBranches: number;
  readonly depths: Map<string, number>;
  isNested: boolean;
}

/** Thrown for a pattern whose `$or`s have more branches than the caller can do with. */
export class TooManyBranches extends Error {}

/** Names that AWS keeps for itself below `$or`. */
const RESERVED = new Set(
  `exactly equals-ignore-case prefix suffix anything-but exists wildcard numeric cidr = < <= > >= regex not-wildcard
  not-equals-ignore-case date-after date-on-or-after date-before date-on-or-before in-date-range ip-address-in-range
  ip-address-not-in-range`.split(/\s+/),
);

/**
 * @param mostBranches beyond which it gives up: `$or`s multiply.
 * @throws PatternRefused, TooManyBranches
 */
export function readPatterns(source: string, mostBranches: number): ReadPattern {
  const cursor = new Cursor(source);
  if (cursor.next() !== '{') cursor.refuse('Filter is not an object');
  const reading: Reading = { cursor, mostBranches, depths: new Map(), isNested: false };
  const branches = readObject(reading, [], [], false);
  return { branches, isNested: reading.isNested, depths: reading.depths };
}

/** Behind the brace that opens the object. @returns the branches that were there before, each with the object's fields as well. */
function readObject(reading: Reading, before: readonly Branch[], path: readonly string[], isInOr: boolean): readonly Branch[] {
  const { cursor } = reading;
  let branches = before;
  let isEmpty = true;
  for (let type = cursor.next(); type !== '}'; type = cursor.next()) {
    isEmpty = false;
    const name = cursor.text();
    if (name === '$or') {
      branches = readOr(reading, branches, path);
      continue;
    }
    if (isInOr && RESERVED.has(name)) cursor.refuse(`${name} is Ruler reserved fieldName which cannot be used inside $or.`);
    const value = cursor.next();
    if (value === '{') {
      reading.isNested = true;
      branches = readObject(reading, branches, [...path, name], isInOr);
    } else if (value === '[') {
      const field = [...path, name].join('.');
      const patterns = readValues(cursor);
      reading.depths.set(field, path.length + 1);
      branches = (branches.length === 0 ? [new Map()] : branches).map((branch) => new Map(branch).set(field, patterns));
    } else cursor.refuse(`"${name}" must be an object or an array`);
  }
  if (isEmpty) cursor.refuse('Empty objects are not allowed');
  return branches;
}

function readOr(reading: Reading, before: readonly Branch[], path: readonly string[]): readonly Branch[] {
  const { cursor } = reading;
  if (cursor.next() !== '[') cursor.refuse('It must be an Array followed with $or.');
  const branches: Branch[] = [];
  let alternatives = 0;
  for (let type = cursor.next(); type !== ']'; type = cursor.next()) {
    alternatives += 1;
    if (type !== '{') cursor.refuse('Only JSON object is allowed in array of $or relationship.');
    branches.push(...readObject(reading, before.length === 0 ? [new Map()] : before, path, true));
    if (branches.length > reading.mostBranches) throw new TooManyBranches();
  }
  if (alternatives < 2) cursor.refuse('There must have at least 2 Objects in $or relationship.');
  return branches;
}

/** Behind the bracket that opens the list. */
function readValues(cursor: Cursor): readonly Pattern[] {
  const patterns: Pattern[] = [];
  for (let type = cursor.next(); type !== ']'; type = cursor.next()) {
    if (type === '{') patterns.push(readMatchExpression(cursor));
    else if (type === 'string') patterns.push(patternOfString(cursor.text()));
    else if (type === 'number') patterns.push({ kind: 'exact', value: cursor.number() });
    else if (type === 'null') patterns.push({ kind: 'exact', value: null });
    else if (type === 'true' || type === 'false') patterns.push({ kind: 'exact', value: type === 'true' });
    else cursor.refuse('Match value must be String, number, true, false, or null');
  }
  if (patterns.length === 0) cursor.refuse('Empty arrays are not allowed');
  return patterns;
}

/** An address matches however it is written: `::1` is `0:0:0:0:0:0:0:1`. */
const patternOfString = (text: string): Pattern => (isIP(text) === 0 ? { kind: 'exact', value: text } : { kind: 'addresses', range: text });
