import { EventStreamCodec } from '@smithy/eventstream-codec';
import { describe, expect, it } from 'vitest';
import { FrameworkError, ServiceError } from '../../../src/contract/errors.js';
import type { ServiceTables } from '../../../src/contract/operation.js';
import type { ByteStream } from '../../../src/contract/wire.js';
import { eventStreamCodec } from '../../../src/protocols/event-stream/event-stream.js';
import { encodeMessage, FramingError, type HeaderValue, type Message, readMessages } from '../../../src/protocols/event-stream/framing.js';
import { xmlDocuments } from '../../../src/protocols/xml/documents.js';
import { tablesOf } from '../tables-of.js';

const s3 = await tablesOf('s3');

/** The SDK's own codec, as the other side. */
const sdk = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString(),
  (text) => Buffer.from(text),
);

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

/** In pieces of a given size, as sockets cut. */
function streamOf(bytes: Uint8Array, size = bytes.length): ByteStream {
  return {
    async *[Symbol.asyncIterator]() {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    },
  };
}

const string = (value: string): HeaderValue => ({ type: 'string', value });

describe('frames', () => {
  const headers: readonly (readonly [string, HeaderValue])[] = [
    ['yes', { type: 'boolean', value: true }],
    ['no', { type: 'boolean', value: false }],
    ['byte', { type: 'byte', value: -1 }],
    ['short', { type: 'short', value: -300 }],
    ['integer', { type: 'integer', value: 70_000 }],
    ['long', { type: 'long', value: 4_294_967_294n }],
    ['blob', { type: 'blob', value: new Uint8Array([1, 2]) }],
    ['string', string('h\u00e9')],
    ['time', { type: 'timestamp', value: new Date('2024-10-31T14:15:14Z') }],
    ['uuid', { type: 'uuid', value: '01234567-89ab-cdef-0123-456789abcdef' }],
  ];
  const message = encodeMessage(headers, Buffer.from('payload'));

  it('are those of the SDK, with every type of header', () => {
    const decoded = sdk.decode(message);
    expect(Buffer.from(decoded.body).toString()).toBe('payload');
    expect(decoded.headers).toMatchObject({
      yes: { type: 'boolean', value: true },
      no: { type: 'boolean', value: false },
      byte: { type: 'byte', value: -1 },
      short: { type: 'short', value: -300 },
      integer: { type: 'integer', value: 70_000 },
      string: { type: 'string', value: 'h\u00e9' },
      time: { type: 'timestamp', value: new Date('2024-10-31T14:15:14Z') },
      uuid: { type: 'uuid', value: '01234567-89ab-cdef-0123-456789abcdef' },
    });
    expect(Buffer.from(sdk.encode(decoded))).toEqual(Buffer.from(message));
  });

  it.each([1, 7, 12, 50, 1000])('are read from pieces of %i bytes', async (size) => {
    const messages = await collect(readMessages(streamOf(Buffer.concat([message, message]), size)));
    expect(messages).toHaveLength(2);
    for (const read of messages) {
      expect([...read.headers]).toEqual(headers);
      expect(Buffer.from(read.payload).toString()).toBe('payload');
    }
  });

  const changed = (at: number, value: number): Uint8Array => {
    const copy = Buffer.from(message);
    copy[at] = value;
    return copy;
  };
  it.each([
    ['a wrong checksum of the prelude', changed(9, (message[9] ?? 0) ^ 1)],
    ['a wrong length', changed(2, 0xff)],
    ['a wrong header', changed(14, 0x20)],
    ['a wrong payload', changed(message.length - 6, 0x20)],
    ['a wrong checksum', changed(message.length - 1, (message.at(-1) ?? 0) ^ 1)],
    ['an end inside of a message', message.subarray(0, -1)],
  ])('with %s are refused', async (_name, bytes) => {
    await expect(collect(readMessages(streamOf(bytes)))).rejects.toThrow(FramingError);
  });

  it('that announce more than 24 MiB are refused before anything is kept', async () => {
    // The prelude of such a message, its own checksum right: the length alone is the fault.
    const prelude = Buffer.from(encodeMessage([], new Uint8Array(0)).subarray(0, 12));
    prelude.writeUInt32BE(0x7fffffff, 0);
    const { crc32 } = await import('node:zlib');
    prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
    await expect(collect(readMessages(streamOf(prelude)))).rejects.toThrow(/out of bounds/);
  });
});

describe("S3's select", () => {
  const write = eventStreamCodec.compileWriter(s3, 'SelectObjectContentEventStream', xmlDocuments);

  async function* events(): AsyncGenerator<unknown> {
    yield { Records: { Payload: Buffer.from('1,2\n') } };
    yield { Stats: { Details: { BytesScanned: 4, BytesProcessed: 4, BytesReturned: 4 } } };
    yield { End: {} };
  }

  it('answers records as they are, and statistics as XML', async () => {
    const written = (await collect(write(events()))).map((bytes) => sdk.decode(bytes));
    expect(written.map(({ headers }) => Object.fromEntries(Object.entries(headers).map(([name, { value }]) => [name, value])))).toEqual([
      { ':message-type': 'event', ':event-type': 'Records', ':content-type': 'application/octet-stream' },
      { ':message-type': 'event', ':event-type': 'Stats', ':content-type': 'application/xml' },
      { ':message-type': 'event', ':event-type': 'End' },
    ]);
    expect(Buffer.from(written[0]?.body ?? []).toString()).toBe('1,2\n');
    expect(Buffer.from(written[1]?.body ?? []).toString()).toContain('<BytesScanned>4</BytesScanned>');
  });

  it('reads what it wrote', async () => {
    const bytes = Buffer.concat(await collect(write(events())));
    const read = eventStreamCodec.compileReader(s3, 'SelectObjectContentEventStream', xmlDocuments);
    expect(await collect(read(streamOf(bytes, 10)))).toEqual([
      { Records: { Payload: new Uint8Array(Buffer.from('1,2\n')) } },
      { Stats: { Details: { BytesScanned: 4, BytesProcessed: 4, BytesReturned: 4 } } },
      { End: {} },
    ]);
  });
});

describe('exceptions in a stream', () => {
  const tables: ServiceTables = {
    facts: s3.facts,
    operations: {},
    shapes: {
      String: { type: 'string' },
      Events: { type: 'union', streaming: true, members: { words: { shape: 'Words' }, throttled: { shape: 'Throttled' } } },
      Words: { type: 'structure', members: { text: { shape: 'String', eventPayload: true } } },
      Throttled: {
        type: 'structure',
        members: { message: { shape: 'String' }, reason: { shape: 'String' } },
        error: { fault: 'client', httpStatus: 429, name: 'Throttled', id: 'example#Throttled' },
      },
    },
  };
  class Throttled extends ServiceError {
    readonly code = 'Throttled';
    readonly httpStatus = 429;
    readonly fault = 'client';
    readonly shape = 'Throttled';
  }
  const write = eventStreamCodec.compileWriter(tables, 'Events', xmlDocuments);
  const read = eventStreamCodec.compileReader(tables, 'Events', xmlDocuments);

  async function* failing(error: Error): AsyncGenerator<unknown> {
    yield { words: { text: 'hello' } };
    throw error;
  }
  const sent = async (error: Error) => (await collect(write(failing(error)))).map((bytes) => sdk.decode(bytes));

  it('are the last message, as the model has them', async () => {
    const [, last] = await sent(new Throttled('slow down', { reason: 'rate' }));
    expect(last?.headers).toMatchObject({ ':message-type': string('exception'), ':exception-type': string('throttled') });
    expect(Buffer.from(last?.body ?? []).toString()).toContain('<message>slow down</message><reason>rate</reason>');
  });

  it('are error messages where the model has none', async () => {
    const [, last] = await sent(new FrameworkError('InternalFailure', 'sorry'));
    expect(last?.headers).toMatchObject({
      ':message-type': string('error'),
      ':error-code': string('InternalFailure'),
      ':error-message': string('sorry'),
    });
  });

  it('end the reading with the modelled error', async () => {
    const bytes = Buffer.concat(await collect(write(failing(new Throttled('slow down', { reason: 'rate' })))));
    const reading = collect(read(streamOf(bytes)));
    await expect(reading).rejects.toMatchObject({ code: 'Throttled', httpStatus: 429, message: 'slow down', shape: 'Throttled' });
  });

  it.each<[string, Message['headers']]>([
    ['no message type', new Map([[':event-type', string('words')]])],
    ['a message type that is no string', new Map([[':message-type', { type: 'blob', value: Buffer.from('event') } as const]])],
    ['no event type', new Map([[':message-type', string('event')]])],
    [
      'an error',
      new Map([
        [':message-type', string('error')],
        [':error-code', string('x')],
      ]),
    ],
  ])('a message with %s is refused', async (_name, headers) => {
    const bytes = encodeMessage([...headers], new Uint8Array(0));
    await expect(collect(read(streamOf(bytes)))).rejects.toMatchObject({ code: 'SerializationException' });
  });

  it('leaves out events that the model does not know', async () => {
    const unknown = encodeMessage(
      [
        [':message-type', string('event')],
        [':event-type', string('__proto__')],
      ],
      Buffer.from('x'),
    );
    expect(await collect(read(streamOf(unknown)))).toEqual([]);
  });

  it('unwraps signed messages, and ends with the empty one', async () => {
    const inner = encodeMessage(
      [
        [':message-type', string('event')],
        [':event-type', string('words')],
      ],
      Buffer.from('signed'),
    );
    const signature: readonly [string, HeaderValue] = [':chunk-signature', { type: 'blob', value: new Uint8Array(32) }];
    const bytes = Buffer.concat([encodeMessage([signature], inner), encodeMessage([signature], new Uint8Array(0))]);
    expect(await collect(read(streamOf(bytes)))).toEqual([{ words: { text: 'signed' } }]);
  });
});
