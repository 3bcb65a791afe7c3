/** `/_aws/<service>/...`: the pages of services. */
import { Router as createRouter, type Request, type Response, type Router, raw } from 'express';
import { AwsError, FrameworkError } from '../../contract/errors.js';
import type { ServiceFacts } from '../../contract/operation.js';
import type { OperationPage, PageAnswer, PageRequest, ServicePages } from '../../contract/service-pages.js';
import type { WireResponse } from '../../contract/wire.js';
import type { ReplyFacts } from '../../protocols/protocol.js';
import { queryJsonResponse } from '../../protocols/query/query-json.js';
import { protocolOf } from '../../protocols/registry.js';
import type { Emulator } from '../emulator.js';
import { wireHeaders, writeWireResponse } from '../wire-node.js';
import { AdminError } from './admin-error.js';
import type { AdminParts } from './parts.js';

/** Stands before what reads bodies as JSON: what a page is sent is its own matter. */
export function pageRoutes({ emulator }: AdminParts): Router {
  const router = createRouter();
  router.use('/_aws', raw({ type: () => true, limit: '16mb' }), async (request: Request, response: Response) => {
    const [service = '', ...path] = segmentsOf(request.path);
    const facts = emulator.directory.byName(service);
    const pages = facts === undefined ? undefined : await pagesOf(emulator, facts);
    const asked = pageRequest(emulator, request, path);
    const answer = facts && pages && (await responseOf(emulator, facts, pages, asked));
    if (answer === undefined) throw new AdminError(404, `There is no ${request.method} ${request.baseUrl}${request.path} here.`);
    await writeWireResponse(answer, response);
  });
  return router;
}

function segmentsOf(path: string): readonly string[] {
  try {
    return path
      .split('/')
      .filter((segment) => segment !== '')
      .map(decodeURIComponent);
  } catch {
    throw new AdminError(400, "The path isn't percent-encoded UTF-8.");
  }
}

async function pagesOf(emulator: Emulator, facts: ServiceFacts): Promise<ServicePages | undefined> {
  if (emulator.enabled !== undefined && !emulator.enabled.has(facts.name)) {
    throw new AdminError(404, `The service ${facts.name} is not among those that this emulator was started with.`);
  }
  try {
    return await emulator.pages(facts);
  } catch (error) {
    // A service without behaviour has no pages either.
    if (error instanceof FrameworkError && error.kind === 'NotImplemented') return undefined;
    throw error;
  }
}

function pageRequest(emulator: Emulator, request: Request, path: readonly string[]): PageRequest {
  const { method, originalUrl, headers, socket } = request;
  const question = originalUrl.indexOf('?');
  return {
    method,
    path,
    query: new URLSearchParams(question < 0 ? '' : originalUrl.slice(question + 1)),
    headers: wireHeaders(headers),
    // express.raw leaves no bytes where there was no body.
    body: request.body instanceof Uint8Array ? request.body : new Uint8Array(0),
    scheme: 'encrypted' in socket ? 'https' : 'http',
    host: headers.host ?? 'localhost',
    requestId: emulator.random.uuid(),
  };
}

/** Undefined where the service has no such page. */
async function responseOf(
  emulator: Emulator,
  facts: ServiceFacts,
  pages: ServicePages,
  request: PageRequest,
): Promise<WireResponse | undefined> {
  const reply: ReplyFacts = { requestId: request.requestId, method: request.method };
  try {
    const page = await emulator.kernel.handle(() => pages.answer(request));
    await emulator.kernel.committed();
    return page && (await pageResponse(emulator, facts, page, request, reply));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (!isRpc(request)) return jsonResponse(error.httpStatus, { code: error.code, message: error.message });
    const protocol = await protocolOf(jsonProtocolOf(facts));
    return protocol.writeError(error, reply, facts, await emulator.directory.entry(facts).loadTables());
  }
}

async function pageResponse(
  emulator: Emulator,
  facts: ServiceFacts,
  page: PageAnswer,
  request: PageRequest,
  reply: ReplyFacts,
): Promise<WireResponse> {
  if ('operation' in page) return operationResponse(emulator, facts, page, request, reply);
  if ('json' in page)
    return page.json === undefined ? { status: page.status ?? 204, headers: {} } : jsonResponse(page.status ?? 200, page.json);
  return { status: page.status ?? 200, headers: { 'Content-Type': page.contentType }, body: page.body };
}

const jsonResponse = (status: number, value: unknown): WireResponse => ({
  status,
  headers: { 'Content-Type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
});

/** An SDK that was given the page for its endpoint. */
const isRpc = ({ headers }: PageRequest): boolean => headers['x-amz-target'] !== undefined;

const jsonProtocolOf = (facts: ServiceFacts): 'awsJson1_0' | 'awsJson1_1' =>
  facts.protocols.includes('awsJson1_1') ? 'awsJson1_1' : 'awsJson1_0';

async function operationResponse(
  emulator: Emulator,
  facts: ServiceFacts,
  { operation, output }: OperationPage,
  request: PageRequest,
  reply: ReplyFacts,
): Promise<WireResponse> {
  const tables = await emulator.directory.entry(facts).loadTables();
  const descriptor = tables.operations[operation];
  if (descriptor === undefined) throw new Error(`${facts.name} has no ${operation} to answer with.`);
  const wantsJson = request.headers.accept?.includes('application/json') === true;
  if (wantsJson && !isRpc(request)) return queryJsonResponse(tables, descriptor, output, reply);
  const protocol = await protocolOf(isRpc(request) ? jsonProtocolOf(facts) : 'awsQuery');
  return protocol.compile(tables, descriptor).writeResponse(output, reply);
}
