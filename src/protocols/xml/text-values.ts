/** Simple values as text, in XML documents and query parameters alike. */
import type { Member, ShapeTable } from '../../contract/shapes.js';
import { timestampText } from '../../contract/xml-text.js';
import { decodeBase64, encodeBase64 } from '../base64.js';
import { checkInteger, isIntegerType } from '../numbers.js';
import { shapeAt } from '../shapes.js';
import { formatTimestampText, parseTimestampText } from '../timestamps.js';

const INTEGER = /^[-+]?\d{1,20}$/;
const DECIMAL = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,4})?$/;
const LONG_INTEGER = /^[-+]?\d{1,1000}$/;
/** xs:dateTime and xs:date: an offset or no zone at all, which counts as UTC. */
const LOOSE_DATE_TIME = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?))?(Z|[-+]\d{2}:\d{2})?$/;

/** Gives undefined for text that isn't of the type. */
export type TextReader = (text: string) => unknown;
export type TextWriter = (value: unknown) => string;

export interface TextDialect {
  /** S3 writes `.000Z` where others leave whole seconds bare. */
  readonly milliseconds?: boolean;
}

/** Undefined for shapes that aren't written as text. */
export function compileTextReader(shapes: ShapeTable, member: Member): TextReader | undefined {
  const shape = shapeAt(shapes, member.shape);
  if (isIntegerType(shape.type)) {
    const { type } = shape;
    return (text) => {
      const trimmed = text.trim();
      return INTEGER.test(trimmed) && isIntegerType(type) ? checkInteger(type, Number(trimmed)) : undefined;
    };
  }
  switch (shape.type) {
    case 'string':
    case 'enum':
      return (text) => text;
    case 'boolean':
      return readBoolean;
    case 'float':
    case 'double':
      return readDecimal;
    case 'bigInteger':
      return (text) => (LONG_INTEGER.test(text.trim()) ? BigInt(text.trim().replace('+', '')) : undefined);
    case 'bigDecimal':
      return (text) => (DECIMAL.test(text.trim()) ? text.trim() : undefined);
    case 'timestamp': {
      const format = member.timestampFormat ?? shape.timestampFormat ?? 'date-time';
      return (text) => parseTimestampText(text.trim(), format) ?? (format === 'date-time' ? readLooseDateTime(text.trim()) : undefined);
    }
    case 'blob':
      // Clients may break base64 over lines.
      return (text) => decodeBase64(text.replace(/\s+/g, ''));
    default:
      return undefined;
  }
}

/** Undefined for shapes that aren't written as text. Nothing is escaped. */
export function compileTextWriter(shapes: ShapeTable, member: Member, dialect: TextDialect = {}): TextWriter | undefined {
  const shape = shapeAt(shapes, member.shape);
  switch (shape.type) {
    case 'structure':
    case 'union':
    case 'list':
    case 'map':
    case 'document':
      return undefined;
    case 'timestamp': {
      const format = member.timestampFormat ?? shape.timestampFormat ?? 'date-time';
      // The generated types hold timestamps as Date.
      if (format === 'date-time' && dialect.milliseconds === true) return (value) => timestampText((value as Date).getTime());
      return (value) => formatTimestampText(value as Date, format);
    }
    case 'blob':
      // And blobs as bytes.
      return (value) => encodeBase64(value as Uint8Array);
    default:
      return String;
  }
}

function readBoolean(text: string): boolean | undefined {
  const value = text.trim().toLowerCase();
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

function readDecimal(text: string): number | undefined {
  const trimmed = text.trim();
  if (DECIMAL.test(trimmed)) return Number(trimmed);
  return trimmed === 'NaN' || trimmed === 'Infinity' || trimmed === '-Infinity' ? Number(trimmed) : undefined;
}

function readLooseDateTime(text: string): Date | undefined {
  const [, day, time, zone] = LOOSE_DATE_TIME.exec(text) ?? [];
  if (day === undefined) return undefined;
  const local = parseTimestampText(`${day}T${time ?? '00:00:00'}Z`, 'date-time');
  if (local === undefined || zone === undefined || zone === 'Z') return local;
  const [hours = 0, minutes = 0] = zone.slice(1).split(':').map(Number);
  if (hours > 14 || minutes > 59) return undefined;
  return new Date(local.getTime() - (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000);
}
