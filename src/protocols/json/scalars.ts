/** The simple types in JSON. */
import type { TimestampFormat } from '../../contract/shapes.js';
import { decodeBase64 } from '../base64.js';
import { checkInteger, isIntegerType } from '../numbers.js';
import { serializationError } from '../serialization-error.js';
import { parseEpochSeconds, parseTimestampText } from '../timestamps.js';
import { javaName, readDocument, type ScalarType, type ValueDialect, type ValueReader } from '../value-reader.js';

type Unexpected = ValueDialect['unexpected'];

export function jsonScalar(type: ScalarType, unexpected: Unexpected): ValueReader {
  const expected = javaName(type);
  if (isIntegerType(type)) {
    return (value) => {
      const read = typeof value === 'number' ? checkInteger(type, value) : undefined;
      if (read === undefined) throw unexpected(value, expected);
      return read;
    };
  }
  switch (type) {
    case 'string':
    case 'enum':
      return (value) => {
        if (typeof value !== 'string') throw unexpected(value, 'String');
        return value;
      };
    case 'boolean':
      return (value) => {
        if (typeof value !== 'boolean') throw unexpected(value, expected);
        return value;
      };
    case 'blob':
      return readBlob;
    case 'float':
    case 'double':
      return (value) => {
        if (typeof value === 'number') return value;
        if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
        throw unexpected(value, expected);
      };
    case 'bigInteger':
      return (value) => {
        if (typeof value !== 'number' || !Number.isInteger(value)) throw unexpected(value, expected);
        return BigInt(value);
      };
    case 'bigDecimal':
      return (value) => {
        if (typeof value !== 'number') throw unexpected(value, expected);
        return String(value);
      };
    case 'document':
      return readDocument;
    default:
      throw new Error(`No JSON reader for ${type}.`);
  }
}

export const jsonTimestamp =
  (format: TimestampFormat, unexpected: Unexpected): ValueReader =>
  (value) => {
    let read: Date | undefined;
    if (format !== 'epoch-seconds') read = typeof value === 'string' ? parseTimestampText(value, format) : undefined;
    else if (typeof value === 'number') read = parseEpochSeconds(value);
    if (read === undefined) throw unexpected(value, 'Timestamp');
    return read;
  };

const readBlob: ValueReader = (value) => {
  const bytes = typeof value === 'string' ? decodeBase64(value) : undefined;
  if (bytes === undefined) throw serializationError('only base-64-encoded strings are convertible to bytes');
  return bytes;
};
