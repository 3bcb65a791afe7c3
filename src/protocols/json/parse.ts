/** From bytes to JSON values, and the words for what isn't as expected. */
import { isUtf8 } from 'node:buffer';
import type { FrameworkError } from '../../contract/errors.js';
import { serializationError } from '../serialization-error.js';
import type { ValueDialect } from '../value-reader.js';
import { jsonScalar, jsonTimestamp } from './scalars.js';

/** Throws SerializationException for what isn't JSON in UTF-8. */
export function parseJson(body: Uint8Array): unknown {
  if (!isUtf8(body)) throw serializationError('Invalid UTF-8');
  // A Buffer over the same bytes: its utf8Slice is the fast way to a string.
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const text = bytes.toString('utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw serializationError(endsEarly(error, text) ? 'Unexpected end of stream' : 'Unexpected token received from parser');
  }
}

/** V8 names the position at which it gave up, or says that the input ended. */
function endsEarly(error: SyntaxError, text: string): boolean {
  const [, position] = /at position (\d+)/.exec(error.message) ?? [];
  return /end of JSON|Unterminated/.test(error.message) || (position !== undefined && Number(position) >= text.length);
}

/** What AWS says of a value that isn't of its type. `conversion` words it for a scalar where another is expected. */
function unexpectedJson(given: unknown, expected: string, conversion: (given: unknown, expected: string) => string): FrameworkError {
  if (Array.isArray(given)) return serializationError('Start of list found where not expected');
  if (typeof given === 'object') return serializationError('Start of structure or map found where not expected.');
  if (expected === 'List' || expected === 'Map' || expected === 'Structure') return serializationError('Unexpected field type');
  return serializationError(conversion(given, expected));
}

/** The dialect of a JSON protocol. */
export function jsonDialect(
  options: Pick<ValueDialect, 'jsonNames' | 'ignoresUnknownUnionMembers' | 'malformedUnion'>,
  conversion: (given: unknown, expected: string) => string,
): ValueDialect {
  const unexpected = (given: unknown, expected: string): FrameworkError => unexpectedJson(given, expected, conversion);
  return {
    ...options,
    unexpected,
    scalar: (type) => jsonScalar(type, unexpected),
    timestamp: (format) => jsonTimestamp(format, unexpected),
  };
}
