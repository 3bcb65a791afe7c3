/** Where the members of an event travel: in headers, as the payload, or in a document that is the payload. */
import { FrameworkError } from '../../contract/errors.js';
import type { ServiceTables } from '../../contract/operation.js';
import type { Member } from '../../contract/shapes.js';
import type { Members } from '../body-codec.js';
import { compileDefault } from '../defaults.js';
import { checkInteger, isIntegerType } from '../numbers.js';
import { shapeAt, structureAt } from '../shapes.js';
import type { EventPayloadCodec } from './codec.js';
import type { HeaderType, HeaderValue, Message } from './framing.js';

export type EventBodyReader = (message: Message) => Members;
export interface EventBody {
  readonly contentType: string | undefined;
  readonly headers: readonly (readonly [string, HeaderValue])[];
  readonly payload: Uint8Array;
}
export type EventBodyWriter = (event: Members) => EventBody;

const NOTHING = new Uint8Array(0);

interface EventMembers {
  readonly headers: readonly (readonly [string, Member])[];
  readonly payload: readonly [string, Member] | undefined;
  /** Members of the document; none when there is a payload. */
  readonly document: readonly string[];
}

function eventMembers(tables: ServiceTables, structure: string): EventMembers {
  const members = Object.entries(structureAt(tables.shapes, structure).members);
  const headers = members.filter(([, member]) => member.eventHeader === true);
  const payload = members.find(([, member]) => member.eventPayload === true);
  const document = members.filter(([, member]) => member.eventHeader !== true && member.eventPayload !== true).map(([name]) => name);
  return { headers, payload, document: payload === undefined ? document : [] };
}

export function compileEventReader(tables: ServiceTables, structure: string, codec: EventPayloadCodec): EventBodyReader {
  const { headers, payload, document } = eventMembers(tables, structure);
  const readPayload =
    payload === undefined
      ? document.length === 0
        ? undefined
        : codec.compileBodyReader(tables, structure, document)
      : payloadReader(tables, payload, codec);
  const readers = headers.map(([name, member]) => headerReader(tables, name, member));
  return (message) => {
    const event: Members = {};
    readPayload?.(message.payload, event);
    for (const read of readers) read(message, event);
    return event;
  };
}

function payloadReader(
  tables: ServiceTables,
  [name, member]: readonly [string, Member],
  codec: EventPayloadCodec,
): (payload: Uint8Array, into: Members) => void {
  const shape = shapeAt(tables.shapes, member.shape);
  switch (shape.type) {
    case 'blob':
      return (payload, into) => {
        into[name] = payload;
      };
    case 'string':
    case 'enum':
      return (payload, into) => {
        into[name] = Buffer.from(payload).toString();
      };
    case 'structure':
    case 'union': {
      const read = codec.compileBodyReader(tables, member.shape, Object.keys(shape.members));
      return (payload, into) => {
        const value: Members = {};
        read(payload, value);
        into[name] = value;
      };
    }
    default:
      throw new Error(`A ${shape.type} can't be the payload of an event.`);
  }
}

function headerReader(tables: ServiceTables, name: string, member: Member): (message: Message, into: Members) => void {
  const { type } = shapeAt(tables.shapes, member.shape);
  const expected = headerType(type);
  const makeDefault = compileDefault(tables.shapes, member);
  return ({ headers }, into) => {
    const header = headers.get(name);
    if (header === undefined) {
      if (makeDefault !== undefined) into[name] = makeDefault();
      return;
    }
    if (header.type !== expected) throw new FrameworkError('SerializationException', `The event header ${name} is not a ${expected}.`);
    // int64 is number in the generated types, as everywhere.
    const value = typeof header.value === 'bigint' ? Number(header.value) : header.value;
    const checked = isIntegerType(type) && typeof value === 'number' ? checkInteger(type, value) : value;
    if (checked === undefined) throw new FrameworkError('SerializationException', `The event header ${name} is out of range.`);
    into[name] = checked;
  };
}

export function compileEventWriter(tables: ServiceTables, structure: string, codec: EventPayloadCodec): EventBodyWriter {
  const { headers, payload, document } = eventMembers(tables, structure);
  const types = headers.map(([name, member]) => [name, headerType(shapeAt(tables.shapes, member.shape).type)] as const);
  const writePayload = payload === undefined ? documentWriter(tables, structure, document, codec) : payloadWriter(tables, payload, codec);
  return (event) => {
    const written: [string, HeaderValue][] = [];
    for (const [name, type] of types) {
      const value = event[name];
      // The generated types hold headers as these.
      if (value !== undefined && value !== null) written.push([name, { type, value: value as HeaderValue['value'] }]);
    }
    return { ...writePayload(event), headers: written };
  };
}

type PayloadWriter = (event: Members) => Omit<EventBody, 'headers'>;

function documentWriter(tables: ServiceTables, structure: string, names: readonly string[], codec: EventPayloadCodec): PayloadWriter {
  if (names.length === 0) return () => ({ contentType: undefined, payload: NOTHING });
  const write = codec.compileBodyWriter(tables, structure, names);
  return (event) => ({ contentType: codec.contentType, payload: bytesOf(write(event)) });
}

function payloadWriter(tables: ServiceTables, [name, member]: readonly [string, Member], codec: EventPayloadCodec): PayloadWriter {
  const shape = shapeAt(tables.shapes, member.shape);
  switch (shape.type) {
    case 'blob':
      return (event) => ({
        contentType: 'application/octet-stream',
        payload: event[name] instanceof Uint8Array ? event[name] : NOTHING,
      });
    case 'string':
    case 'enum':
      return (event) => ({ contentType: 'text/plain', payload: Buffer.from(String(event[name] ?? '')) });
    case 'structure':
    case 'union': {
      const write = codec.compileBodyWriter(tables, member.shape, Object.keys(shape.members));
      // The generated types hold structures and unions as objects.
      return (event) => ({ contentType: codec.contentType, payload: bytesOf(write((event[name] ?? {}) as Members)) });
    }
    default:
      throw new Error(`A ${shape.type} can't be the payload of an event.`);
  }
}

export const bytesOf = (document: string | Uint8Array): Uint8Array => (typeof document === 'string' ? Buffer.from(document) : document);

/** The header type of a shape; the types are those that Smithy allows as event headers. */
function headerType(type: string): HeaderType {
  switch (type) {
    case 'boolean':
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
    case 'blob':
    case 'string':
    case 'timestamp':
      return type;
    case 'enum':
      return 'string';
    case 'intEnum':
      return 'integer';
    default:
      throw new Error(`A ${type} can't be the header of an event.`);
  }
}
