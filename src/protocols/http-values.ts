/** Values as text in headers, query parameters and path labels. */
import type { Member, ShapeTable, TimestampFormat } from '../contract/shapes.js';
import { decodeBase64, encodeBase64 } from './base64.js';
import type { BindingLocation } from './body-codec.js';
import { checkInteger, isIntegerType } from './numbers.js';
import { shapeAt } from './shapes.js';
import { formatTimestampText, parseTimestampText } from './timestamps.js';

/** Gives undefined for text that isn't of the type. */
export type TextReader = (text: string) => unknown;
export type TextWriter = (value: unknown) => string;

const DECIMAL = /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const INTEGER = /^-?\d+$/;

/** Headers carry http-date, query parameters and labels date-time, where the model says nothing else. */
const timestampFormatOf = (member: Member, location: BindingLocation): TimestampFormat =>
  member.timestampFormat ?? (location === 'header' ? 'http-date' : 'date-time');

export function compileTextReader(shapes: ShapeTable, member: Member, location: BindingLocation): TextReader {
  const shape = shapeAt(shapes, member.shape);
  const { type } = shape;
  if (isIntegerType(type)) return (text) => (INTEGER.test(text) ? checkInteger(type, Number(text)) : undefined);
  switch (type) {
    case 'string':
    case 'enum':
      return location === 'header' && mediaTypeOf(shapes, member) !== undefined ? readEncodedText : (text) => text;
    case 'boolean':
      return (text) => (text === 'true' ? true : text === 'false' ? false : undefined);
    case 'float':
    case 'double':
      return readDecimal;
    case 'bigInteger':
      return (text) => (INTEGER.test(text) ? BigInt(text) : undefined);
    case 'bigDecimal':
      return (text) => (DECIMAL.test(text) ? text : undefined);
    case 'timestamp': {
      const format = timestampFormatOf({ ...shape, ...member }, location);
      return (text) => parseTimestampText(text, format);
    }
    case 'blob':
      return decodeBase64;
    default:
      throw new Error(`A ${type} can't be bound to a ${location}.`);
  }
}

export function compileTextWriter(shapes: ShapeTable, member: Member, location: BindingLocation): TextWriter {
  const shape = shapeAt(shapes, member.shape);
  switch (shape.type) {
    case 'timestamp': {
      const format = timestampFormatOf({ ...shape, ...member }, location);
      // The generated types hold timestamps as Date.
      return (value) => formatTimestampText(value as Date, format);
    }
    case 'blob':
      // And blobs as bytes.
      return (value) => encodeBase64(value as Uint8Array);
    case 'string':
    case 'enum':
      return location === 'header' && mediaTypeOf(shapes, member) !== undefined
        ? (value) => Buffer.from(String(value)).toString('base64')
        : String;
    default:
      return String;
  }
}

/** `a, "b,c", "say \"hi\""`: quotes and backslashes as in RFC 9110. Undefined when a quote stays open. */
export function splitHeader(text: string): readonly string[] | undefined {
  const values: string[] = [];
  let at = 0;
  while (at <= text.length) {
    while (text[at] === ' ' || text[at] === '\t') at++;
    if (text[at] === '"') {
      let value = '';
      for (at++; text[at] !== '"'; at++) {
        if (text[at] === '\\') at++;
        if (at >= text.length) return undefined;
        value += text[at];
      }
      values.push(value);
      const comma = text.indexOf(',', at);
      if (text.slice(at + 1, comma < 0 ? undefined : comma).trim() !== '') return undefined;
      at = comma < 0 ? text.length + 1 : comma + 1;
    } else {
      const comma = text.indexOf(',', at);
      values.push(text.slice(at, comma < 0 ? undefined : comma).trim());
      at = comma < 0 ? text.length + 1 : comma + 1;
    }
  }
  return values;
}

/** An http-date has a comma of its own: every second one separates. */
export function splitHttpDates(text: string): readonly string[] {
  const parts = text.split(',');
  const dates: string[] = [];
  for (let at = 0; at < parts.length; at += 2)
    dates.push(
      parts
        .slice(at, at + 2)
        .join(',')
        .trim(),
    );
  return dates;
}

/** An element of a header's list, quoted where it would be taken apart. */
export const quoteHeaderValue = (text: string): string =>
  text === '' || /[",]/.test(text) || text.trim() !== text ? `"${text.replace(/[\\"]/g, '\\$&')}"` : text;

/** Whether the elements of a list in a header are http-dates. */
export function holdsHttpDates(shapes: ShapeTable, element: Member): boolean {
  const shape = shapeAt(shapes, element.shape);
  return shape.type === 'timestamp' && timestampFormatOf({ ...shape, ...element }, 'header') === 'http-date';
}

/** How a type is called in AWS's messages. */
export function expectedName(shapes: ShapeTable, member: Member): string {
  const { type } = shapeAt(shapes, member.shape);
  if (type === 'enum') return 'String';
  if (type === 'intEnum') return 'Integer';
  return `${type[0]?.toUpperCase() ?? ''}${type.slice(1)}`;
}

function mediaTypeOf(shapes: ShapeTable, member: Member): string | undefined {
  const shape = shapeAt(shapes, member.shape);
  return member.mediaType ?? ('mediaType' in shape ? shape.mediaType : undefined);
}

/** Strings of a media type travel as base64, since a header can't hold them as they are. */
function readEncodedText(text: string): string | undefined {
  const bytes = decodeBase64(text);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString();
}

function readDecimal(text: string): number | undefined {
  if (DECIMAL.test(text)) return Number(text);
  return text === 'NaN' || text === 'Infinity' || text === '-Infinity' ? Number(text) : undefined;
}
