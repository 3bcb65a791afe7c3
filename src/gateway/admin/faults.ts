/** Faults: set, list, remove. */
import { Router } from 'express';
import { FaultRefused } from '../faults.js';
import { AdminError } from './admin-error.js';
import { AdminBody } from './body.js';
import type { AdminParts } from './parts.js';

export function faultRoutes({ emulator }: AdminParts): Router {
  const router = Router();
  router.get('/_tinsmith/faults', (_request, response) => void response.json({ faults: emulator.faults.list() }));
  router.post('/_tinsmith/faults', async (request, response) => {
    const body = new AdminBody(request.body, ['service', 'operation', 'error', 'message', 'delayMs', 'times', 'share']);
    try {
      const fault = await emulator.faults.add({
        service: body.requiredString('service'),
        operation: body.requiredString('operation'),
        error: body.string('error'),
        message: body.string('message'),
        delayMs: body.number('delayMs'),
        times: body.number('times'),
        share: body.number('share'),
      });
      response.status(201).json(fault);
    } catch (error) {
      throw error instanceof FaultRefused ? new AdminError(400, error.message) : error;
    }
  });
  router.delete('/_tinsmith/faults', (_request, response) => {
    emulator.faults.clear();
    response.status(204).end();
  });
  router.delete('/_tinsmith/faults/:id', (request, response) => {
    if (!emulator.faults.remove(request.params.id)) throw new AdminError(404, `There is no fault '${request.params.id}'.`);
    response.status(204).end();
  });
  return router;
}
