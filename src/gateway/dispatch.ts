/** A request's way through, all of it: eight calls in a row. Nothing else may happen between socket and handler. */
import type { Identity } from '../auth/identity.js';
import { BodyBroken, BodyTooLarge } from '../contract/body-errors.js';
import type { Context } from '../contract/context.js';
import { AwsError, FrameworkError } from '../contract/errors.js';
import type { ByteStream, WireRequest, WireResponse } from '../contract/wire.js';
import { decodeAwsChunked, isAwsChunked } from '../protocols/aws-chunked.js';
import type { ReplyFacts, RequestParts } from '../protocols/protocol.js';
import { protocolOf } from '../protocols/registry.js';
import type { Authentication } from './authentication.js';
import type { Emulator } from './emulator.js';
import type { DrawnFault } from './faults.js';
import { frontRequest } from './front-request.js';
import { UnreadInput } from './request-outcome.js';
import { NO_LABELS, type Recognised, type RequestHead, type Resolved, readHead, resolve } from './resolve.js';
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
  ctx?: Context;
  input?: unknown;
  /** Of a body that was read whole. */
  inputBytes: number;
}

export async function dispatch(emulator: Emulator, request: WireRequest): Promise<WireResponse> {
  const call = begin(emulator, request);
  const reply = replyFacts(call, request);
  try {
    // What is loaded is there at once: each needless await would cost a turn of the microtask queue.
    const found = resolve(request, call.head, emulator.directory, call.recognised); // 1
    const resolved = found instanceof Promise ? await found : found;
    const prepared = prepare(emulator, resolved, call);
    const operation = prepared instanceof Promise ? await prepared : prepared;
    const proof = isToProve(emulator, resolved, call) ? await authenticate(emulator, request, resolved, operation, call) : undefined;
    const body = resolved.body ?? (await bodyOf(operation, request, proof));
    proof?.proveBody(operation.descriptor.inputStream === undefined ? body : undefined);
    const input = read(operation, request, resolved, body, call, proof); // 2
    operation.check?.(input); // 3
    const ctx = contextOf(emulator, request, call, body, proof);
    call.ctx = ctx;
    if (operation.authorize !== undefined) await operation.authorize(input, ctx); // 4
    const fault = emulator.faults.draw(operation.service, operation.descriptor.name);
    if (fault !== undefined) await disturb(fault); // 5
    const answer = emulator.kernel.handle(() => operation.handle(input, ctx)); // 6
    const output = answer instanceof Promise ? await answer : answer;
    if (emulator.kernel.pending) await emulator.kernel.committed(); // 7
    return finish(emulator, call, request, operation.codec.writeResponse(output, reply), ''); // 8
  } catch (error) {
    if (error instanceof BodyBroken) throw error;
    return refuse(emulator, call, request, reply, error);
  }
}

/** Also the way out: the refusal in the caller's protocol. */
async function refuse(emulator: Emulator, call: Call, request: WireRequest, reply: ReplyFacts, error: unknown): Promise<WireResponse> {
  const shown = shownError(emulator, error, call);
  const service = call.recognised.facts;
  const protocol = await protocolOf(call.recognised.protocol);
  const tables = service === undefined ? undefined : await emulator.directory.entry(service).loadTables();
  // What the refusal was based on must be as durable as the refusal; a commit that fails was refused already.
  await emulator.kernel.committed().catch(() => undefined);
  const response = protocol.writeError(shown, reply, service, tables);
  return finish(emulator, call, request, response, protocol.codeOf(shown, service));
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

/** The operation with its behaviour; at once where it was called before. */
function prepare(emulator: Emulator, resolved: Resolved, call: Call): OperationRuntime | Promise<OperationRuntime> {
  const { facts, route, protocol } = resolved;
  call.operationName = route.operation;
  if (emulator.enabled !== undefined && !emulator.enabled.has(facts.name))
    throw new FrameworkError('NotImplemented', `The service ${facts.name} is not among those that this emulator was started with`);
  if (!route.covered) throw notCovered(facts.name, route.operation);
  const runtime = emulator.runtime(facts);
  return runtime instanceof Promise
    ? runtime.then((loaded) => loaded.operation(route.operation, protocol))
    : runtime.operation(route.operation, protocol);
}

/** With --auth every request has to show who calls; without it S3's presigned URLs still end on time. */
function isToProve(emulator: Emulator, { facts }: Resolved, { head: { query } }: Call): boolean {
  if (emulator.auth) return true;
  return (
    query !== '' && facts.name === 's3' && (query.includes('X-Amz-') || query.includes('Signature=') || query.includes('AWSAccessKeyId='))
  );
}

async function authenticate(
  emulator: Emulator,
  request: WireRequest,
  resolved: Resolved,
  operation: OperationRuntime,
  call: Call,
): Promise<Authentication> {
  // Loaded at first need: most never check a signature.
  const module = await import('./authentication.js');
  return new module.Authentication(emulator, request, call.head, resolved, operation);
}

/** Empty for an operation that streams its input. */
function bodyOf(operation: OperationRuntime, request: WireRequest, proof: Authentication | undefined): Uint8Array | Promise<Uint8Array> {
  if (operation.descriptor.inputStream !== undefined) return NO_BYTES;
  if (isAwsChunked(request.headers)) return collect(streamOf(request, proof));
  return request.body.read(BODY_LIMIT);
}

function read(
  operation: OperationRuntime,
  request: WireRequest,
  resolved: Resolved,
  body: Uint8Array,
  call: Call,
  proof: Authentication | undefined,
): unknown {
  call.operation = operation;
  call.inputBytes = body.length;
  const parts: RequestParts = { method: request.method, labels: resolved.labels, query: call.head.query, headers: call.head.headers, body };
  const input = operation.codec.readRequest(
    operation.descriptor.inputStream === undefined ? parts : { ...parts, stream: streamOf(request, proof) },
  );
  const { headers, query } = call.head;
  const isInBody =
    operation.codec.readsBodyAlone === true && headers['content-encoding'] === undefined && query === '' && resolved.labels === NO_LABELS;
  call.input = isInBody ? new UnreadInput(operation.codec, body) : input;
  return input;
}

const streamOf = (request: WireRequest, proof: Authentication | undefined): ByteStream =>
  proof?.stream() ?? (isAwsChunked(request.headers) ? decodeAwsChunked(request.body.stream(), request.headers) : request.body.stream());

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

function contextOf(emulator: Emulator, request: WireRequest, call: Call, body: Uint8Array, proof: Authentication | undefined): Context {
  const { accountId, region, partition, principal } = proof === undefined ? call.identity : proof.identity(call.identity);
  const signature = proof?.signature;
  return {
    accountId,
    region,
    partition,
    principal,
    requestId: call.requestId,
    clock: emulator.clock,
    operation: call.operationName,
    ...(signature === undefined ? undefined : { signature }),
    request: {
      method: request.method,
      target: request.target,
      headers: call.head.headers,
      scheme: request.scheme,
      host: request.headers.host ?? 'localhost',
      remoteAddress: request.remoteAddress,
      client: request.client,
      body,
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

/** @returns the response as it goes out: with what the service's front adds. */
function finish(emulator: Emulator, call: Call, request: WireRequest, response: WireResponse, code: string): WireResponse {
  const at = emulator.clock.now();
  const durationMs = performance.now() - call.startedAt;
  emulator.record({
    at,
    requestId: call.requestId,
    service: call.recognised.facts?.name ?? '',
    operation: call.operationName,
    accountId: call.identity.accountId,
    region: call.identity.region,
    input: call.input,
    inputStream: call.operation?.descriptor.inputStream?.member,
    inputBytes: call.inputBytes,
    status: response.status,
    code,
    durationMs,
  });
  const { facts } = call.recognised;
  const front = facts === undefined ? undefined : emulator.front(facts);
  if (front === undefined || !front.concerns(call.head.headers)) return response;
  const { operationName: operation, ctx } = call;
  const asked = frontRequest(request, call.head, call.requestId);
  return front.finish({ ...asked, kind: 'operation', operation, response, code, at, durationMs, ctx });
}
