/** awsJson1.0 and awsJson1.1: the operation in X-Amz-Target, everything else in one JSON document. */
import { crc32 } from 'node:zlib';
import type { AwsError } from '../../contract/errors.js';
import type { OperationDescriptor, ServiceFacts, ServiceTables } from '../../contract/operation.js';
import { type ReadyJson, readyJson } from '../../contract/ready-json.js';
import type { WireResponse } from '../../contract/wire.js';
import { withoutCompression } from '../content-encoding.js';
import { errorMembers, frameworkCode, modelledError } from '../error-members.js';
import { compileEventResponse } from '../event-response.js';
import type { OperationCodec, Protocol, ReplyFacts } from '../protocol.js';
import { addQueryError } from '../query-compatible.js';
import { serializationError } from '../serialization-error.js';
import type { ValueDialect } from '../value-reader.js';
import { jsonCodecs, jsonDocuments } from './codec.js';
import { jsonDialect, parseJson } from './parse.js';

/** DynamoDB and its streams name their errors in a namespace of their own, with the API's version. */
const DYNAMODB = 'com.amazonaws.dynamodb.v20120810';

const conversionMessage = (given: unknown, expected: string): string => `${tokenOf(given)} cannot be converted to ${expected}`;

const dialect = jsonDialect(
  {
    jsonNames: false,
    ignoresUnknownUnionMembers: true,
    malformedUnion: (key, count) =>
      serializationError(count === 0 ? `No member of the union ${key} is set` : `Several members of the union ${key} are set`),
  },
  conversionMessage,
);

/** DynamoDB looks at attribute values itself, after all else that it checks before them. */
const dynamodbDialect: ValueDialect = {
  ...dialect,
  malformedUnion: (_key, count, given) => (count === 0 ? {} : given),
};

const codecOf = jsonCodecs((tables) => (isDynamodb(tables.facts) ? dynamodbDialect : dialect));

export const awsJson1_0: Protocol = awsJson('awsJson1_0', 'application/x-amz-json-1.0');
export const awsJson1_1: Protocol = awsJson('awsJson1_1', 'application/x-amz-json-1.1');

function awsJson(name: 'awsJson1_0' | 'awsJson1_1', contentType: string): Protocol {
  const documents = jsonDocuments(codecOf, contentType);
  return {
    name,
    compile: <I, O>(tables: ServiceTables, operation: OperationDescriptor<I, O>): OperationCodec<I, O> => {
      const codec = codecOf(tables);
      const read = codec.readers.structure(operation.input);
      const isUnit = operation.unitInput === true;
      return {
        readsBodyAlone: true,
        readRequest: (request) => {
          const { body } = withoutCompression(request);
          if (body.length === 0 && !isUnit) throw serializationError('Unexpected end of stream');
          const document = isUnit ? {} : parseJson(body);
          if (typeof document !== 'object' || document === null) throw serializationError('Unexpected value type in payload');
          // The tables are emitted from the same model as I.
          return read(document, 0) as I;
        },
        writeResponse:
          compileEventResponse(tables, operation, documents) ??
          responseWriter(tables, operation, contentType, codec.writers.structure(operation.output)),
      };
    },
    writeError: (error, reply, service, tables) => writeError(name, contentType, error, reply, service, tables),
    codeOf: frameworkCode,
  };
}

function responseWriter<O>(
  tables: ServiceTables,
  operation: OperationDescriptor<unknown, O>,
  contentType: string,
  write: (value: unknown) => unknown,
): (output: O, reply: ReplyFacts) => WireResponse {
  const isUnit = operation.unitOutput === true;
  const hasChecksum = isDynamodb(tables.facts);
  const text = (output: O): string => {
    if (isUnit) return '';
    // A mere look whether the output is one of these.
    return (output as Partial<ReadyJson> | undefined)?.[readyJson] ?? JSON.stringify(write(output ?? {}));
  };
  return (output, reply) => answer(200, contentType, text(output), reply, hasChecksum);
}

function writeError(
  protocol: string,
  contentType: string,
  error: AwsError,
  reply: ReplyFacts,
  service: ServiceFacts | undefined,
  tables: ServiceTables | undefined,
): WireResponse {
  const modelled = modelledError(error, tables);
  const members = errorMembers(error, modelled);
  const written = modelled === undefined || tables === undefined ? members : codecOf(tables).writers.structure(modelled.key)(members);
  // 1.1 services give the bare name, 1.0 services the whole shape id.
  const code = modelled?.traits.name ?? frameworkCode(error);
  const type = protocol === 'awsJson1_1' ? code : `${namespaceOf(error, service, modelled?.traits.id)}#${code}`;
  const body = JSON.stringify({ __type: type, ...(written as Record<string, unknown>) });
  const response = answer(error.httpStatus, contentType, body, reply, service !== undefined && isDynamodb(service));
  addQueryError(response.headers, error, service, modelled?.traits);
  return response;
}

function answer(status: number, contentType: string, body: string, reply: ReplyFacts, hasChecksum: boolean): WireResponse {
  const headers: Record<string, string> = { 'x-amzn-RequestId': reply.requestId, 'Content-Type': contentType };
  // SDKs check it where it is there.
  if (hasChecksum) headers['x-amz-crc32'] = String(checksumOf(body));
  return { status, headers, body };
}

/** Holds a body while its checksum is computed, which is quicker over bytes than over a text. */
const encoded = Buffer.allocUnsafeSlow(64 * 1024);

function checksumOf(body: string): number {
  // A code unit takes three bytes at most.
  return body.length * 3 <= encoded.length ? crc32(encoded.subarray(0, encoded.write(body, 0))) : crc32(body);
}

/** The namespace of an error's id: the model's, and for what the framework in front of a service refuses the framework's own. */
function namespaceOf(error: AwsError, service: ServiceFacts | undefined, id: string | undefined): string {
  const own = id?.slice(0, id.indexOf('#'));
  // The model of DynamoDB has the framework's ValidationException among its errors.
  if (own !== undefined) return service !== undefined && isDynamodb(service) && !own.startsWith('com.amazon.coral.') ? DYNAMODB : own;
  return error.code === 'ValidationException' ? 'com.amazon.coral.validate' : 'com.amazon.coral.service';
}

const isDynamodb = (service: ServiceFacts): boolean => /^DynamoDB(Streams)?_20120810$/.test(service.targetPrefix);

/** How Coral calls the tokens of JSON. */
function tokenOf(given: unknown): string {
  if (typeof given === 'boolean') return given ? 'TRUE_VALUE' : 'FALSE_VALUE';
  return typeof given === 'number' ? 'NUMBER_VALUE' : 'STRING_VALUE';
}
