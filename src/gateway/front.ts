/** Requests that are no operation of a model: browsers' preflights, and visits to websites. */
import { AwsError } from '../contract/errors.js';
import type { FrontRequest, ServiceFront } from '../contract/service-front.js';
import type { WireRequest, WireResponse } from '../contract/wire.js';
import { protocolOf } from '../protocols/registry.js';
import { answerPreflight, isPreflight } from './cors.js';
import { dispatch } from './dispatch.js';
import type { Emulator } from './emulator.js';
import { frontRequest } from './front-request.js';
import { isSignedForS3, type RequestHead, readHead } from './resolve.js';

const WEBSITES = 's3-website';

/** Asked of every request. */
export const isForFront = ({ method, headers }: WireRequest): boolean =>
  method === 'OPTIONS' || headers.host?.toLowerCase().includes(WEBSITES) === true;

/** What isn't the front's after all is dispatched. */
export async function answerAtFront(emulator: Emulator, request: WireRequest): Promise<WireResponse> {
  const head = readHead(request, emulator.directory);
  const kind = request.method === 'OPTIONS' ? 'preflight' : head.host.service === WEBSITES ? 'website' : undefined;
  const front = kind !== undefined && mayConcernS3(head) ? await frontOfS3(emulator) : undefined;
  const answer = kind === undefined || front === undefined ? undefined : await answerBy(emulator, front, request, head, kind);
  if (answer !== undefined) return answer;
  return isPreflight(request) ? answerPreflight(request.headers) : dispatch(emulator, request);
}

/** The host or the signature names S3, or nothing does and the path may be a bucket's. */
function mayConcernS3(head: RequestHead): boolean {
  if (isAddressedToS3(head)) return true;
  const { scope, host, path } = head;
  return scope === undefined && host.service === undefined && host.foreign === undefined && path.length > 1;
}

function isAddressedToS3({ scope, host }: RequestHead): boolean {
  if (scope !== undefined) return isSignedForS3(scope);
  if (host.service !== undefined) return host.service === 's3' || host.service === 's3-accelerate' || host.service === WEBSITES;
  return host.subject !== undefined;
}

async function frontOfS3(emulator: Emulator): Promise<ServiceFront | undefined> {
  const facts = emulator.directory.byName('s3');
  if (facts === undefined || (emulator.enabled !== undefined && !emulator.enabled.has('s3'))) return undefined;
  return (await emulator.runtime(facts)).front;
}

/** Undefined where the service has no say. */
async function answerBy(
  emulator: Emulator,
  front: ServiceFront,
  request: WireRequest,
  head: RequestHead,
  kind: 'preflight' | 'website',
): Promise<WireResponse | undefined> {
  const startedAt = performance.now();
  const asked = frontRequest(request, head, emulator.random.uuid());
  const { response, code } =
    kind === 'website' ? await websiteAnswer(front, asked) : await preflightAnswer(emulator, front, asked, isAddressedToS3(head));
  if (response === undefined) return undefined;
  const at = emulator.clock.now();
  const durationMs = performance.now() - startedAt;
  return front.finish({ ...asked, kind, operation: '', response, code, at, durationMs, ctx: undefined });
}

interface Answered {
  readonly response: WireResponse | undefined;
  readonly code: string;
}

async function websiteAnswer(front: ServiceFront, asked: FrontRequest): Promise<Answered> {
  const response = await front.website(asked);
  return { response, code: response.headers['x-amz-error-code'] ?? '' };
}

async function preflightAnswer(emulator: Emulator, front: ServiceFront, asked: FrontRequest, isAddressed: boolean): Promise<Answered> {
  const { requestId } = asked;
  try {
    const headers = front.preflight(asked, isAddressed);
    if (headers === undefined) return { response: undefined, code: '' };
    const ids = { 'x-amz-request-id': requestId, 'x-amz-id-2': requestId };
    return { response: { status: 200, headers: { ...headers, 'Content-Length': '0', ...ids } }, code: '' };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const facts = emulator.directory.byName('s3');
    const protocol = await protocolOf('restXml');
    const tables = facts === undefined ? undefined : await emulator.directory.entry(facts).loadTables();
    const reply = { requestId, extendedRequestId: requestId, resource: asked.resource, method: asked.method };
    return { response: protocol.writeError(error, reply, facts, tables), code: error.code };
  }
}
