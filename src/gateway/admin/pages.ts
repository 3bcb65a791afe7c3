/** `/_aws/<service>/...`: the pages of services. */
import { Router as createRouter, raw, type Request, type Response, type Router } from 'express';
import { AwsError } from '../../contract/errors.js';
import type { ServiceFacts } from '../../contract/operation.js';
import type { OperationPage, PageAnswer, PageRequest, ServicePages } from '../../contract/service-pages.js';
import type { WireResponse } from '../../contract/wire.js';
import { protocolOf } from '../../protocols/registry.js';
import type { Emulator } from '../emulator.js';
import { wireHeaders } from '../wire-node.js';
import { AdminError } from './admin-error.js';
import type { AdminParts } from './parts.js';
import { queryJson } from './query-json.js';

/** Stands before the reader of JSON bodies: what a page is sent is its own matter. */
export function pageRoutes({ emulator }: AdminParts): Router {
  const router = createRouter();
  router.use('/_aws', raw({ type: () => true, limit: '16mb' }), async (request: Request, response: Response) => {
    const [service = '', ...path] = segmentsOf(request.path);
    const pages = await pagesOf(emulator, service);
    const asked = pageRequest(emulator, request, path);
    try {
      const answer = await emulator.kernel.handle(() => pages.answer(asked));
      await emulator.kernel.committed();
      if (answer === undefined) throw new AdminError(404, `There is no ${request.method} ${request.baseUrl}${request.path} here.`);
      await write(response, answer, asked, () => operationResponse(emulator, service, answer, asked));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      write204OrJson(response, error.httpStatus, { code: error.code, message: error.message });
    }
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
