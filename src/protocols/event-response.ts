/** Event streams as the answer of RPC protocols: the other members of the output travel in the first event, `initial-response`. */
import type { OperationDescriptor, ServiceTables } from '../contract/operation.js';
import type { WireResponse } from '../contract/wire.js';
import type { Members } from './body-codec.js';
import type { EventPayloadCodec } from './event-stream/codec.js';
import { lazyEventStreams } from './event-stream/lazy.js';
import type { ReplyFacts } from './protocol.js';
import { structureAt } from './shapes.js';

/** Undefined for operations that answer a document. */
export function compileEventResponse<O>(
  tables: ServiceTables,
  operation: OperationDescriptor<unknown, O>,
  documents: EventPayloadCodec,
): ((output: O, reply: ReplyFacts) => WireResponse) | undefined {
  const stream = operation.outputStream;
  if (stream?.kind !== 'events') return undefined;
  const { members } = structureAt(tables.shapes, operation.output);
  const union = members[stream.member]?.shape;
  if (union === undefined) throw new Error(`${operation.output} has no member ${stream.member}.`);
  const others = Object.keys(members).filter((name) => name !== stream.member);
  const write = lazyEventStreams.compileWriter(tables, union, documents, { structure: operation.output, members: others });
  return (output, reply) => {
    // The tables are emitted from the same model as O; the generated types hold event streams as AsyncIterable.
    const { [stream.member]: events, ...initial } = output as Members;
    return {
      status: 200,
      headers: { 'x-amzn-RequestId': reply.requestId, 'Content-Type': lazyEventStreams.contentType },
      body: write((events ?? noEvents()) as AsyncIterable<unknown>, initial),
    };
  };
}

async function* noEvents(): AsyncGenerator<never> {}
