/** Cases of event streams: whole messages in, whole messages out. */
import assert from 'node:assert/strict';
import { EventStreamCodec } from '@smithy/eventstream-codec';
import type { Message, MessageHeaders } from '@smithy/types';
import type { WireRequest } from '../../../src/contract/wire.js';
import type { EventStreamTest, StreamEvent } from './cases.js';
import { assertBody, assertResponse, bytesOf } from './compare.js';
import { minimalRequest, requestOf } from './requests.js';
import type { Target } from './run.js';
import { wireRequest } from './server.js';
import { comparable, valueFor } from './values.js';

const messages = new EventStreamCodec(
  (input) => Buffer.from(typeof input === 'string' ? input : input).toString(),
  (input) => Buffer.from(input),
);

export async function runEventCase(target: Target, test: EventStreamTest): Promise<void> {
  const events = test.events ?? [];
  if (test.initialRequest !== undefined || events.some((event) => event.type === 'request')) await assertInput(target, test);
  if (test.initialResponse !== undefined || events.some((event) => event.type === 'response')) await assertOutput(target, test);
}

async function assertInput({ service, operation }: Target, test: EventStreamTest): Promise<void> {
  const { tables } = service;
  const events = (test.events ?? []).filter((event) => event.type === 'request');
  const stream = operation.inputStream?.member ?? '';
  const union = unionOf(tables.shapes, operation.input, stream);
  let initial: unknown;
  const given: unknown[] = [];
  let failure: unknown;
  const response = await service.send(eventRequest({ service, operation }, test, events), async (input) => {
    // The reader gives an object of the input's members.
    const { [stream]: source, ...others } = input as Record<string, unknown>;
    initial = await comparable(others);
    try {
      for await (const event of source as AsyncIterable<unknown>) given.push(await comparable(event));
    } catch (error) {
      failure = error;
    }
    return {};
  });
  if (test.expectation?.failure !== undefined) {
    assert.ok(failure !== undefined || (initial === undefined && response.status >= 400), `the stream was read: ${JSON.stringify(given)}`);
    return;
  }
  if (failure !== undefined) throw failure;
  assert.notEqual(initial, undefined, "the handler wasn't called");
  if (test.initialRequestParams !== undefined) {
    assert.deepStrictEqual(initial, await comparable(valueFor(tables.shapes, operation.input, test.initialRequestParams)));
  }
  assert.deepStrictEqual(given, await Promise.all(events.map((event) => comparable(valueFor(tables.shapes, union, event.params ?? {})))));
}

async function assertOutput({ service, operation }: Target, test: EventStreamTest): Promise<void> {
  const { tables } = service;
  const events = (test.events ?? []).filter((event) => event.type === 'response');
  const stream = operation.outputStream?.member ?? '';
  const union = unionOf(tables.shapes, operation.output, stream);
  const output = {
    // A structure's value is an object.
    ...(valueFor(tables.shapes, operation.output, test.initialResponseParams ?? {}) as object),
    [stream]: (async function* () {
      for (const event of events) yield valueFor(tables.shapes, union, event.params ?? {});
    })(),
  };
  const response = await service.send(minimalRequest(tables, operation), () => output);
  const written = messagesIn(await bytesOf(response.body));
  if (test.initialResponse !== undefined) await assertResponse({ ...response, body: '' }, test.initialResponse);
  assert.equal(written.length, events.length, `messages, status ${response.status}`);
  for (const [at, event] of events.entries()) assertMessage(written[at], event);
}

/** The message as it is told, and as its bytes say. */
function assertMessage(message: Message | undefined, event: StreamEvent): void {
  assert.ok(message);
  const [expected] = event.bytes === undefined ? [] : messagesIn(Buffer.from(event.bytes, 'base64'));
  if (expected !== undefined) {
    assert.deepStrictEqual(comparableHeaders(message.headers), comparableHeaders(expected.headers));
  }
  assert.deepStrictEqual(Object.keys(message.headers).sort(), Object.keys(event.headers ?? {}).sort());
  assertBody(message.body, event.body ?? '', event.bodyMediaType);
}

function comparableHeaders(headers: MessageHeaders): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, { type, value }]) => [
      name,
      // Int64 has bytes of its own.
      { type, value: value instanceof Uint8Array ? Buffer.from(value).toString('hex') : typeof value === 'object' ? String(value) : value },
    ]),
  );
}

function messagesIn(bytes: Uint8Array): readonly Message[] {
  const found: Message[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(0);
    found.push(messages.decode(bytes.subarray(at, at + length)));
    at += length;
  }
  return found;
}

function eventRequest({ service, operation }: Target, test: EventStreamTest, events: readonly StreamEvent[]): WireRequest {
  const base =
    test.initialRequest === undefined
      ? minimalRequest(service.tables, operation, test.expectation?.failure === undefined)
      : requestOf(service.tables, operation, test.initialRequest, test.initialRequestParams);
  const body = Buffer.concat(events.map((event) => Buffer.from(event.bytes ?? '', 'base64')));
  const headers = { ...base.headers, 'content-type': 'application/vnd.amazon.eventstream' };
  return wireRequest(base.method, base.target, headers, body);
}

function unionOf(shapes: Target['service']['tables']['shapes'], structure: string, member: string): string {
  const shape = shapes[structure];
  const union = shape?.type === 'structure' ? shape.members[member]?.shape : undefined;
  if (union === undefined) throw new Error(`${structure} has no stream ${member}.`);
  return union;
}
