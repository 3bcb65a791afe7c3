/** Operations bound to HTTP (restJson1, restXml): which part of the message each member travels in. */
import type { OperationDescriptor, ServiceTables } from '../contract/operation.js';
import type { BodyCodec } from './body-codec.js';
import type { EventStreamCodec } from './event-stream/codec.js';
import { compileRequestReader } from './http-request.js';
import { compileResponseWriter } from './http-response.js';
import type { OperationCodec } from './protocol.js';

export function compileHttpOperation<I, O>(
  tables: ServiceTables,
  operation: OperationDescriptor<I, O>,
  body: BodyCodec,
  events: EventStreamCodec,
): OperationCodec<I, O> {
  return {
    readRequest: compileRequestReader(tables, operation, body, events),
    writeResponse: compileResponseWriter(tables, operation, body, events),
  };
}
