/** Items in DynamoDB JSON, one `{"Item": {...}}` a line. */
import type { AttributeValue } from '../../../../generated/dynamodb/types.js';
import { invalid } from '../refusals.js';
import type { Attributes } from '../values/attribute-value.js';

/** @throws ValidationException for what isn't an item; whether its values are right is checked later */
export function itemOfLine(line: string): Attributes {
  const record = parse(line);
  if (!isObject(record) || !isObject(record.Item)) throw invalid('The line has no Item');
  return attributesOf(record.Item);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw invalid('The line is not JSON');
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Not by assignment: an attribute may be called __proto__. */
const attributesOf = (members: Readonly<Record<string, unknown>>, depth = 0): Attributes =>
  Object.fromEntries(Object.entries(members).map(([name, value]) => [name, attributeValueOf(value, depth)]));

/** More than items may have; how deep exactly is checked later. */
const DEEPEST_NESTING = 64;

function attributeValueOf(value: unknown, depth: number): AttributeValue {
  if (depth > DEEPEST_NESTING) throw invalid('Values are nested too deeply');
  const [member, ...more] = isObject(value) ? Object.entries(value) : [];
  if (member === undefined || more.length > 0) throw invalid('A value has not exactly one type');
  const [type, held] = member;
  switch (type) {
    case 'S':
      return { S: textOf(held) };
    case 'N':
      return { N: textOf(held) };
    case 'B':
      return { B: bytesOf(held) };
    case 'BOOL':
      return { BOOL: truthOf(held) };
    case 'NULL':
      return { NULL: truthOf(held) };
    case 'SS':
      return { SS: listOf(held).map(textOf) };
    case 'NS':
      return { NS: listOf(held).map(textOf) };
    case 'BS':
      return { BS: listOf(held).map(bytesOf) };
    case 'L':
      return { L: listOf(held).map((each) => attributeValueOf(each, depth + 1)) };
    case 'M':
      if (!isObject(held)) throw invalid('A map is not an object');
      return { M: attributesOf(held, depth + 1) };
    default:
      throw invalid(`There is no type ${type}`);
  }
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw invalid('A string or number is not text');
  return value;
}

function truthOf(value: unknown): boolean {
  if (typeof value !== 'boolean') throw invalid('A truth value is not true or false');
  return value;
}

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid('A list or set is not an array');
  return value;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** @throws ValidationException for what isn't base64 */
export function bytesOf(value: unknown): Uint8Array {
  const text = textOf(value);
  if (!BASE64.test(text)) throw invalid('Bytes are not in base64');
  // A copy: a Buffer's memory may be shared with others.
  return Uint8Array.from(Buffer.from(text, 'base64'));
}
