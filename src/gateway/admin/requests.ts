/** The last requests, for tests to assert on. */
import { Router } from 'express';
import type { RequestOutcome } from '../request-outcome.js';
import { AdminError } from './admin-error.js';
import type { AdminParts } from './parts.js';
import { queryTexts } from './query.js';
import { shownInput } from './shown-input.js';

export function requestRoutes({ emulator }: AdminParts): Router {
  const router = Router();
  router.get('/_tinsmith/requests', (request, response) => {
    const { last, ...filter } = queryTexts(request, ['service', 'operation', 'account', 'region', 'code', 'last']);
    if (last !== undefined && !/^\d{1,6}$/.test(last)) throw new AdminError(400, "'last' must be a whole number.");
    const requests = emulator.requests.list({ ...filter, last: last === undefined ? undefined : Number(last) });
    response.json({ requests: requests.map(shownRequest) });
  });
  router.delete('/_tinsmith/requests', (_request, response) => {
    emulator.requests.clear();
    response.status(204).end();
  });
  return router;
}

function shownRequest(outcome: RequestOutcome): object {
  const { at, requestId, service, operation, accountId, region, input, status, code, durationMs } = outcome;
  return {
    time: new Date(at).toISOString(),
    requestId,
    service,
    operation,
    account: accountId,
    region,
    input: shownInput(input),
    status,
    code: code || 'OK',
    durationMs,
  };
}
