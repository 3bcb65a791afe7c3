/** How event streams are read and written. event-stream.ts implements it as `eventStreamCodec`; protocols take it from lazy.ts. */
import type { ServiceTables } from '../../contract/operation.js';
import type { ByteStream } from '../../contract/wire.js';
import type { Members } from '../body-codec.js';

/** The documents inside of events: a structure (or union, list, map, document) as the protocol around the stream writes it. */
export interface EventPayloadCodec {
  /** `application/json` */
  readonly contentType: string;
  /** Reads the structure's members that travel in the event's payload. */
  compileBodyReader(tables: ServiceTables, structure: string, members: readonly string[]): (body: Uint8Array, into: Members) => void;
  compileBodyWriter(tables: ServiceTables, structure: string, members: readonly string[]): (value: Members) => string | Uint8Array;
}

/** What a protocol that has no HTTP bindings sends as the first event: all members of the output but the stream. */
export interface InitialResponse {
  readonly structure: string;
  readonly members: readonly string[];
}

export type EventReader = (stream: ByteStream) => AsyncIterable<Members>;
export type EventWriter = (events: AsyncIterable<unknown>, initial?: Members) => AsyncIterable<Uint8Array>;

export interface EventStreamCodec {
  readonly contentType: 'application/vnd.amazon.eventstream';
  /**
   * @param union key of the streaming union. Events are given as the union's tagged values: `{ Records: { Payload } }`.
   * A message that can't be read ends the iteration with FrameworkError('SerializationException').
   */
  compileReader(tables: ServiceTables, union: string, payload: EventPayloadCodec): EventReader;
  /** An AwsError that the handler's iteration throws becomes an exception message where the union models it, else an error message. */
  compileWriter(tables: ServiceTables, union: string, payload: EventPayloadCodec, initial?: InitialResponse): EventWriter;
}
