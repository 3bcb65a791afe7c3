/** restJson1: HTTP bindings around JSON documents. */
import type { AwsError } from '../../contract/errors.js';
import type { ServiceFacts, ServiceTables } from '../../contract/operation.js';
import type { WireResponse } from '../../contract/wire.js';
import type { BodyCodec } from '../body-codec.js';
import { errorMembers, frameworkCode, modelledError } from '../error-members.js';
import { lazyEventStreams } from '../event-stream/lazy.js';
import { compileHttpOperation } from '../http-bindings.js';
import { bindingsOf } from '../http-members.js';
import { compileHeadersWriter } from '../http-response.js';
import type { Protocol, ReplyFacts } from '../protocol.js';
import { addQueryError } from '../query-compatible.js';
import { serializationError } from '../serialization-error.js';
import { shapeAt } from '../shapes.js';
import { jsonCodecs, jsonDocuments } from './codec.js';
import { jsonDialect, parseJson } from './parse.js';

const dialect = jsonDialect(
  {
    jsonNames: true,
    ignoresUnknownUnionMembers: false,
    malformedUnion: (key, count) =>
      serializationError(count === 0 ? `No member of the union ${key} is set` : `Several members of the union ${key} are set`),
  },
  // As API Gateway answers a number where it expects a string.
  (given, expected) => `class ${className(given)} can not be converted to an ${expected}`,
);

const codecOf = jsonCodecs(() => dialect);

const body: BodyCodec = {
  ...jsonDocuments(codecOf, 'application/json'),
  // Older SDKs call the documents what the RPC protocols call theirs.
  acceptedContentTypes: ['application/json', 'application/x-amz-json-1.1', 'application/x-amz-json-1.0'],
  strictMediaTypes: true,
  timestampFormat: 'epoch-seconds',
  compilePayloadReader: (tables, member) => {
    const read = codecOf(tables).readers.member(member);
    const { type } = shapeAt(tables.shapes, member.shape);
    const isOptional = type === 'structure' && member.required !== true;
    return (bytes) => {
      const document = parseJson(bytes);
      if (document === null && type !== 'document') throw serializationError('Unexpected value type in payload');
      // Clients write an absent payload as an empty document.
      if (isOptional && isEmptyObject(document)) return undefined;
      return document === null ? null : read(document, 0);
    };
  },
  compilePayloadWriter: (tables, member) => {
    const write = codecOf(tables).writers.member(member);
    return (value) => JSON.stringify(write === undefined ? value : write(value));
  },
  addReplyHeaders: (headers, reply) => {
    headers['x-amzn-RequestId'] = reply.requestId;
  },
};

export const restJson1: Protocol = {
  name: 'restJson1',
  compile: (tables, operation) => compileHttpOperation(tables, operation, body, lazyEventStreams),
  writeError,
  codeOf: frameworkCode,
};

function writeError(
  error: AwsError,
  reply: ReplyFacts,
  service: ServiceFacts | undefined,
  tables: ServiceTables | undefined,
): WireResponse {
  const modelled = modelledError(error, tables);
  const headers: Record<string, string> = {
    'x-amzn-RequestId': reply.requestId,
    'x-amzn-ErrorType': modelled?.traits.name ?? frameworkCode(error),
    'Content-Type': body.contentType,
  };
  addQueryError(headers, error, service, modelled?.traits);
  const members = errorMembers(error, modelled);
  let document: string | Uint8Array = '';
  if (modelled === undefined || tables === undefined) document = JSON.stringify(members);
  else {
    compileHeadersWriter(tables, modelled.key)(members, headers);
    document = body.compileBodyWriter(tables, modelled.key, bindingsOf(tables, modelled.key).body)(members);
  }
  return reply.method === 'HEAD' ? { status: error.httpStatus, headers } : { status: error.httpStatus, headers, body: document };
}

function className(given: unknown): string {
  if (typeof given === 'boolean') return 'java.lang.Boolean';
  return typeof given === 'number' ? 'com.amazon.coral.value.json.numbers.TruncatingBigNumber' : 'java.lang.String';
}

const isEmptyObject = (value: unknown): boolean => {
  for (const _ in value as object) return false;
  return typeof value === 'object' && !Array.isArray(value);
};
