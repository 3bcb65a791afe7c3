/** The emulator's time: read, freeze, advance, reset. */
import { type Response, Router } from 'express';
import { ClockRefused } from '../../clock/emulator-clock.js';
import { AdminError } from './admin-error.js';
import { AdminBody } from './body.js';
import { readDuration } from './durations.js';
import type { AdminParts } from './parts.js';

export function clockRoutes({ emulator }: AdminParts): Router {
  const { clock } = emulator;
  const router = Router();
  const show = (response: Response): void => {
    response.json({ now: new Date(clock.now()).toISOString(), frozen: clock.status().frozen });
  };
  const goBack = async (response: Response): Promise<void> => {
    await clock.reset();
    show(response);
  };
  router.get('/_tinsmith/clock', (_request, response) => show(response));
  router.post('/_tinsmith/clock', async (request, response) => {
    const body = new AdminBody(request.body, ['freeze', 'advance']);
    if (!body.has('freeze') && !body.has('advance')) throw new AdminError(400, "The body needs 'freeze' or 'advance'.");
    const at = body.has('freeze') ? readInstant(body.value('freeze')) : undefined;
    const by = body.has('advance') ? readDuration(body.value('advance')) : undefined;
    try {
      if (body.has('freeze')) await clock.freeze(at);
      if (by !== undefined) await clock.advance(by);
    } catch (error) {
      throw error instanceof ClockRefused ? new AdminError(400, error.message) : error;
    }
    show(response);
  });
  router.delete('/_tinsmith/clock', (_request, response) => goBack(response));
  router.post('/_tinsmith/clock/reset', (_request, response) => goBack(response));
  return router;
}

/** @returns milliseconds since the epoch; undefined for `true`, which freezes the time as it is. */
function readInstant(value: unknown): number | undefined {
  if (value === true) return undefined;
  const at = typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) throw new AdminError(400, "'freeze' must be true or a time such as '2030-01-01T00:00:00Z'.");
  return at;
}
