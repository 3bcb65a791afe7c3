/**
 * Compiles shapes to closures that turn a service's values into documents (what JSON.stringify or the CBOR encoder takes). A value that needs no change is given back
 * as it is, so that an item goes from the store to the wire without a copy; nothing that is given is ever changed.
 */
import type { ListShape, MapShape, Member, Shape, ShapeTable, StructureShape, TimestampFormat, UnionShape } from '../contract/shapes.js';
import { compileDefault } from './defaults.js';
import { shapeAt } from './shapes.js';
import type { ScalarType } from './value-reader.js';

export interface WriterDialect {
  /** Whether the jsonName trait counts (restJson1 only). */
  readonly jsonNames: boolean;
  /** Undefined: values of the type are their own document. */
  scalar(type: ScalarType): ValueWriter | undefined;
  timestamp(format: TimestampFormat): ValueWriter;
}

/** Takes a value that is neither null nor undefined. */
export type ValueWriter = (value: unknown) => unknown;

interface Field {
  readonly wireName: string;
  /** Undefined: the value is its own document. */
  readonly write: ValueWriter | undefined;
}

interface Default {
  readonly name: string;
  readonly wireName: string;
  readonly value: unknown;
}

export class ValueWriterCompiler {
  readonly #shapes: ShapeTable;
  readonly #dialect: WriterDialect;
  readonly #writers = new Map<string, ValueWriter | undefined>();

  constructor(shapes: ShapeTable, dialect: WriterDialect) {
    this.#shapes = shapes;
    this.#dialect = dialect;
  }

  /** The writer of a member's value; undefined when every value is its own document. */
  member(member: Member): ValueWriter | undefined {
    const shape = shapeAt(this.#shapes, member.shape);
    const format = shape.type === 'timestamp' ? (member.timestampFormat ?? shape.timestampFormat ?? 'epoch-seconds') : undefined;
    const key = format === undefined ? member.shape : `${member.shape} ${format}`;
    if (this.#writers.has(key)) return this.#writers.get(key);
    const writer = format === undefined ? this.#compile(member.shape, shape) : this.#dialect.timestamp(format);
    this.#writers.set(key, writer);
    return writer;
  }

  /** The writer of a structure, or of those of its members that travel in the body. A union is always whole. */
  structure(key: string, members?: readonly string[]): ValueWriter {
    const shape = shapeAt(this.#shapes, key);
    if (shape.type === 'structure' && members !== undefined) return this.#members(shape, () => undefined, members);
    return this.member({ shape: key }) ?? ((value) => value);
  }

  #compile(key: string, shape: Shape): ValueWriter | undefined {
    const register = (writer: ValueWriter): void => void this.#writers.set(key, writer);
    switch (shape.type) {
      case 'structure':
      case 'union':
        return this.#members(shape, register);
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

  /** Only members that the model knows are written, so that what a service keeps beside them stays inside. */
  #members(shape: StructureShape | UnionShape, register: (writer: ValueWriter) => void, only?: readonly string[]): ValueWriter {
    const fields = new Map<string, Field>();
    const defaults: Default[] = [];
    const writer: ValueWriter = (value) => {
      // The generated types hold structures and unions as objects.
      const given = value as Readonly<Record<string, unknown>>;
      let result: Record<string, unknown> | undefined;
      for (const name in given) {
        const field = fields.get(name);
        const element = given[name];
        const isLeftOut = field === undefined || element === null || element === undefined;
        const written = isLeftOut || field.write === undefined ? element : field.write(element);
        if (result === undefined) {
          if (!isLeftOut && written === element && field.wireName === name) continue;
          result = writtenBefore(given, name);
        }
        if (!isLeftOut) result[field.wireName] = written;
      }
      for (const { name, wireName, value: standard } of defaults) {
        if (given[name] !== undefined && given[name] !== null) continue;
        result ??= { ...given };
        result[wireName] = standard;
      }
      return result ?? given;
    };
    register(writer);
    for (const [name, member] of Object.entries(shape.members)) {
      if (only !== undefined && !only.includes(name)) continue;
      const wireName = this.#dialect.jsonNames ? (member.jsonName ?? name) : name;
      const write = this.member(member);
      fields.set(name, { wireName, write });
      const standard = compileDefault(this.#shapes, member)?.();
      if (standard !== undefined) defaults.push({ name, wireName, value: write === undefined ? standard : write(standard) });
    }
    return writer;
  }

  #list(shape: ListShape, register: (writer: ValueWriter) => void): ValueWriter | undefined {
    const isSparse = shape.sparse === true;
    let element: ValueWriter | undefined;
    const writer: ValueWriter = (value) => {
      // A list shape is typed as an array.
      const given = value as readonly unknown[];
      let result: unknown[] | undefined;
      for (let at = 0; at < given.length; at++) {
        const value = given[at];
        const isNull = value === null || value === undefined;
        const written = isNull || element === undefined ? value : element(value);
        if (result === undefined) {
          if (written === value && !(isNull && !isSparse)) continue;
          result = given.slice(0, at);
        }
        if (!isNull || isSparse) result.push(written ?? null);
      }
      return result ?? given;
    };
    register(writer);
    element = this.member(shape.member);
    return element === undefined && !isSparse ? undefined : writer;
  }

  #map(shape: MapShape, register: (writer: ValueWriter) => void): ValueWriter | undefined {
    let element: ValueWriter | undefined;
    const isSparse = shape.sparse === true;
    const writer: ValueWriter = (value) => {
      // A map shape is typed as an object.
      const given = value as Readonly<Record<string, unknown>>;
      let result: Record<string, unknown> | undefined;
      for (const key in given) {
        const value = given[key];
        const isNull = value === null || value === undefined;
        const written = isNull || element === undefined ? value : element(value);
        if (result === undefined) {
          if (written === value && !(isNull && !isSparse)) continue;
          // Spreading keeps a `__proto__` key as an own property, and so keeps the assignment below from being a write to a prototype.
          result = { ...given };
        }
        if (isNull && !isSparse) delete result[key];
        else result[key] = written;
      }
      return result ?? given;
    };
    register(writer);
    element = this.member(shape.value);
    return element === undefined && !isSparse ? undefined : writer;
  }
}

/** The members that stand before the given one; all of them are written as they are. */
function writtenBefore(given: Readonly<Record<string, unknown>>, end: string): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const name in given) {
    if (name === end) break;
    result[name] = given[name];
  }
  return result;
}
