/** Writes the answers of operations with HTTP bindings, and structures bound so (errors). */
import type { OperationDescriptor, ServiceTables } from '../contract/operation.js';
import type { Member } from '../contract/shapes.js';
import type { WireResponse } from '../contract/wire.js';
import type { BodyCodec, Members } from './body-codec.js';
import { compileDefault } from './defaults.js';
import type { EventStreamCodec } from './event-stream/codec.js';
import { bindingsOf, payloadKind, payloadMediaType } from './http-members.js';
import { compileTextWriter, holdsHttpDates, quoteHeaderValue } from './http-values.js';
import type { ReplyFacts } from './protocol.js';
import { shapeAt } from './shapes.js';

type WireBodyOut = WireResponse['body'];
type HeaderWriter = (value: Members, headers: Record<string, string>) => void;
/** Writes one member, which is there. */
type MemberWriter = (given: unknown, headers: Record<string, string>) => void;

interface Default {
  readonly name: string;
  readonly make: () => unknown;
  readonly write: MemberWriter;
}

/** What a header can't hold as it is; S3 sends such metadata in the form of RFC 2047, and a line break would start another header. */
const UNPRINTABLE = /[^\t\x20-\x7e\x80-\xff]/;

type PayloadWriter = (value: Members, headers: Record<string, string>) => WireBodyOut;

export function compileResponseWriter<O>(
  tables: ServiceTables,
  operation: OperationDescriptor<unknown, O>,
  body: BodyCodec,
  events: EventStreamCodec,
): (output: O, reply: ReplyFacts) => WireResponse {
  const statusMember = bindingsOf(tables, operation.output).bound.find(([, member]) => member.httpResponseCode === true)?.[0];
  const code = operation.http?.code ?? 200;
  const isHead = operation.http?.method === 'HEAD';
  const writeHeaders = compileHeadersWriter(tables, operation.output);
  const writePayload = operation.unitOutput === true ? undefined : compilePayloadWriter(tables, operation, body, events);
  return (output, reply) => {
    // The tables are emitted from the same model as O; an operation without output may answer undefined.
    const members = (output ?? {}) as Members;
    const given = statusMember === undefined ? undefined : members[statusMember];
    const status = typeof given === 'number' ? given : code;
    const headers: Record<string, string> = {};
    const content = isHead || status === 204 || status === 304 ? undefined : writePayload?.(members, headers);
    writeHeaders(members, headers);
    body.addReplyHeaders(headers, reply);
    return content === undefined ? { status, headers } : { status, headers, body: content };
  };
}

/** Writes the members that travel in headers. A header that a member is bound to replaces one of the same name in another case. */
export function compileHeadersWriter(tables: ServiceTables, structure: string): HeaderWriter {
  const { bound } = bindingsOf(tables, structure);
  const prefixes = bound.flatMap(([, member]) => member.httpPrefixHeaders?.toLowerCase() ?? []);
  const prefixed = bound.filter(([, member]) => member.httpPrefixHeaders !== undefined);
  const writePrefixed = prefixed.map(([name, member]) => prefixHeadersWriter(name, member));
  const writers = new Map<string, MemberWriter>();
  const defaults: Default[] = [];
  for (const [name, member] of bound) {
    if (member.httpHeader === undefined) continue;
    const isUnique = !prefixes.some((prefix) => member.httpHeader?.toLowerCase().startsWith(prefix) === true);
    const write = headerWriter(tables, member, member.httpHeader, isUnique);
    writers.set(name, write);
    const make = compileDefault(tables.shapes, member);
    if (make !== undefined) defaults.push({ name, make, write });
  }
  return (value, headers) => {
    // Headers of a prefix come first, so that a header with a member of its own wins.
    for (const write of writePrefixed) write(value, headers);
    // By the members that there are: S3's outputs have forty that could be.
    for (const name in value) {
      const write = writers.get(name);
      // Others aren't even read: some are made when somebody asks for them.
      if (write === undefined) continue;
      const given = value[name];
      if (given !== undefined && given !== null) write(given, headers);
    }
    for (const { name, make, write } of defaults) if (value[name] === undefined || value[name] === null) write(make(), headers);
  };
}

/** @param isUnique whether no other member can have written the header. */
function headerWriter(tables: ServiceTables, member: Member, header: string, isUnique: boolean): MemberWriter {
  // The payload's writer has set it in this case.
  const wireName = header.toLowerCase() === 'content-type' ? 'Content-Type' : header;
  const write = headerValueWriter(tables, member);
  return (given, headers) => {
    if (isUnique) headers[wireName] = printable(write(given));
    else setHeader(headers, wireName, write(given));
  };
}

function headerValueWriter(tables: ServiceTables, member: Member): (value: unknown) => string {
  const shape = shapeAt(tables.shapes, member.shape);
  if (shape.type !== 'list') return compileTextWriter(tables.shapes, member, 'header');
  const write = compileTextWriter(tables.shapes, shape.member, 'header');
  const keepsCommas = holdsHttpDates(tables.shapes, shape.member);
  return (value) =>
    // A list shape is typed as an array.
    (value as readonly unknown[])
      .filter((element) => element !== undefined && element !== null)
      .map((element) => (keepsCommas ? write(element) : quoteHeaderValue(write(element))))
      .join(', ');
}

function prefixHeadersWriter(name: string, member: Member): HeaderWriter {
  const prefix = member.httpPrefixHeaders ?? '';
  return (value, headers) => {
    const given = value[name];
    if (given === undefined || given === null) return;
    for (const [suffix, text] of Object.entries(given)) setHeader(headers, `${prefix}${suffix}`, String(text));
  };
}

function compilePayloadWriter(
  tables: ServiceTables,
  operation: OperationDescriptor,
  body: BodyCodec,
  events: EventStreamCodec,
): PayloadWriter | undefined {
  const { payload, body: members } = bindingsOf(tables, operation.output);
  if (payload === undefined) return compileDocumentWriter(tables, operation.output, members, body);
  const [name, member] = payload;
  const kind = payloadKind(tables, name, member, operation.outputStream);
  switch (kind) {
    case 'events': {
      const write = events.compileWriter(tables, member.shape, body);
      return (value, headers) => {
        headers['Content-Type'] = events.contentType;
        // The generated types hold event streams as AsyncIterable.
        return write((value[name] ?? noEvents()) as AsyncIterable<unknown>);
      };
    }
    case 'stream':
    case 'blob':
    case 'text': {
      const contentType = payloadMediaType(tables, member) ?? (kind === 'text' ? 'text/plain' : 'application/octet-stream');
      return (value, headers) => {
        const given = value[name];
        if (given === undefined || given === null) return '';
        headers['Content-Type'] = contentType;
        // Strings, bytes and streams are sent as they are.
        return given as WireBodyOut;
      };
    }
    case 'document': {
      const write = body.compilePayloadWriter(tables, member);
      return (value, headers) => {
        const given = value[name];
        if (given === undefined || given === null) return '';
        headers['Content-Type'] = body.contentType;
        return write(given);
      };
    }
  }
}

/** Writes the members of a structure that travel in the body; an empty document when there are none. */
export function compileDocumentWriter(
  tables: ServiceTables,
  structure: string,
  members: readonly string[],
  body: BodyCodec,
): PayloadWriter {
  const write = body.compileBodyWriter(tables, structure, members);
  return (value, headers) => {
    const document = write(value);
    if (document.length > 0) headers['Content-Type'] = body.contentType;
    return document;
  };
}

/** HTTP names have no case: a header replaces one that differs in case only. */
function setHeader(headers: Record<string, string>, name: string, text: string): void {
  const lower = name.toLowerCase();
  for (const known of Object.keys(headers)) if (known.toLowerCase() === lower) delete headers[known];
  headers[name] = printable(text);
}

const printable = (text: string): string => (UNPRINTABLE.test(text) ? `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=` : text);

async function* noEvents(): AsyncGenerator<never> {}
