/** A request's way through, all of it: eight calls in a row. Nothing else may happen between socket and handler. */
import type { Identity } from '../auth/identity.js';
import { BodyBroken, BodyTooLarge } from '../contract/body-errors.js';
import type { Context } from '../contract/context.js';
import { AwsError, FrameworkError } from '../contract/errors.js';
import type { WireRequest, WireResponse } from '../contract/wire.js';
import { decodeAwsChunked, isAwsChunked } from '../protocols/aws-chunked.js';
import type { ReplyFacts, RequestParts } from '../protocols/protocol.js';
import { protocolOf } from '../protocols/registry.js';
import type { Emulator } from './emulator.js';
import type { DrawnFault } from './faults.js';
import { type Recognised, type RequestHead, type Resolved, readHead, resolve } from './resolve.js';
import { notCovered, type OperationRuntime } from './service-runtime.js';

/** Bytes of a body that isn't streamed. Lambda's 50 MiB archives travel as base64 in JSON; nothing else comes near. */
const BODY_LIMIT = 70 * 1024 * 1024;
const NO_BYTES = new Uint8Array(0);

/** One request, as far as it has come. */
interface Call {
  readonly requestId: string;
  readonly startedAt: number;
  readonly head: RequestHead;
  readonly identity: Identity;
  readonly recognised: Recognised;
  operationName: string;
  operation?: OperationRuntime;
  input?: unknown;
  /** Of a body that was read whole. */
  inputBytes: number;
}

export async function dispatch(emulator: Emulator, request: WireRequest): Promise<WireResponse> {
  const call = begin(emulator, request);
  const reply = replyFacts(call, request);
  try {
    const resolved = await resolve(request, call.head, emulator.directory, call.recognised); // 1
    const operation = await prepare(emulator, resolved, call);
    const input = await read(operation, request, resolved, call); // 2
    operation.check?.(input); // 3
    const ctx = authorize(emulator, request, call); // 4
    const fault = emulator.faults.draw(operation.service, operation.descriptor.name);
    if (fault !== undefined) await disturb(fault); // 5
    const answer = emulator.kernel.handle(() => operation.handle(input, ctx)); // 6
    const output = answer instanceof Promise ? await answer : answer;
    if (emulator.kernel.pending) await emulator.kernel.committed(); // 7
    const response = operation.codec.writeResponse(output, reply); // 8
    finish(emulator, call, response.status, '');
    return response;
  } catch (error) {
    if (error instanceof BodyBroken) throw error;
    return refuse(emulator, call, reply, error);
  }
}

/** Also the way out: the refusal in the caller's protocol. */
async function refuse(emulator: Emulator, call: Call, reply: ReplyFacts, error: unknown): Promise<WireResponse> {
  const shown = shownError(emulator, error, call);
  const service = call.recognised.facts;
  const protocol = await protocolOf(call.recognised.protocol);
  const tables = service === undefined ? undefined : await emulator.directory.entry(service).loadTables();
  // What the refusal was based on must be as durable as the refusal; a commit that fails was refused already.
  await emulator.kernel.committed().catch(() => undefined);
  const response = protocol.writeError(shown, reply, service, tables);
  finish(emulator, call, response.status, shown.code);
  return response;
}

function begin(emulator: Emulator, request: WireRequest): Call {
  const head = readHead(request, emulator.directory);
  return {
    requestId: emulator.random.uuid(),
    startedAt: performance.now(),
    head,
    identity: emulator.identify(head.scope?.accessKeyId, head.scope?.region ?? head.host.region),
    recognised: { protocol: protocolByAppearance(request) },
    operationName: '',
    inputBytes: 0,
  };
}

/** In which protocol to refuse a request whose service never becomes known. */
function protocolByAppearance(request: WireRequest): Recognised['protocol'] {
  if (request.headers['x-amz-target'] !== undefined) return 'awsJson1_1';
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return 'awsQuery';
  return 'restJson1';
}

async function prepare(emulator: Emulator, resolved: Resolved, call: Call): Promise<OperationRuntime> {
  const { facts, route, protocol } = resolved;
  call.operationName = route.operation;
  if (emulator.enabled !== undefined && !emulator.enabled.has(facts.name))
    throw new FrameworkError('NotImplemented', `The service ${facts.name} is not among those that this emulator was started with`);
  if (!route.covered) throw notCovered(facts.name, route.operation);
  const runtime = await emulator.runtime(facts);
  const operation = await runtime.operation(route.operation, protocol);
  call.operation = operation;
  return operation;
}

async function read(operation: OperationRuntime, request: WireRequest, resolved: Resolved, call: Call): Promise<unknown> {
  const streams = operation.descriptor.inputStream !== undefined;
  const chunked = isAwsChunked(request.headers);
  let body = resolved.body ?? NO_BYTES;
  if (!streams && resolved.body === undefined) {
    body = chunked ? await collect(decodeAwsChunked(request.body.stream(), request.headers)) : await request.body.read(BODY_LIMIT);
  }
  call.inputBytes = body.length;
  const parts: RequestParts = {
    method: request.method,
    labels: resolved.labels,
    query: call.head.query,
    headers: call.head.headers,
    body,
    ...(streams ? { stream: chunked ? decodeAwsChunked(request.body.stream(), request.headers) : request.body.stream() } : {}),
  };
  const input = operation.codec.readRequest(parts);
  call.input = input;
  return input;
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > BODY_LIMIT) throw new BodyTooLarge(BODY_LIMIT);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function authorize(emulator: Emulator, request: WireRequest, call: Call): Context {
  const { accountId, region, partition, principal } = call.identity;
  return {
    accountId,
    region,
    partition,
    principal,
    requestId: call.requestId,
    clock: emulator.clock,
    operation: call.operationName,
    request: {
      method: request.method,
      target: request.target,
      headers: call.head.headers,
      scheme: request.scheme,
      host: request.headers.host ?? 'localhost',
      remoteAddress: request.remoteAddress,
    },
  };
}

async function disturb(fault: DrawnFault): Promise<void> {
  if (fault.delayMs > 0) await new Promise((resolveDelay) => setTimeout(resolveDelay, fault.delayMs));
  if (fault.error !== undefined) throw fault.error;
}

/** AWS's refusals go out as they are; anything else is ours to mend, and the caller sees what AWS shows of its own failures. */
function shownError(emulator: Emulator, error: unknown, call: Call): AwsError {
  if (error instanceof AwsError) return error;
  if (error instanceof BodyTooLarge) return new FrameworkError('RequestEntityTooLarge', 'Request size exceeded the limit.');
  emulator.log.error({ error, service: call.recognised.facts?.name, operation: call.operationName }, 'failed to handle a request');
  return new FrameworkError('InternalFailure', 'The request processing has failed because of an unknown error, exception or failure.');
}

function replyFacts(call: Call, request: WireRequest): ReplyFacts {
  return {
    requestId: call.requestId,
    extendedRequestId: call.requestId,
    resource: call.head.path,
    method: request.method,
  };
}

function finish(emulator: Emulator, call: Call, status: number, code: string): void {
  emulator.record({
    at: emulator.clock.now(),
    requestId: call.requestId,
    service: call.recognised.facts?.name ?? '',
    operation: call.operationName,
    accountId: call.identity.accountId,
    region: call.identity.region,
    input: call.input,
    inputStream: call.operation?.descriptor.inputStream?.member,
    inputBytes: call.inputBytes,
    status,
    code,
    durationMs: performance.now() - call.startedAt,
  });
}
