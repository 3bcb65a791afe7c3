/** Health and info, in our own shape and in the one that tools made for LocalStack look for. */
import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import { version } from '../../version.js';
import type { AdminParts } from './app.js';

const sessionId = randomUUID();
/** LocalStack's edition without a licence; tools compare it. */
const edition = 'community';

export function healthRoutes(parts: AdminParts): Router {
  const router = Router();
  const own = (): object => ({ services: states(parts, (name) => name), edition, version });
  const compatible = (): object => ({ services: states(parts, (name) => name.replaceAll('-', '')), edition, version });
  router.get('/_tinsmith/health', (_request, response) => void response.json(own()));
  router.get(['/health', '/_localstack/health'], (_request, response) => void response.json(compatible()));
  router.get('/_localstack/info', (_request, response) => {
    response.json({
      version,
      edition,
      is_license_activated: false,
      session_id: sessionId,
      machine_id: 'tinsmith',
      system: process.platform,
      is_docker: false,
      server_time_utc: new Date().toISOString().slice(0, 19),
      uptime: Math.round(process.uptime()),
    });
  });
  return router;
}

/** `running` once a service was called, `available` before, `disabled` when the emulator was started without it. */
function states({ emulator, services }: AdminParts, shownName: (name: string) => string): Readonly<Record<string, string>> {
  const state = (name: string): string => {
    if (emulator.enabled !== undefined && !emulator.enabled.has(name)) return 'disabled';
    return emulator.isLoaded(name) ? 'running' : 'available';
  };
  return Object.fromEntries(services.map((name) => [shownName(name), state(name)]));
}
