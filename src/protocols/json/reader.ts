/**
 * Compiles shapes to closures that check parsed JSON and turn it into the service's values. They work in place: JSON.parse's result
 * belongs to the reader, its keys are own properties (`__proto__` too), and most values need no change.
 */
import type { ListShape, MapShape, Member, Shape, ShapeTable, StructureShape, TimestampFormat, UnionShape } from '../../contract/shapes.js';
import { decodeBase64 } from '../base64.js';
import { compileDefault } from '../defaults.js';
import { checkInteger, isIntegerType } from '../numbers.js';
import { shapeAt } from '../shapes.js';
import { parseEpochSeconds, parseTimestampText } from '../timestamps.js';
import { isObject, type JsonDialect, MAX_DEPTH, serializationError, tooDeep, unexpectedValue } from './parse.js';

/** Takes a value that isn't null. */
export type JsonReader = (value: unknown, depth: number) => unknown;

interface Field {
  readonly name: string;
  readonly read: JsonReader;
}

interface Default {
  readonly name: string;
  readonly make: () => unknown;
}

export class JsonReaderCompiler {
  readonly #shapes: ShapeTable;
  readonly #dialect: JsonDialect;
  /** By shape key; timestamps by format as well. */
  readonly #readers = new Map<string, JsonReader>();

  constructor(shapes: ShapeTable, dialect: JsonDialect) {
    this.#shapes = shapes;
    this.#dialect = dialect;
  }

  /** The reader of a member's value. */
  member(member: Member): JsonReader {
    const shape = shapeAt(this.#shapes, member.shape);
    const format = shape.type === 'timestamp' ? (member.timestampFormat ?? shape.timestampFormat ?? 'epoch-seconds') : undefined;
    const key = format === undefined ? member.shape : `${member.shape} ${format}`;
    const known = this.#readers.get(key);
    if (known !== undefined) return known;
    const reader = format === undefined ? this.#compile(member.shape, shape) : this.#timestamp(format);
    this.#readers.set(key, reader);
    return reader;
  }

  /** The reader of a structure of which some members travel elsewhere; those are unknown to it. A union is always whole. */
  structure(key: string, members?: readonly string[]): JsonReader {
    const shape = shapeAt(this.#shapes, key);
    return shape.type !== 'structure' || members === undefined
      ? this.member({ shape: key })
      : this.#structure(shape, () => undefined, members);
  }

  #compile(key: string, shape: Shape): JsonReader {
    // A recursive shape finds itself here while its members are compiled.
    const register = (reader: JsonReader): void => void this.#readers.set(key, reader);
    switch (shape.type) {
      case 'structure':
        return this.#structure(shape, register);
      case 'union':
        return this.#union(key, shape, register);
      case 'list':
        return this.#list(shape, register);
      case 'map':
        return this.#map(shape, register);
      case 'document':
        return readDocument;
      default:
        return this.#scalar(shape.type);
    }
  }

  #structure(shape: StructureShape, register: (reader: JsonReader) => void, only?: readonly string[]): JsonReader {
    const fields = new Map<string, Field>();
    const defaults: Default[] = [];
    const dialect = this.#dialect;
    const reader: JsonReader = (value, depth) => {
      if (!isObject(value)) throw unexpectedValue(value, 'Structure', dialect);
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

  #union(key: string, shape: UnionShape, register: (reader: JsonReader) => void): JsonReader {
    const fields = new Map<string, Field>();
    const dialect = this.#dialect;
    const reader: JsonReader = (value, depth) => {
      if (!isObject(value)) throw unexpectedValue(value, 'Structure', dialect);
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
      if (chosen === undefined || field === undefined || count > 1)
        throw dialect.malformedUnion(key, shape, field === undefined ? 0 : count);
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

  #list(shape: ListShape, register: (reader: JsonReader) => void): JsonReader {
    const isSparse = shape.sparse === true;
    const dialect = this.#dialect;
    let element: JsonReader;
    const reader: JsonReader = (value, depth) => {
      if (!Array.isArray(value)) throw unexpectedValue(value, 'List', dialect);
      if (depth > MAX_DEPTH) throw tooDeep();
      // JSON.parse gives plain arrays.
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

  #map(shape: MapShape, register: (reader: JsonReader) => void): JsonReader {
    const isSparse = shape.sparse === true;
    const dialect = this.#dialect;
    let element: JsonReader;
    const reader: JsonReader = (value, depth) => {
      if (!isObject(value)) throw unexpectedValue(value, 'Map', dialect);
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

  #scalar(type: string): JsonReader {
    const dialect = this.#dialect;
    if (isIntegerType(type)) {
      const expected = type === 'intEnum' ? 'Integer' : javaName(type);
      return (value) => {
        const read = typeof value === 'number' ? checkInteger(type, value) : undefined;
        if (read === undefined) throw unexpectedValue(value, expected, dialect);
        return read;
      };
    }
    switch (type) {
      case 'string':
      case 'enum':
        return (value) => {
          if (typeof value !== 'string') throw unexpectedValue(value, 'String', dialect);
          return value;
        };
      case 'boolean':
        return (value) => {
          if (typeof value !== 'boolean') throw unexpectedValue(value, 'Boolean', dialect);
          return value;
        };
      case 'blob':
        return readBlob;
      case 'float':
      case 'double':
        return (value) => {
          if (typeof value === 'number') return value;
          if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
          throw unexpectedValue(value, javaName(type), dialect);
        };
      case 'bigInteger':
        return (value) => {
          if (typeof value !== 'number' || !Number.isInteger(value)) throw unexpectedValue(value, 'BigInteger', dialect);
          return BigInt(value);
        };
      case 'bigDecimal':
        return (value) => {
          if (typeof value !== 'number') throw unexpectedValue(value, 'BigDecimal', dialect);
          return String(value);
        };
      default:
        throw new Error(`No JSON reader for ${type}.`);
    }
  }

  #timestamp(format: TimestampFormat): JsonReader {
    const dialect = this.#dialect;
    return (value) => {
      const isText = typeof value === 'string';
      const read =
        format === 'epoch-seconds' ? typeof value === 'number' && parseEpochSeconds(value) : isText && parseTimestampText(value, format);
      if (!(read instanceof Date)) throw unexpectedValue(value, 'Timestamp', dialect);
      return read;
    };
  }

  #wireName(name: string, member: Member): string {
    return this.#dialect.jsonNames ? (member.jsonName ?? name) : name;
  }
}

const javaName = (type: string): string => `${type.charAt(0).toUpperCase()}${type.slice(1)}`;

/** Without members that are null or unknown, under the members' own names. The values were read already. */
function renamed(value: Readonly<Record<string, unknown>>, fields: ReadonlyMap<string, Field>): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const key in value) {
    const field = fields.get(key);
    if (field !== undefined && value[key] !== null) result[field.name] = value[key];
  }
  return result;
}

const readBlob: JsonReader = (value) => {
  const bytes = typeof value === 'string' ? decodeBase64(value) : undefined;
  if (bytes === undefined) throw serializationError('only base-64-encoded strings are convertible to bytes');
  return bytes;
};

/** Documents are taken as they are; only their depth is bounded. */
const readDocument: JsonReader = (value, depth) => {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) throw tooDeep();
  for (const element of Object.values(value)) readDocument(element, depth + 1);
  return value;
};
