/** Reads the requests of operations with HTTP bindings. */
import { FrameworkError } from '../contract/errors.js';
import type { OperationDescriptor, ServiceTables } from '../contract/operation.js';
import type { Member } from '../contract/shapes.js';
import type { ByteStream } from '../contract/wire.js';
import type { BindingLocation, BodyCodec, Members } from './body-codec.js';
import { withoutCompression } from './content-encoding.js';
import { compileDefault } from './defaults.js';
import type { EventStreamCodec } from './event-stream/codec.js';
import { bindingsOf, payloadKind, payloadMediaType } from './http-members.js';
import { compileTextReader, expectedName, holdsHttpDates, splitHeader, splitHttpDates, type TextReader } from './http-values.js';
import { checkAccept, checkContentType, mediaTypeOf } from './media-types.js';
import type { RequestParts } from './protocol.js';
import { parseQueryString } from './query-string.js';
import { shapeAt } from './shapes.js';

type Query = ReadonlyMap<string, readonly string[]>;
type Binder = (request: RequestParts, query: Query, into: Members) => void;
type PayloadBinder = (request: RequestParts, into: Members) => void;

const NO_QUERY: Query = new Map();

export function compileRequestReader<I>(
  tables: ServiceTables,
  operation: OperationDescriptor<I, unknown>,
  body: BodyCodec,
  events: EventStreamCodec,
): (request: RequestParts) => I {
  const { bound } = bindingsOf(tables, operation.input, 'request');
  const binders = bound.map(([name, member]) => compileBinder(tables, name, member, body));
  const needsQuery = bound.some(([, member]) => member.httpQuery !== undefined || member.httpQueryParams === true);
  const bindPayload = compilePayloadBinder(tables, operation, body, events);
  const written = body.strictMediaTypes ? writtenMediaType(tables, operation, body) : undefined;
  const isDocument = holdsDocument(tables, operation);
  return (given) => {
    const request = isDocument ? withoutCompression(given) : given;
    if (written !== undefined) checkAccept(request.headers.accept, written);
    const input: Members = {};
    bindPayload(request, input);
    const query = needsQuery ? parseQueryString(request.query) : NO_QUERY;
    for (const bind of binders) bind(request, query, input);
    // The tables are emitted from the same model as I.
    return input as I;
  };
}

function compileBinder(tables: ServiceTables, name: string, member: Member, body: BodyCodec): Binder {
  const makeDefault = compileDefault(tables.shapes, member);
  const bind = compileLocationBinder(tables, name, member, body);
  if (makeDefault === undefined) return bind;
  return (request, query, into) => {
    bind(request, query, into);
    if (into[name] === undefined) into[name] = makeDefault();
  };
}

function compileLocationBinder(tables: ServiceTables, name: string, member: Member, body: BodyCodec): Binder {
  const { httpHeader, httpPrefixHeaders, httpQuery } = member;
  if (httpHeader !== undefined) {
    const wireName = httpHeader.toLowerCase();
    if (body.ignoredWhenMalformed?.has(wireName) === true) return lenientHeader(tables, name, member, wireName);
    const read = compileHeaderReader(tables, member, httpHeader, body);
    return (request, _query, into) => {
      const text = request.headers[wireName];
      if (text !== undefined) into[name] = read(text);
    };
  }
  if (httpPrefixHeaders !== undefined) return prefixHeaders(name, httpPrefixHeaders.toLowerCase());
  if (httpQuery !== undefined) return queryParameter(tables, name, member, httpQuery, body);
  if (member.httpQueryParams === true) return queryParameters(tables, name, member);
  const read = checked(tables, member, 'label', name, body);
  return (request, _query, into) => {
    const text = request.labels[name];
    if (text !== undefined) into[name] = read(text);
  };
}

function lenientHeader(tables: ServiceTables, name: string, member: Member, wireName: string): Binder {
  const read = compileTextReader(tables.shapes, member, 'header');
  return (request, _query, into) => {
    const text = request.headers[wireName];
    const value = text === undefined ? undefined : read(text.trim());
    if (value !== undefined) into[name] = value;
  };
}

function compileHeaderReader(tables: ServiceTables, member: Member, header: string, body: BodyCodec): TextReader {
  const shape = shapeAt(tables.shapes, member.shape);
  if (shape.type !== 'list') {
    const read = checked(tables, member, 'header', header, body);
    return (text) => read(text.trim());
  }
  const read = checked(tables, shape.member, 'header', header, body);
  const split = holdsHttpDates(tables.shapes, shape.member) ? splitHttpDates : splitHeader;
  return (text) => {
    if (text.trim() === '') return [];
    const elements = split(text);
    if (elements === undefined) throw malformed(body, 'header', header, text, 'List');
    return elements.map(read);
  };
}

/** Names keep what stands behind the prefix; HTTP has no case, so they are lower case. */
function prefixHeaders(name: string, prefix: string): Binder {
  return (request, _query, into) => {
    let found: Record<string, string> | undefined;
    for (const header of Object.keys(request.headers)) {
      if (!header.startsWith(prefix)) continue;
      const value = request.headers[header];
      if (value === undefined) continue;
      found ??= {};
      setOwn(found, header.slice(prefix.length), value);
    }
    if (found !== undefined) into[name] = found;
  };
}

const NUMBERS: ReadonlySet<string> = new Set(['byte', 'short', 'integer', 'long']);

function queryParameter(tables: ServiceTables, name: string, member: Member, wireName: string, body: BodyCodec): Binder {
  const shape = shapeAt(tables.shapes, member.shape);
  if (shape.type === 'list') {
    const read = checked(tables, shape.member, 'query', wireName, body);
    return (_request, query, into) => {
      const values = query.get(wireName);
      if (values !== undefined) into[name] = values.map(read);
    };
  }
  const read = checked(tables, member, 'query', wireName, body);
  const absentWhenEmpty = body.emptyNumbersAreAbsent === true && NUMBERS.has(shape.type);
  return (_request, query, into) => {
    const value = query.get(wireName)?.[0];
    if (value === undefined || (absentWhenEmpty && value === '')) return;
    into[name] = read(value);
  };
}

/** A map of all parameters, those that other members are bound to included. */
function queryParameters(tables: ServiceTables, name: string, member: Member): Binder {
  const shape = shapeAt(tables.shapes, member.shape);
  const ofLists = shape.type === 'map' && shapeAt(tables.shapes, shape.value.shape).type === 'list';
  return (_request, query, into) => {
    if (query.size === 0) return;
    const parameters: Members = {};
    for (const [key, values] of query) setOwn(parameters, key, ofLists ? [...values] : values[0]);
    into[name] = parameters;
  };
}

function compilePayloadBinder(
  tables: ServiceTables,
  operation: OperationDescriptor,
  body: BodyCodec,
  events: EventStreamCodec,
): PayloadBinder {
  const { payload, body: members } = bindingsOf(tables, operation.input, 'request');
  if (payload !== undefined) return compilePayloadReader(tables, operation, payload, body, events);
  if (members.length > 0) {
    const read = body.compileBodyReader(tables, operation.input, members);
    return (request, into) => {
      if (body.strictMediaTypes && request.body.length > 0) {
        checkContentType(request.headers['content-type'], body.acceptedContentTypes);
      }
      read(request.body, into);
    };
  }
  if (!body.strictMediaTypes) return () => undefined;
  // An empty input may be sent as an empty document; otherwise a body that isn't modelled is refused.
  const refusesBodies = operation.unitInput === true || !isEmptyStructure(tables, operation.input);
  return (request) => {
    if (refusesBodies && request.body.length > 0 && request.headers['content-type'] !== undefined) checkContentType(undefined, []);
  };
}

function compilePayloadReader(
  tables: ServiceTables,
  operation: OperationDescriptor,
  [name, member]: readonly [string, Member],
  body: BodyCodec,
  events: EventStreamCodec,
): PayloadBinder {
  const kind = payloadKind(tables, name, member, operation.inputStream);
  const accepted = acceptedMediaTypes(tables, kind, member, body);
  const check = (request: RequestParts): void => {
    if (accepted !== undefined) checkContentType(request.headers['content-type'], accepted);
  };
  switch (kind) {
    case 'events': {
      const read = events.compileReader(tables, member.shape, body);
      return (request, into) => {
        into[name] = read(streamOf(request));
      };
    }
    case 'stream':
      return (request, into) => {
        if (request.headers['content-type'] !== undefined) check(request);
        into[name] = streamOf(request);
      };
    case 'blob':
    case 'text': {
      const makeDefault = compileDefault(tables.shapes, member);
      return (request, into) => {
        if (request.body.length > 0) {
          check(request);
          into[name] = kind === 'blob' ? request.body : Buffer.from(request.body).toString();
        } else if (makeDefault !== undefined) into[name] = makeDefault();
      };
    }
    case 'document': {
      const read = body.compilePayloadReader(tables, member);
      return (request, into) => {
        if (request.body.length === 0) return;
        check(request);
        const value = read(request.body);
        if (value !== undefined) into[name] = value;
      };
    }
  }
}

/** Undefined: everything. */
function acceptedMediaTypes(tables: ServiceTables, kind: string, member: Member, body: BodyCodec): readonly string[] | undefined {
  if (!body.strictMediaTypes) return undefined;
  if (kind === 'document') return body.acceptedContentTypes;
  const mediaType = payloadMediaType(tables, member);
  if (mediaType !== undefined) return [mediaTypeOf(mediaType)];
  return kind === 'text' ? ['text/plain'] : undefined;
}

/** What Accept is held against; undefined where the answer may be of any type, or has no body. */
function writtenMediaType(tables: ServiceTables, operation: OperationDescriptor, body: BodyCodec): string | undefined {
  const { payload, body: members } = bindingsOf(tables, operation.output);
  if (payload === undefined) return members.length > 0 ? body.contentType : undefined;
  const kind = payloadKind(tables, payload[0], payload[1], operation.outputStream);
  if (kind === 'events') return undefined;
  if (kind === 'document') return body.contentType;
  const mediaType = payloadMediaType(tables, payload[1]);
  if (mediaType !== undefined) return mediaTypeOf(mediaType);
  return kind === 'text' ? 'text/plain' : undefined;
}

function checked(tables: ServiceTables, member: Member, location: BindingLocation, wireName: string, body: BodyCodec): TextReader {
  const read = compileTextReader(tables.shapes, member, location);
  const expected = expectedName(tables.shapes, member);
  return (text) => {
    const value = read(text);
    if (value === undefined) throw malformed(body, location, wireName, text, expected);
    return value;
  };
}

const malformed = (body: BodyCodec, location: BindingLocation, wireName: string, text: string, expected: string): FrameworkError =>
  body.malformedBinding?.(location, wireName, text, expected) ??
  new FrameworkError('SerializationException', `STRING_VALUE cannot be converted to ${expected}`);

/** Documents are read as they are meant; what is stored (an object of S3) keeps its encoding. */
function holdsDocument(tables: ServiceTables, operation: OperationDescriptor): boolean {
  const { payload, body } = bindingsOf(tables, operation.input, 'request');
  if (payload === undefined) return body.length > 0;
  return payloadKind(tables, payload[0], payload[1], operation.inputStream) === 'document';
}

const isEmptyStructure = (tables: ServiceTables, key: string): boolean => {
  const shape = shapeAt(tables.shapes, key);
  return shape.type === 'structure' && Object.keys(shape.members).length === 0;
};

function streamOf(request: RequestParts): ByteStream {
  if (request.stream !== undefined) return request.stream;
  const { body } = request;
  return {
    length: body.length,
    async *[Symbol.asyncIterator]() {
      if (body.length > 0) yield body;
    },
  };
}

/** Names come from the caller: `__proto__` is a name like any other. */
function setOwn(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  else target[name] = value;
}
