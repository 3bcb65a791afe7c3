/** Checks attribute values, brings their numbers into canonical form, and counts what they weigh. */
import type { AttributeValue } from '../../../../generated/dynamodb/types.js';
import { ServiceError } from '../../../contract/errors.js';
import { invalid, invalidParameter } from '../refusals.js';
import { canonicalNumber, numberSize } from './number.js';

/** An item, a key or the values of an expression: attribute values by name. */
export type Attributes = Record<string, AttributeValue>;

export type AttributeType = 'S' | 'N' | 'B' | 'SS' | 'NS' | 'BS' | 'M' | 'L' | 'NULL' | 'BOOL';

/** Levels of values within each other, the innermost scalar's among them. */
const DEEPEST_NESTING = 32;
/** All that AWS says of a value in an expression; of one in an item it says more. */
export const TOO_DEEP = 'Nesting Levels have exceeded supported limits';

/** The attribute of that name; an item may well have one called `constructor`, or lack it. */
export const attributeOf = (attributes: Attributes, name: string): AttributeValue | undefined =>
  Object.hasOwn(attributes, name) ? attributes[name] : undefined;

/** The type of a checked value. */
export function typeOf(value: AttributeValue): AttributeType {
  for (const type in value) return type as AttributeType; // a checked value has one of its types as its only member
  throw new Error('An attribute value without a type passed the check');
}

/**
 * @returns the same object when everything in it is canonical already, otherwise a copy; nothing that is given is changed.
 * @throws ValidationException in AWS's words for the first value that is wrong
 */
export function checkAttributes(attributes: Attributes): Attributes {
  return checkMembers(attributes, 0);
}

function checkMembers(attributes: Attributes, depth: number): Attributes {
  let replaced: Map<string, AttributeValue> | undefined;
  for (const name in attributes) {
    const given = attributes[name];
    if (given === undefined) continue;
    if (name === '') throw invalid('Empty attribute name');
    const checked = checkValue(given, depth);
    if (checked !== given) {
      replaced ??= new Map();
      replaced.set(name, checked);
    }
  }
  if (replaced === undefined) return attributes;
  const changes = replaced;
  // Not by assignment: an attribute may be called __proto__.
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, changes.get(name) ?? value]));
}

/** @param depth how many maps and lists the value lies in. */
export function checkValue(value: AttributeValue, depth = 0): AttributeValue {
  let type: string | undefined;
  for (const name in value) {
    // In-process callers may leave members undefined.
    if (value[name as AttributeType] === undefined) continue;
    if (type !== undefined)
      throw invalid('Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes');
    type = name;
  }
  if (value.S !== undefined || value.B !== undefined || value.BOOL !== undefined) return value;
  if (value.N !== undefined) {
    const number = canonicalNumber(value.N);
    return number === value.N ? value : { N: number };
  }
  if (value.M !== undefined) {
    checkDepth(depth);
    const members = checkMembers(value.M, depth + 1);
    return members === value.M ? value : { M: members };
  }
  if (value.L !== undefined) {
    checkDepth(depth);
    return checkList(value, value.L, depth + 1);
  }
  if (value.NULL !== undefined) {
    if (!value.NULL) throw invalidParameter('Null attribute value types must have the value of true');
    return value;
  }
  if (value.SS !== undefined) return checkStringSet(value, value.SS);
  if (value.NS !== undefined) return checkNumberSet(value, value.NS);
  if (value.BS !== undefined) return checkBinarySet(value, value.BS);
  throw invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
}

function checkDepth(depth: number): void {
  if (depth + 1 >= DEEPEST_NESTING) throw invalid(`${TOO_DEEP}: Attributes in the item have nested levels beyond supported limit`);
}

/** As checkValue, of a value that an expression uses. */
export function checkOperand(value: AttributeValue, depth = 0): AttributeValue {
  try {
    return checkValue(value, depth);
  } catch (error) {
    if (error instanceof ServiceError && error.message.startsWith(TOO_DEEP)) throw invalid(TOO_DEEP);
    throw error;
  }
}

function checkList(value: AttributeValue, list: readonly AttributeValue[], depth: number): AttributeValue {
  let copy: AttributeValue[] | undefined;
  for (let at = 0; at < list.length; at += 1) {
    const given = list[at];
    if (given === undefined) continue;
    const checked = checkValue(given, depth);
    if (checked !== given) {
      copy ??= [...list];
      copy[at] = checked;
    }
  }
  return copy === undefined ? value : { L: copy };
}

function checkStringSet(value: AttributeValue, set: readonly string[]): AttributeValue {
  if (set.length === 0) throw invalidParameter('An string set  may not be empty');
  if (new Set(set).size < set.length) throw invalidParameter(`Input collection [${set.join(', ')}] contains duplicates.`);
  return value;
}

function checkNumberSet(value: AttributeValue, set: readonly string[]): AttributeValue {
  if (set.length === 0) throw invalidParameter('An number set  may not be empty');
  const canonical = set.map(canonicalNumber);
  if (new Set(canonical).size < set.length) throw invalid('Input collection contains duplicates');
  return canonical.every((number, at) => number === set[at]) ? value : { NS: canonical };
}

function checkBinarySet(value: AttributeValue, set: readonly Uint8Array[]): AttributeValue {
  if (set.length === 0) throw invalidParameter('Binary sets should not be empty');
  const texts = set.map((bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'));
  if (new Set(texts).size < set.length) throw invalidParameter(`Input collection [${texts.join(', ')}]of type BS contains duplicates.`);
  return value;
}

/** Bytes of the attributes by AWS's formula: names and values in UTF-8. */
export function attributesSize(attributes: Attributes): number {
  let size = 0;
  for (const name in attributes) {
    const value = attributes[name];
    if (value !== undefined) size += Buffer.byteLength(name) + valueSize(value);
  }
  return size;
}

/** Maps and lists have 3 bytes of their own, and 1 for each of what they hold. */
const CONTAINER = 3;

export function valueSize(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  if (value.B !== undefined) return value.B.byteLength;
  if (value.M !== undefined) return CONTAINER + Object.keys(value.M).length + attributesSize(value.M);
  if (value.L !== undefined) return value.L.reduce((size, element) => size + 1 + valueSize(element), CONTAINER);
  if (value.SS !== undefined) return value.SS.reduce((size, text) => size + Buffer.byteLength(text), 0);
  if (value.NS !== undefined) return value.NS.reduce((size, number) => size + numberSize(number), 0);
  if (value.BS !== undefined) return value.BS.reduce((size, bytes) => size + bytes.byteLength, 0);
  return 1;
}
