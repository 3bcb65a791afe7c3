/**
 * Compiles shapes to closures that check parsed documents (JSON, CBOR) and turn them into the service's values. They work in place:
 * the parsed document belongs to the reader, its keys are own properties (`__proto__` too), and most values need no change.
 */
import type { FrameworkError } from '../contract/errors.js';
import type { ListShape, MapShape, Member, Shape, ShapeTable, StructureShape, TimestampFormat, UnionShape } from '../contract/shapes.js';
import { compileDefault } from './defaults.js';
import { serializationError } from './serialization-error.js';
import { shapeAt } from './shapes.js';

/** How the documents of one protocol differ from another's. */
export interface ValueDialect {
  /** Whether the jsonName trait counts (restJson1 only). */
  readonly jsonNames: boolean;
  /** Whether members of a union that the model doesn't know are ignored; otherwise they make it malformed. */
  readonly ignoresUnknownUnionMembers: boolean;
  /** The error for a value where `expected` should be: a Smithy type as Java names it, or Structure, List, Map. */
  unexpected(given: unknown, expected: string): FrameworkError;
  /** Of a union that has no member set, or several: the error to throw, or a value that the service is to look at itself. */
  malformedUnion(key: string, count: number, given: Readonly<Record<string, unknown>>): unknown;
  /** The reader of a simple type, enums and documents included. */
  scalar(type: ScalarType): ValueReader;
  timestamp(format: TimestampFormat): ValueReader;
}

export type ScalarType = Exclude<Shape['type'], 'structure' | 'union' | 'list' | 'map' | 'timestamp'>;

/** Structures, lists, maps and documents within each other. AWS bounds it as well; DynamoDB's items have 32 levels. */
export const MAX_DEPTH = 512;

/** Takes a value that isn't null. */
export type ValueReader = (value: unknown, depth: number) => unknown;

interface Field {
  readonly name: string;
  readonly read: ValueReader;
}

interface Default {
  readonly name: string;
  readonly make: () => unknown;
}

export class ValueReaderCompiler {
  readonly #shapes: ShapeTable;
  readonly #dialect: ValueDialect;
  /** By shape key; timestamps by format as well. */
  readonly #readers = new Map<string, ValueReader>();

  constructor(shapes: ShapeTable, dialect: ValueDialect) {
    this.#shapes = shapes;
    this.#dialect = dialect;
  }

  /** The reader of a member's value. */
  member(member: Member): ValueReader {
    const shape = shapeAt(this.#shapes, member.shape);
    const format = shape.type === 'timestamp' ? (member.timestampFormat ?? shape.timestampFormat ?? 'epoch-seconds') : undefined;
    const key = format === undefined ? member.shape : `${member.shape} ${format}`;
    const known = this.#readers.get(key);
    if (known !== undefined) return known;
    const reader = format === undefined ? this.#compile(member.shape, shape) : this.#dialect.timestamp(format);
    this.#readers.set(key, reader);
    return reader;
  }

  /** The reader of a structure of which some members travel elsewhere; those are unknown to it. A union is always whole. */
  structure(key: string, members?: readonly string[]): ValueReader {
    const shape = shapeAt(this.#shapes, key);
    return shape.type !== 'structure' || members === undefined
      ? this.member({ shape: key })
      : this.#structure(shape, () => undefined, members);
  }

  #compile(key: string, shape: Shape): ValueReader {
    // A recursive shape finds itself here while its members are compiled.
    const register = (reader: ValueReader): void => void this.#readers.set(key, reader);
    switch (shape.type) {
      case 'structure':
        return this.#structure(shape, register);
      case 'union':
        return this.#union(key, shape, register);
      case 'list':
        return this.#list(shape, register);
      case 'map':
        return this.#map(shape, register);
      case 'timestamp':
        throw new Error('A timestamp has a format.');
      default:
        return this.#dialect.scalar(shape.type);
    }
  }

  #structure(shape: StructureShape, register: (reader: ValueReader) => void, only?: readonly string[]): ValueReader {
    const fields = new Map<string, Field>();
    const defaults: Default[] = [];
    const dialect = this.#dialect;
    const reader: ValueReader = (value, depth) => {
      if (!isRecord(value)) throw dialect.unexpected(value, 'Structure');
      if (depth > MAX_DEPTH) throw tooDeep();
      let isExact = true;
      for (const key in value) {
        const field = fields.get(key);
        const given = value[key];
        if (field === undefined || given === null) {
          isExact = false;
          continue;
        }
        const read = field.read(given, depth + 1);
        if (read !== given) value[key] = read;
        if (field.name !== key) isExact = false;
      }
      const result = isExact ? value : renamed(value, fields);
      for (const { name, make } of defaults) if (result[name] === undefined) result[name] = make();
      return result;
    };
    register(reader);
    for (const [name, member] of Object.entries(shape.members)) {
      if (only !== undefined && !only.includes(name)) continue;
      fields.set(this.#wireName(name, member), { name, read: this.member(member) });
      const make = compileDefault(this.#shapes, member);
      if (make !== undefined) defaults.push({ name, make });
    }
    return reader;
  }

  #union(key: string, shape: UnionShape, register: (reader: ValueReader) => void): ValueReader {
    const fields = new Map<string, Field>();
    const dialect = this.#dialect;
    const reader: ValueReader = (value, depth) => {
      if (!isRecord(value)) throw dialect.unexpected(value, 'Structure');
      if (depth > MAX_DEPTH) throw tooDeep();
      let chosen: string | undefined;
      let count = 0;
      let isExact = true;
      for (const name in value) {
        if (value[name] === null || name === '__type' || (dialect.ignoresUnknownUnionMembers && !fields.has(name))) {
          isExact = false;
          continue;
        }
        chosen = name;
        count++;
      }
      const field = chosen === undefined ? undefined : fields.get(chosen);
      if (chosen === undefined || field === undefined || count > 1) {
        const malformed = dialect.malformedUnion(key, field === undefined ? 0 : count, value);
        if (malformed instanceof Error) throw malformed;
        return malformed;
      }
      const given = value[chosen];
      const read = field.read(given, depth + 1);
      if (!isExact || field.name !== chosen) return { [field.name]: read };
      if (read !== given) value[chosen] = read;
      return value;
    };
    register(reader);
    for (const [name, member] of Object.entries(shape.members)) {
      fields.set(this.#wireName(name, member), { name, read: this.member(member) });
    }
    return reader;
  }

  #list(shape: ListShape, register: (reader: ValueReader) => void): ValueReader {
    const isSparse = shape.sparse === true;
    const dialect = this.#dialect;
    let element: ValueReader;
    const reader: ValueReader = (value, depth) => {
      if (!Array.isArray(value)) throw dialect.unexpected(value, 'List');
      if (depth > MAX_DEPTH) throw tooDeep();
      // Parsers give plain arrays.
      const list: unknown[] = value;
      for (let at = 0; at < list.length; at++) {
        const given = list[at];
        if (given === null) {
          if (!isSparse) throw serializationError('Unexpected null in a list');
          continue;
        }
        const read = element(given, depth + 1);
        if (read !== given) list[at] = read;
      }
      return list;
    };
    register(reader);
    element = this.member(shape.member);
    return reader;
  }

  #map(shape: MapShape, register: (reader: ValueReader) => void): ValueReader {
    const isSparse = shape.sparse === true;
    const dialect = this.#dialect;
    let element: ValueReader;
    const reader: ValueReader = (value, depth) => {
      if (!isRecord(value)) throw dialect.unexpected(value, 'Map');
      if (depth > MAX_DEPTH) throw tooDeep();
      for (const key in value) {
        const given = value[key];
        if (given === null) {
          if (!isSparse) throw serializationError('Unexpected null in a map');
          continue;
        }
        const read = element(given, depth + 1);
        // The key is an own property already, so that this is no write to a prototype even for `__proto__`.
        if (read !== given) value[key] = read;
      }
      return value;
    };
    register(reader);
    element = this.member(shape.value);
    return reader;
  }

  #wireName(name: string, member: Member): string {
    return this.#dialect.jsonNames ? (member.jsonName ?? name) : name;
  }
}

/** Without members that are null or unknown, under the members' own names. The values were read already. */
function renamed(value: Readonly<Record<string, unknown>>, fields: ReadonlyMap<string, Field>): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const key in value) {
    const field = fields.get(key);
    if (field !== undefined && value[key] !== null) result[field.name] = value[key];
  }
  return result;
}

/** A parsed map, as opposed to bytes and what else a parser makes objects of. */
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

export const tooDeep = (): FrameworkError => serializationError('The request is nested too deeply');

/** Documents are taken as they are; only their depth is bounded. */
export const readDocument: ValueReader = (value, depth) => {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) throw tooDeep();
  for (const element of Object.values(value)) readDocument(element, depth + 1);
  return value;
};

/** `integer` -> `Integer`, as AWS's messages call the types. */
export const javaName = (type: string): string => (type === 'intEnum' ? 'Integer' : `${type.charAt(0).toUpperCase()}${type.slice(1)}`);
