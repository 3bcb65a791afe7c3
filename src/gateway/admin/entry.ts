/** The door to our own paths: it keeps web pages out and answers health, which tools poll while they wait, without loading Express. */
import type { ServerResponse } from 'node:http';
import type { NodeHandler } from '../server.js';
import { refusalOf } from './guard.js';
import { healthOf } from './health.js';
import type { AdminParts } from './parts.js';

export function createAdminHandler(parts: AdminParts): NodeHandler {
  let app: Promise<NodeHandler> | undefined;
  return (request, response) => {
    response.setHeader('Server', 'tinsmith');
    const refusal = refusalOf(request, parts.allowedHosts);
    if (refusal !== undefined) return sendJson(response, 403, { message: refusal });
    const path = (request.url ?? '').split('?')[0] ?? '';
    const health = request.method === 'GET' || request.method === 'HEAD' ? healthOf(path, parts) : undefined;
    if (health !== undefined) return sendJson(response, 200, health);
    app ??= import('./app.js').then(({ createAdminApp }) => createAdminApp(parts));
    app.then(
      (handle) => handle(request, response),
      (error: unknown) => {
        app = undefined;
        parts.emulator.log.error({ error }, 'the admin paths failed to load');
        sendJson(response, 500, { message: 'The emulator failed; its log says why.' });
      },
    );
  };
}

function sendJson(response: ServerResponse, status: number, value: object): void {
  const body = JSON.stringify(value);
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}
