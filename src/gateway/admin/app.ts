/** The paths that people and tools open, all but health. Express serves these and nothing else; it loads when the first is asked for. */
import express, { type NextFunction, type Request, type Response } from 'express';
import type { NodeHandler } from '../server.js';
import { AdminError } from './admin-error.js';
import { clockRoutes } from './clock.js';
import { faultRoutes } from './faults.js';
import { operationRoutes } from './operations.js';
import { pageRoutes } from './pages.js';
import type { AdminParts } from './parts.js';
import type { PrometheusText } from './prometheus.js';
import { requestRoutes } from './requests.js';
import { stateRoutes } from './state.js';

export function createAdminApp(parts: AdminParts): NodeHandler {
  const app = express();
  let prometheus: Promise<PrometheusText> | undefined;
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(pageRoutes(parts));
  // curl -d names the type of a form; what is sent is JSON all the same.
  app.use(express.json({ type: () => true, limit: '1mb' }));
  app.use(stateRoutes(parts), clockRoutes(parts), faultRoutes(parts), requestRoutes(parts), operationRoutes(parts));
  app.get('/metrics', async (_request, response) => {
    prometheus ??= import('./prometheus.js').then(({ prometheusOf }) => prometheusOf(parts.emulator.metrics));
    const { contentType, text } = await prometheus;
    response.type(contentType).send(await text());
  });
  app.use((request: Request, _response: Response, next: NextFunction) => {
    next(new AdminError(404, `There is no ${request.method} ${request.path} here.`));
  });
  // Express knows an error handler by its four parameters.
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const status = statusOf(error);
    if (status >= 500) parts.emulator.log.error({ error }, 'an admin path failed');
    response.status(status).json({ message: status >= 500 ? 'The emulator failed; its log says why.' : messageOf(error) });
  });
  return app;
}

/** Express's own refusals (a body that isn't JSON) carry their status. */
function statusOf(error: unknown): number {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 ? status : 500;
}

function messageOf(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  return error instanceof SyntaxError ? `The body isn't JSON: ${said}` : said;
}
