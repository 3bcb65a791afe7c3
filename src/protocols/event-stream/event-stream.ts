/** application/vnd.amazon.eventstream: a union's events as messages, both ways. */
import { AwsError, FrameworkError, ServiceError } from '../../contract/errors.js';
import type { ServiceTables } from '../../contract/operation.js';
import type { ErrorTraits, UnionShape } from '../../contract/shapes.js';
import type { Members } from '../body-codec.js';
import { shapeAt, structureAt } from '../shapes.js';
import type { EventPayloadCodec, EventReader, EventStreamCodec, EventWriter, InitialResponse } from './codec.js';
import {
  bytesOf,
  compileEventReader,
  compileEventWriter,
  type EventBody,
  type EventBodyReader,
  type EventBodyWriter,
} from './event-bindings.js';
import { decodeMessage, encodeMessage, FramingError, type HeaderValue, type Message, readMessages } from './framing.js';

/** An exception that the other side put into its stream. */
class StreamedException extends ServiceError {
  readonly code: string;
  readonly httpStatus: number;
  readonly fault: 'client' | 'server';

  constructor(
    readonly shape: string,
    traits: ErrorTraits,
    members: Readonly<Record<string, unknown>>,
  ) {
    super(String(members.message ?? members.Message ?? ''), members);
    this.code = traits.name;
    this.httpStatus = traits.httpStatus;
    this.fault = traits.fault;
  }
}

export const eventStreamCodec: EventStreamCodec = {
  contentType: 'application/vnd.amazon.eventstream',

  compileReader(tables, union, payload): EventReader {
    const events = new Map<string, EventBodyReader>();
    const { members } = unionAt(tables, union);
    const readMessage = compileMessageReader(tables, members, payload, events);
    return async function* (stream) {
      try {
        for await (const message of readMessages(stream)) {
          const event = readMessage(message);
          if (event !== undefined) yield event;
        }
      } catch (error) {
        if (error instanceof FramingError) throw new FrameworkError('SerializationException', error.message);
        throw error;
      }
    };
  },

  compileWriter(tables, union, payload, initialResponse): EventWriter {
    const writers = new Map<string, EventBodyWriter>();
    const { members } = unionAt(tables, union);
    const writerOf = (name: string, shape: string): EventBodyWriter => {
      let writer = writers.get(name);
      if (writer === undefined) {
        writer = compileEventWriter(tables, shape, payload);
        writers.set(name, writer);
      }
      return writer;
    };
    const writeInitial = initialResponse === undefined ? undefined : compileInitialWriter(tables, initialResponse, payload);
    return async function* (events, initial) {
      if (writeInitial !== undefined) yield writeInitial(initial ?? {});
      try {
        for await (const event of events) {
          // The generated types hold events as tagged values of the union.
          for (const [name, value] of Object.entries(event as Members)) {
            const member = members[name];
            if (member === undefined || value === undefined || value === null) continue;
            const body = writerOf(name, member.shape)(value as Members);
            const isException = structureAt(tables.shapes, member.shape).error !== undefined;
            yield isException ? typedMessage('exception', ':exception-type', name, body) : typedMessage('event', ':event-type', name, body);
          }
        }
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        yield writeError(error, members, writerOf);
      }
    };
  },
};

function unionAt(tables: ServiceTables, key: string): UnionShape {
  const shape = shapeAt(tables.shapes, key);
  if (shape.type !== 'union') throw new Error(`${key} is a ${shape.type}, not a union.`);
  return shape;
}

/** Gives undefined for messages that are no events of the union: initial requests, and events that the model doesn't know. */
function compileMessageReader(
  tables: ServiceTables,
  members: UnionShape['members'],
  payload: EventPayloadCodec,
  readers: Map<string, EventBodyReader>,
): (message: Message) => Members | undefined {
  const readBody = (name: string, shape: string, message: Message): Members => {
    let reader = readers.get(name);
    if (reader === undefined) {
      reader = compileEventReader(tables, shape, payload);
      readers.set(name, reader);
    }
    return reader(message);
  };
  const memberOf = (name: string) => (Object.hasOwn(members, name) ? members[name] : undefined);
  return function readMessage(message): Members | undefined {
    // Signed streams wrap each message into another one; an empty one ends the stream.
    if (message.headers.has(':chunk-signature') && !message.headers.has(':message-type')) {
      return message.payload.length === 0 ? undefined : readMessage(decodeMessage(message.payload));
    }
    switch (text(message, ':message-type')) {
      case 'event': {
        const name = text(message, ':event-type');
        const member = memberOf(name);
        return member === undefined ? undefined : { [name]: readBody(name, member.shape, message) };
      }
      case 'exception': {
        const name = text(message, ':exception-type');
        const member = memberOf(name);
        const traits = member === undefined ? undefined : structureAt(tables.shapes, member.shape).error;
        if (member === undefined || traits === undefined) throw unreadable(`The stream ended with the exception ${name}.`);
        throw new StreamedException(member.shape, traits, readBody(name, member.shape, message));
      }
      case 'error':
        throw unreadable(`The stream ended with the error ${text(message, ':error-code')}.`);
      default:
        throw unreadable('The :message-type of a message is not known.');
    }
  };
}

function text({ headers }: Message, name: string): string {
  const header = headers.get(name);
  if (header?.type !== 'string' || typeof header.value !== 'string') throw unreadable(`A message has no ${name}.`);
  return header.value;
}

const unreadable = (message: string): FrameworkError => new FrameworkError('SerializationException', message);

const string = (value: string): HeaderValue => ({ type: 'string', value });

function typedMessage(
  kind: 'event' | 'exception',
  typeHeader: string,
  type: string,
  { contentType, headers, payload }: EventBody,
): Uint8Array {
  return encodeMessage(
    [
      [':message-type', string(kind)],
      [typeHeader, string(type)],
      ...(contentType === undefined ? [] : ([[':content-type', string(contentType)]] as const)),
      ...headers,
    ],
    payload,
  );
}

function compileInitialWriter(
  tables: ServiceTables,
  { structure, members }: InitialResponse,
  codec: EventPayloadCodec,
): (initial: Members) => Uint8Array {
  const write = codec.compileBodyWriter(tables, structure, members);
  return (initial) => {
    const payload = bytesOf(write(initial));
    return typedMessage('event', ':event-type', 'initial-response', { contentType: codec.contentType, headers: [], payload });
  };
}

/** The last message of a stream that fails: the modelled exception, else an error with code and message. */
function writeError(
  error: AwsError,
  members: UnionShape['members'],
  writerOf: (name: string, shape: string) => EventBodyWriter,
): Uint8Array {
  const modelled = error instanceof ServiceError ? Object.entries(members).find(([, { shape }]) => shape === error.shape) : undefined;
  if (modelled === undefined || !(error instanceof ServiceError)) {
    return encodeMessage(
      [
        [':message-type', string('error')],
        [':error-code', string(error.code)],
        [':error-message', string(error.message)],
      ],
      new Uint8Array(0),
    );
  }
  const [name, { shape }] = modelled;
  // Only the one that the model has is written.
  const body = writerOf(name, shape)({ message: error.message, Message: error.message, ...error.members });
  return typedMessage('exception', ':exception-type', name, body);
}
