/** Between the tests' parameters (JSON) and the values that handlers take and give. */

import type { ServiceTables } from '../../../src/contract/operation.js';
import type { Member, ShapeTable } from '../../../src/contract/shapes.js';
import type { ByteStream } from '../../../src/contract/wire.js';
import type { Json } from './cases.js';

/** The value that the parameters stand for. Null members are left out, null elements kept. */
export function valueFor(shapes: ShapeTable, key: string, json: Json): unknown {
  const shape = shapes[key];
  if (shape === undefined) throw new Error(`The shape table has no ${key}.`);
  if (json === null) return null;
  switch (shape.type) {
    case 'structure':
    case 'union': {
      const value: Record<string, unknown> = {};
      for (const [name, element] of Object.entries(json)) {
        const member: Member | undefined = shape.members[name];
        if (member === undefined) throw new Error(`${key} has no member ${name}.`);
        // Elements of an object of JSON are JSON.
        if (element !== null) value[name] = valueFor(shapes, member.shape, element as Json);
      }
      return value;
    }
    case 'list':
      // The parameters are of the shape's type.
      return (json as readonly Json[]).map((element) => valueFor(shapes, shape.member.shape, element));
    case 'map':
      // As above, for what follows.
      return Object.fromEntries(
        Object.entries(json).map(([name, element]) => [name, valueFor(shapes, shape.value.shape, element as Json)]),
      );
    case 'blob':
      return new Uint8Array(Buffer.from(String(json)));
    case 'timestamp':
      return new Date(typeof json === 'number' ? json * 1000 : String(json));
    case 'float':
    case 'double':
      return Number(json);
    default:
      return json;
  }
}

/** A value in the form in which two are compared: streams collected, bytes and dates told apart from text. */
export async function comparable(value: unknown): Promise<unknown> {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('latin1') };
  if (value instanceof Date) return { date: value.toISOString() };
  if (Array.isArray(value)) return Promise.all(value.map(comparable));
  if (typeof value !== 'object' || value === null) return value;
  if (Symbol.asyncIterator in value) return { bytes: Buffer.concat(await collected(value as ByteStream)).toString('latin1') };
  const entries = await Promise.all(Object.entries(value).map(async ([key, element]) => [key, await comparable(element)] as const));
  return Object.fromEntries(entries.filter(([, element]) => element !== undefined));
}

async function collected(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

/**
 * The two inputs without what the wire can't tell from an absent member (a stream without bytes, an empty list in the query), and
 * without the map of all query parameters where the case says nothing about it: the cases of restXml leave it out.
 * A form can't hold an empty map, either.
 */
export function saidOnBothSides(
  { shapes, facts }: ServiceTables,
  structure: string,
  given: unknown,
  expected: unknown,
): [given: unknown, expected: unknown] {
  const shape = shapes[structure];
  if (shape?.type !== 'structure') throw new Error(`${structure} is not a structure.`);
  const members = Object.entries(shape.members);
  const said = ([name, element]: [string, unknown]): boolean => {
    const member = shape.members[name];
    if (member?.httpQuery !== undefined && Array.isArray(element) && element.length === 0) return false;
    const target = member === undefined ? undefined : shapes[member.shape];
    if (facts.protocols[0] === 'awsQuery' && target?.type === 'map' && Object.keys(Object(element)).length === 0) return false;
    return !(target?.type === 'blob' && target.streaming === true && isEmptyBytes(element));
  };
  const [allParameters] = members.find(([, member]) => member.httpQueryParams === true) ?? [];
  const isSilent = allParameters !== undefined && !(allParameters in Object(expected));
  const kept = (value: unknown): unknown =>
    Object.fromEntries(Object.entries(Object(value)).filter((entry) => said(entry) && !(isSilent && entry[0] === allParameters)));
  return [kept(given), kept(expected)];
}

const isEmptyBytes = (element: unknown): boolean =>
  typeof element === 'object' && element !== null && 'bytes' in element && element.bytes === '';
