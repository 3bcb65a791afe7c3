/** awsQuery: a form with dotted names comes in, XML goes out. Old clients of awsQueryCompatible services speak it too. */
import { type AwsError, FrameworkError, type FrameworkErrorKind } from '../../contract/errors.js';
import type { OperationDescriptor, ServiceTables } from '../../contract/operation.js';
import type { OperationCodec, Protocol, ReplyFacts } from '../protocol.js';
import { compilersOf } from '../xml/documents.js';
import { modelledShape, textElement } from '../xml/error-elements.js';
import { errorResponse } from '../xml/rest-xml.js';
import { namespaceAttribute } from '../xml/writer.js';
import { readParameters } from './parameters.js';
import { QueryReaderCompiler } from './reader.js';

const readers = new WeakMap<ServiceTables, QueryReaderCompiler>();

/** Codes of AWS's query front end (its "common errors"), where they aren't those of the other protocols. */
const codes: Readonly<Partial<Record<FrameworkErrorKind, string>>> = {
  SerializationException: 'MalformedInput',
  ValidationException: 'ValidationError',
  UnknownOperationException: 'InvalidAction',
};

export const awsQuery: Protocol = {
  name: 'awsQuery',

  compile<I, O>(tables: ServiceTables, operation: OperationDescriptor<I, O>): OperationCodec<I, O> {
    const read = readerOf(tables).members(operation.input);
    const writeResult = operation.unitOutput === true ? () => '' : compileResultWriter(tables, operation);
    const { members, requiredLists } = inputOf(tables, operation);
    const open = `<${operation.name}Response${namespaceAttribute(tables.facts.xmlNamespace)}>`;
    const close = `</${operation.name}Response>`;
    return {
      readsBodyAlone: true,
      readRequest(request) {
        const input: Record<string, unknown> = {};
        // A form's parameters may stand in the URL as well; both count.
        read(readParameters(request.query, textOf(request.body)), input);
        // What the path says already: SQS's QueueUrl.
        for (const name in request.labels) if (input[name] === undefined && members.has(name)) input[name] = request.labels[name];
        for (const name of requiredLists) input[name] ??= [];
        // The tables are emitted from the same model as I.
        return input as I;
      },
      writeResponse(output, reply) {
        const metadata = `<ResponseMetadata>${textElement('RequestId', reply.requestId)}</ResponseMetadata>`;
        // And O; an operation without output may answer undefined.
        const result = writeResult((output ?? {}) as Record<string, unknown>);
        return { status: 200, headers: headersOf(reply), body: `${open}${result}${metadata}${close}` };
      },
    };
  },

  codeOf: (error) => shownError(error, undefined).code,

  writeError(error, reply, service, tables) {
    const { code, httpStatus } = shownError(error, tables);
    return {
      status: httpStatus,
      headers: headersOf(reply),
      body: errorResponse(error, code, reply, namespaceAttribute(service?.xmlNamespace), tables, service?.queryCompatible === true),
    };
  },
};

/** Without a copy of the bytes. */
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();

interface Input {
  readonly members: ReadonlySet<string>;
  /**
   * A form has no way to write an empty list. A service that has turned to JSON refuses it in its own words (SQS's
   * EmptyBatchRequest), which differ from those for a list that is missing there.
   */
  readonly requiredLists: readonly string[];
}

function inputOf({ shapes, facts }: ServiceTables, { input }: OperationDescriptor): Input {
  const shape = shapes[input];
  const members = shape?.type === 'structure' ? Object.entries(shape.members) : [];
  const lists = members.filter(([, member]) => member.required === true && shapes[member.shape]?.type === 'list');
  return {
    members: new Set(members.map(([name]) => name)),
    requiredLists: facts.queryCompatible === true ? lists.map(([name]) => name) : [],
  };
}

function readerOf(tables: ServiceTables): QueryReaderCompiler {
  let reader = readers.get(tables);
  if (reader === undefined) {
    reader = new QueryReaderCompiler(tables.shapes);
    readers.set(tables, reader);
  }
  return reader;
}

/** The result's element has the operation's name, whatever the structure is called. */
function compileResultWriter(tables: ServiceTables, operation: OperationDescriptor): (output: Record<string, unknown>) => string {
  const { attributes, content } = compilersOf(tables).writer.structure(operation.output);
  const name = `${operation.name}Result`;
  return (output) => `<${name}${attributes(output)}>${content(output)}</${name}>`;
}

/** The code and status that the query protocol shows: those of the awsQueryError trait, or the front end's. */
function shownError(error: AwsError, tables: ServiceTables | undefined): { readonly code: string; readonly httpStatus: number } {
  const { code, httpStatus } = error;
  const query = modelledShape(error, tables)?.error.query;
  if (query !== undefined) return query;
  if (!(error instanceof FrameworkError) || error.code !== error.kind) return { code, httpStatus };
  return { code: codes[error.kind] ?? code, httpStatus: error.kind === 'UnknownOperationException' ? 400 : httpStatus };
}

const headersOf = (reply: ReplyFacts): Record<string, string> => ({ 'x-amzn-RequestId': reply.requestId, 'Content-Type': 'text/xml' });
