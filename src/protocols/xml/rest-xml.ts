/** restXml: HTTP bindings around XML documents. S3 speaks it with quirks of its own. */
import { type AwsError, FrameworkError } from '../../contract/errors.js';
import type { OperationDescriptor, ServiceFacts, ServiceTables } from '../../contract/operation.js';
import type { WireResponse } from '../../contract/wire.js';
import type { BindingLocation, BodyCodec, Members } from '../body-codec.js';
import { lazyEventStreams } from '../event-stream/lazy.js';
import { compileHttpOperation } from '../http-bindings.js';
import { bindingsOf } from '../http-members.js';
import type { OperationCodec, Protocol, ReplyFacts } from '../protocol.js';
import { addS3ReplyHeaders, compileUnwrappedWriter, isS3, xmlDocuments } from './documents.js';
import { memberElements, memberHeaders, textElement } from './error-elements.js';
import { s3ErrorBody, s3Words } from './s3-errors.js';
import { namespaceAttribute, XML_DECLARATION } from './writer.js';

const CONTENT_TYPE = 'application/xml';

/** S3 names the argument that it can't read; a limit has a wording of its own. */
function s3Argument(location: BindingLocation, wireName: string, text: string, expected: string): FrameworkError {
  const message =
    location === 'query' && expected === 'Integer'
      ? `Provided ${wireName} not an integer or within integer range`
      : `Invalid value for ${wireName}`;
  return new FrameworkError('SerializationException', message, {
    code: 'InvalidArgument',
    members: { ArgumentName: wireName, ArgumentValue: text },
  });
}

/** S3 refuses a URL before it looks at what the operation needs of it. */
function checkS3Query(query: string): void {
  if (!query.includes('%')) return;
  try {
    decodeURIComponent(query);
  } catch {
    throw new FrameworkError('SerializationException', "Couldn't parse the specified URI.", { code: 'InvalidURI' });
  }
}

/** S3 ignores dates that HTTP doesn't know, as RFC 9110 (13.1.3, 13.1.4) wants; users saw it do so. */
const CONDITIONAL_DATES: ReadonlySet<string> = new Set([
  'if-modified-since',
  'if-unmodified-since',
  'x-amz-copy-source-if-modified-since',
  'x-amz-copy-source-if-unmodified-since',
]);

const s3Documents: BodyCodec = {
  ...xmlDocuments,
  addReplyHeaders: addS3ReplyHeaders,
  malformedBinding: s3Argument,
  ignoredWhenMalformed: CONDITIONAL_DATES,
  // Recorded on ListParts.
  emptyNumbersAreAbsent: true,
};

export const restXml: Protocol = {
  name: 'restXml',

  compile<I, O>(tables: ServiceTables, operation: OperationDescriptor<I, O>): OperationCodec<I, O> {
    const s3 = isS3(tables);
    const codec = compileHttpOperation(tables, operation, s3 ? s3Documents : xmlDocuments, lazyEventStreams);
    if (s3) {
      return {
        readRequest: (request) => {
          checkS3Query(request.query);
          return codec.readRequest(request);
        },
        writeResponse: operation.unwrappedXmlOutput === true ? compileUnwrapped(tables, operation) : codec.writeResponse,
      };
    }
    // Other services announce XML even where nothing follows.
    const announces = operation.unitOutput !== true && bindingsOf(tables, operation.output).payload === undefined;
    if (!announces) return codec;
    return {
      ...codec,
      writeResponse(output, reply) {
        const response = codec.writeResponse(output, reply);
        const headers: Record<string, string> = { 'Content-Type': CONTENT_TYPE };
        for (const [name, value] of Object.entries(response.headers)) {
          if (name.toLowerCase() === 'content-type') delete headers['Content-Type'];
          headers[name] = value;
        }
        return { ...response, headers };
      },
    };
  },

  codeOf: (error, service) => (service?.noErrorWrapping === true ? s3Words(error).code : error.code),

  writeError(error, reply, service, tables) {
    return service?.noErrorWrapping === true ? writeS3Error(error, reply, tables) : writeWrappedError(error, reply, service, tables);
  },
};

function compileUnwrapped<O>(
  tables: ServiceTables,
  operation: OperationDescriptor<unknown, O>,
): (output: O, reply: ReplyFacts) => WireResponse {
  const shape = tables.shapes[operation.output];
  const only = shape?.type === 'structure' ? Object.entries(shape.members)[0] : undefined;
  if (only === undefined) throw new Error(`${operation.name} has no member to stand alone.`);
  const write = compileUnwrappedWriter(tables, only);
  return (output, reply) => {
    const headers: Record<string, string> = { 'Content-Type': CONTENT_TYPE };
    addS3ReplyHeaders(headers, reply);
    // The tables are emitted from the same model as O.
    return { status: operation.http?.code ?? 200, headers, body: write((output ?? {}) as Members) };
  };
}

function writeS3Error(error: AwsError, reply: ReplyFacts, tables: ServiceTables | undefined): WireResponse {
  const { httpStatus } = s3Words(error);
  const headers = memberHeaders(error, tables);
  addS3ReplyHeaders(headers, reply);
  // Neither has a body: S3 answers 304 to conditional reads.
  if (reply.method === 'HEAD' || httpStatus === 304) return { status: httpStatus, headers };
  headers['Content-Type'] = CONTENT_TYPE;
  return { status: httpStatus, headers, body: s3ErrorBody(error, reply, tables) };
}

function writeWrappedError(
  error: AwsError,
  reply: ReplyFacts,
  service: ServiceFacts | undefined,
  tables: ServiceTables | undefined,
): WireResponse {
  const headers = memberHeaders(error, tables);
  xmlDocuments.addReplyHeaders(headers, reply);
  if (reply.method === 'HEAD') return { status: error.httpStatus, headers };
  headers['Content-Type'] = CONTENT_TYPE;
  return {
    status: error.httpStatus,
    headers,
    body: XML_DECLARATION + errorResponse(error, error.code, reply, namespaceAttribute(service?.xmlNamespace), tables),
  };
}

/**
 * `<ErrorResponse><Error>...</Error><RequestId/></ErrorResponse>`, as restXml and the query protocol have it.
 * @param withDetail whether it has an empty element for more, as SQS's errors do.
 */
export function errorResponse(
  error: AwsError,
  code: string,
  reply: ReplyFacts,
  namespace: string,
  tables: ServiceTables | undefined,
  withDetail = false,
): string {
  const type = error.fault === 'client' ? 'Sender' : 'Receiver';
  const message = error.message === '' ? '' : textElement('Message', error.message);
  const inside =
    textElement('Type', type) + textElement('Code', code) + message + memberElements(error, tables) + (withDetail ? '<Detail/>' : '');
  return `<ErrorResponse${namespace}><Error>${inside}</Error>${textElement('RequestId', reply.requestId)}</ErrorResponse>`;
}
