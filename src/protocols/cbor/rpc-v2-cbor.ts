/** rpcv2Cbor: the operation in the path, `/service/{service}/operation/{operation}`, everything else in one CBOR map. */
import type { AwsError } from '../../contract/errors.js';
import type { OperationDescriptor, ServiceFacts, ServiceTables } from '../../contract/operation.js';
import type { WireResponse } from '../../contract/wire.js';
import { withoutCompression } from '../content-encoding.js';
import { errorMembers, frameworkCode, modelledError } from '../error-members.js';
import { compileEventResponse } from '../event-response.js';
import type { EventPayloadCodec } from '../event-stream/codec.js';
import { checkContentType } from '../media-types.js';
import { checkInteger, isIntegerType } from '../numbers.js';
import type { OperationCodec, Protocol, ReplyFacts } from '../protocol.js';
import { addQueryError } from '../query-compatible.js';
import { serializationError } from '../serialization-error.js';
import { javaName, readDocument, type ScalarType, type ValueDialect, type ValueReader, ValueReaderCompiler } from '../value-reader.js';
import { ValueWriterCompiler } from '../value-writer.js';
import { CborDecimal } from './decimal.js';
import { decodeCbor } from './decode.js';
import { encodeCbor } from './encode.js';

const CONTENT_TYPE = 'application/cbor';

export const rpcv2Cbor: Protocol = {
  name: 'rpcv2Cbor',

  compile: <I, O>(tables: ServiceTables, operation: OperationDescriptor<I, O>): OperationCodec<I, O> => {
    const { readers } = codecOf(tables);
    const read = readers.structure(operation.input);
    return {
      readRequest: (given) => {
        const { headers, body } = withoutCompression(given);
        if (body.length > 0) checkContentType(headers['content-type'], [CONTENT_TYPE]);
        // A body may be left out where the input is empty.
        const document = body.length === 0 || operation.unitInput === true ? {} : decodeCbor(body);
        // The tables are emitted from the same model as I.
        return read(document, 0) as I;
      },
      writeResponse: eventWriter(tables, operation) ?? responseWriter(tables, operation),
    };
  },

  writeError,
  codeOf: frameworkCode,
};

function responseWriter<O>(
  tables: ServiceTables,
  operation: OperationDescriptor<unknown, O>,
): (output: O, reply: ReplyFacts) => WireResponse {
  const write = codecOf(tables).writers.structure(operation.output);
  if (operation.unitOutput === true) return (_output, reply) => ({ status: 200, headers: headersOf(reply) });
  return (output, reply) => ({
    status: 200,
    headers: { ...headersOf(reply), 'Content-Type': CONTENT_TYPE },
    body: encodeCbor(write(output ?? {})),
  });
}

function eventWriter<O>(
  tables: ServiceTables,
  operation: OperationDescriptor<unknown, O>,
): ((output: O, reply: ReplyFacts) => WireResponse) | undefined {
  const write = compileEventResponse(tables, operation, documents);
  if (write === undefined) return undefined;
  return (output, reply) => {
    const response = write(output, reply);
    return { ...response, headers: { ...response.headers, ...headersOf(reply) } };
  };
}

function writeError(
  error: AwsError,
  reply: ReplyFacts,
  service: ServiceFacts | undefined,
  tables: ServiceTables | undefined,
): WireResponse {
  const modelled = modelledError(error, tables);
  const members = errorMembers(error, modelled);
  // A structure is written as an object.
  const written =
    modelled === undefined || tables === undefined ? members : (codecOf(tables).writers.structure(modelled.key)(members) as object);
  const headers: Record<string, string> = { ...headersOf(reply), 'Content-Type': CONTENT_TYPE };
  addQueryError(headers, error, service, modelled?.traits);
  return { status: error.httpStatus, headers, body: encodeCbor({ __type: modelled?.traits.id ?? frameworkCode(error), ...written }) };
}

const headersOf = (reply: ReplyFacts): Record<string, string> => ({
  'smithy-protocol': 'rpc-v2-cbor',
  'x-amzn-RequestId': reply.requestId,
});

const unexpected: ValueDialect['unexpected'] = (given, expected) =>
  serializationError(`${kindOf(given)} cannot be converted to ${expected}`);

const dialect: ValueDialect = {
  jsonNames: false,
  ignoresUnknownUnionMembers: true,
  unexpected,
  malformedUnion: (key, count) =>
    serializationError(count === 0 ? `No member of the union ${key} is set` : `Several members of the union ${key} are set`),
  scalar: readerOf,
  // Tag 1, whatever format the model names.
  timestamp: () => (value) => {
    if (!(value instanceof Date)) throw unexpected(value, 'Timestamp');
    return value;
  },
};

interface CborCodec {
  readonly readers: ValueReaderCompiler;
  readonly writers: ValueWriterCompiler;
}

const codecs = new WeakMap<ServiceTables, CborCodec>();

function codecOf(tables: ServiceTables): CborCodec {
  let codec = codecs.get(tables);
  if (codec === undefined) {
    const writers = new ValueWriterCompiler(tables.shapes, {
      jsonNames: false,
      // The generated types hold a bigDecimal as text; all else has a form of its own in CBOR.
      scalar: (type) => (type === 'bigDecimal' ? (value) => CborDecimal.fromText(String(value)) : undefined),
      timestamp: () => (value) => value,
    });
    codec = { readers: new ValueReaderCompiler(tables.shapes, dialect), writers };
    codecs.set(tables, codec);
  }
  return codec;
}

/** What stands in events. */
const documents: EventPayloadCodec = {
  contentType: CONTENT_TYPE,
  compileBodyReader: (tables, structure, members) => {
    const read = codecOf(tables).readers.structure(structure, members);
    return (body, into) => {
      Object.assign(into, read(body.length === 0 ? {} : decodeCbor(body), 0));
    };
  },
  compileBodyWriter: (tables, structure, members) => {
    const write = codecOf(tables).writers.structure(structure, members);
    return (value) => encodeCbor(write(value));
  },
};

function readerOf(type: ScalarType): ValueReader {
  if (type === 'document') return readDocument;
  const convert = converterOf(type);
  const expected = javaName(type);
  return (value) => {
    const read = convert(value);
    if (read === undefined) throw unexpected(value, expected);
    return read;
  };
}

/** Gives undefined for a value of another type. */
function converterOf(type: ScalarType): (value: unknown) => unknown {
  if (isIntegerType(type)) return (value) => (isNumber(value) ? checkInteger(type, Number(value)) : undefined);
  switch (type) {
    case 'string':
    case 'enum':
      return (value) => (typeof value === 'string' ? value : undefined);
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? value : undefined);
    case 'blob':
      return (value) => (value instanceof Uint8Array ? value : undefined);
    case 'float':
    case 'double':
      return (value) => (isNumber(value) ? Number(value) : undefined);
    case 'bigInteger':
      return (value) => (typeof value === 'bigint' || Number.isInteger(value) ? BigInt(value as bigint | number) : undefined);
    case 'bigDecimal':
      return (value) => (value instanceof CborDecimal || isNumber(value) ? String(value) : undefined);
    default:
      throw new Error(`No CBOR reader for ${type}.`);
  }
}

const isNumber = (value: unknown): value is number | bigint => typeof value === 'number' || typeof value === 'bigint';

function kindOf(value: unknown): string {
  if (value instanceof Uint8Array) return 'A byte string';
  if (value instanceof Date) return 'A timestamp';
  if (Array.isArray(value)) return 'A list';
  return typeof value === 'object' ? 'A map' : `A ${typeof value}`;
}
