/** Reset and snapshots. */
import { Router } from 'express';
import { reset, snapshotName } from '../controls.js';
import { AdminError } from './admin-error.js';
import { AdminBody } from './body.js';
import type { AdminParts } from './parts.js';
import { queryTexts } from './query.js';

export function stateRoutes({ emulator }: AdminParts): Router {
  const { snapshots } = emulator.kernel;
  const router = Router();

  router.post('/_tinsmith/reset', async (request, response) => {
    const body = new AdminBody(request.body, ['service', 'account']);
    const query = queryTexts(request, ['service', 'account']);
    const service = query.service ?? body.string('service');
    const account = query.account ?? body.string('account');
    if (service !== undefined && !emulator.catalog.some(({ facts }) => facts.name === service)) {
      throw new AdminError(400, `There is no service '${service}'.`);
    }
    if (account !== undefined && !/^\d{12}$/.test(account)) throw new AdminError(400, 'An account has 12 digits.');
    await reset(emulator, { ...(service === undefined ? {} : { service }), ...(account === undefined ? {} : { account }) });
    response.status(204).end();
  });

  router.get('/_tinsmith/snapshots', (_request, response) => void response.json({ snapshots: snapshots.list() }));
  router.post('/_tinsmith/snapshots', async (request, response) => {
    const name = new AdminBody(request.body, ['name']).requiredString('name');
    if (!snapshotName.test(name)) throw new AdminError(400, "A snapshot's name has 1 to 128 letters, digits, '.', '_' or '-'.");
    response.status(201).json(await snapshots.save(name));
  });
  router.post('/_tinsmith/snapshots/:name/restore', async (request, response) => {
    if (!(await snapshots.restore(request.params.name))) throw noSnapshot(request.params.name);
    response.status(204).end();
  });
  router.delete('/_tinsmith/snapshots/:name', async (request, response) => {
    if (!(await snapshots.delete(request.params.name))) throw noSnapshot(request.params.name);
    response.status(204).end();
  });
  return router;
}

const noSnapshot = (name: string): AdminError => new AdminError(404, `There is no snapshot '${name}'.`);
