/** The event stream codec, loaded when the first stream is read or written: few operations have one. */
import type { EventReader, EventStreamCodec, EventWriter } from './codec.js';

const load = async (): Promise<EventStreamCodec> => (await import('./event-stream.js')).eventStreamCodec;

export const lazyEventStreams: EventStreamCodec = {
  contentType: 'application/vnd.amazon.eventstream',
  compileReader: (tables, union, payload) => {
    let compiled: EventReader | undefined;
    return async function* (stream) {
      compiled ??= (await load()).compileReader(tables, union, payload);
      yield* compiled(stream);
    };
  },
  compileWriter: (tables, union, payload, initialResponse) => {
    let compiled: EventWriter | undefined;
    return async function* (events, initial) {
      compiled ??= (await load()).compileWriter(tables, union, payload, initialResponse);
      yield* compiled(events, initial);
    };
  },
};
