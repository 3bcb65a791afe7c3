/** Health and info, in our own shape and in the one that tools made for LocalStack look for. */
import { randomUUID } from 'node:crypto';
import { version } from '../../version.js';
import type { AdminParts } from './parts.js';

const sessionId = randomUUID();
/** LocalStack's edition without a licence; tools compare it. */
const edition = 'community';

/** The answer of a health path; undefined for any other. */
export function healthOf(path: string, parts: AdminParts): object | undefined {
  switch (path.replace(/\/$/, '')) {
    case '/_tinsmith/health':
      return { services: states(parts, (name) => name), edition, version };
    case '/health':
    case '/_localstack/health':
      // LocalStack's names have no hyphens: `dynamodbstreams`.
      return { services: states(parts, (name) => name.replaceAll('-', '')), edition, version };
    case '/_localstack/info':
      return info();
    default:
      return undefined;
  }
}

const info = (): object => ({
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

/** `running` once a service was called, `available` before, `disabled` when the emulator was started without it. */
function states({ emulator, services }: AdminParts, shownName: (name: string) => string): Readonly<Record<string, string>> {
  const state = (name: string): string => {
    if (emulator.enabled !== undefined && !emulator.enabled.has(name)) return 'disabled';
    return emulator.isLoaded(name) ? 'running' : 'available';
  };
  return Object.fromEntries(services.map((name) => [shownName(name), state(name)]));
}
