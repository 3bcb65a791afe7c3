/** From bytes to JSON values, and the words for what isn't as expected. */
import { isUtf8 } from 'node:buffer';
import { FrameworkError } from '../../contract/errors.js';
import type { UnionShape } from '../../contract/shapes.js';

/** How a protocol's JSON differs from another's. */
export interface JsonDialect {
  /** Whether the jsonName trait counts (restJson1 only). */
  readonly jsonNames: boolean;
  /** Whether members of a union that the model doesn't know are ignored; otherwise they make it malformed. */
  readonly ignoresUnknownUnionMembers: boolean;
  /** The message for a value of another type. `given` is a JSON value that isn't null, `expected` one of Smithy's types in Java's name. */
  conversionMessage(given: unknown, expected: string): string;
  /** The error for a union that has no member set, or several. */
  malformedUnion(key: string, shape: UnionShape, count: number): FrameworkError;
}

/** Structures, lists, maps and documents within each other. AWS bounds it as well; DynamoDB's items have 32 levels. */
export const MAX_DEPTH = 512;

export const serializationError = (message: string): FrameworkError => new FrameworkError('SerializationException', message);

/** Throws SerializationException for what isn't JSON in UTF-8. */
export function parseJson(body: Uint8Array): unknown {
  if (!isUtf8(body)) throw serializationError('Invalid UTF-8');
  // A Buffer over the same bytes: its utf8Slice is the fast way to a string.
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw serializationError(
      /end of JSON|Unterminated/.test(error.message) ? 'Unexpected end of stream' : 'Unexpected token received from parser',
    );
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** For a value where a structure, list or map is expected, or a structure, list or map where it isn't. */
export function unexpectedValue(given: unknown, expected: string, dialect: JsonDialect): FrameworkError {
  if (Array.isArray(given)) return serializationError('Start of list found where not expected');
  if (typeof given === 'object') return serializationError('Start of structure or map found where not expected.');
  if (expected === 'List' || expected === 'Map' || expected === 'Structure') return serializationError('Unexpected field type');
  return serializationError(dialect.conversionMessage(given, expected));
}

export const tooDeep = (): FrameworkError => serializationError('The request is nested too deeply');
