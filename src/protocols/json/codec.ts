/** Readers and writers of a service's shapes in one JSON dialect, compiled once for all of its operations. */
import type { ServiceTables } from '../../contract/operation.js';
import type { EventPayloadCodec } from '../event-stream/codec.js';
import { type JsonDialect, parseJson } from './parse.js';
import { JsonReaderCompiler } from './reader.js';
import { JsonWriterCompiler } from './writer.js';

export interface JsonCodec {
  readonly readers: JsonReaderCompiler;
  readonly writers: JsonWriterCompiler;
}

/** Gives each service its codec; it lives as long as the service's tables. */
export function jsonCodecs(dialectOf: (tables: ServiceTables) => JsonDialect): (tables: ServiceTables) => JsonCodec {
  const codecs = new WeakMap<ServiceTables, JsonCodec>();
  return (tables) => {
    const known = codecs.get(tables);
    if (known !== undefined) return known;
    const dialect = dialectOf(tables);
    const codec = { readers: new JsonReaderCompiler(tables.shapes, dialect), writers: new JsonWriterCompiler(tables.shapes, dialect) };
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
