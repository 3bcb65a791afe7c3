/** Readers and writers of a service's shapes in one JSON dialect, compiled once for all of its operations. */
import type { ServiceTables } from '../../contract/operation.js';
import { encodeBase64 } from '../base64.js';
import type { EventPayloadCodec } from '../event-stream/codec.js';
import { epochSeconds, formatTimestampText } from '../timestamps.js';
import { type ValueDialect, ValueReaderCompiler } from '../value-reader.js';
import { ValueWriterCompiler, type WriterDialect } from '../value-writer.js';
import { parseJson } from './parse.js';

export interface JsonCodec {
  readonly readers: ValueReaderCompiler;
  readonly writers: ValueWriterCompiler;
}

/** Gives each service its codec; it lives as long as the service's tables. */
export function jsonCodecs(dialectOf: (tables: ServiceTables) => ValueDialect): (tables: ServiceTables) => JsonCodec {
  const codecs = new WeakMap<ServiceTables, JsonCodec>();
  return (tables) => {
    const known = codecs.get(tables);
    if (known !== undefined) return known;
    const dialect = dialectOf(tables);
    const codec = {
      readers: new ValueReaderCompiler(tables.shapes, dialect),
      writers: new ValueWriterCompiler(tables.shapes, { ...jsonWriting, jsonNames: dialect.jsonNames }),
    };
    codecs.set(tables, codec);
    return codec;
  };
}

/** Documents of which some members travel elsewhere: in HTTP headers, in an event's headers, in the stream behind. */
export function jsonDocuments(codecOf: (tables: ServiceTables) => JsonCodec, contentType: string): EventPayloadCodec {
  return {
    contentType,
    compileBodyReader: (tables, structure, members) => {
      const read = codecOf(tables).readers.structure(structure, members);
      return (body, into) => {
        // An empty body is an empty document, whose members have their defaults.
        Object.assign(into, read(body.length === 0 ? {} : parseJson(body), 0));
      };
    },
    compileBodyWriter: (tables, structure, members) => {
      const write = codecOf(tables).writers.structure(structure, members);
      return (value) => JSON.stringify(write(value));
    },
  };
}

const jsonWriting: Omit<WriterDialect, 'jsonNames'> = {
  scalar: (type) => {
    switch (type) {
      case 'blob':
        // The generated types hold blobs as bytes.
        return (value) => encodeBase64(value as Uint8Array);
      case 'float':
      case 'double':
        return (value) => (Number.isFinite(value) ? value : String(value));
      case 'bigInteger':
      case 'bigDecimal':
        // JSON's numbers have no limit, JSON.stringify's have.
        return Number;
      default:
        return undefined;
    }
  },
  timestamp: (format) => (value) =>
    // And timestamps as Date.
    format === 'epoch-seconds' ? epochSeconds(value as Date) : formatTimestampText(value as Date, format),
};
