/** Which operations are emulated, and which are only known. */
import { Router } from 'express';
import type { AdminParts } from './parts.js';

interface ServiceCoverage {
  readonly covered: readonly string[];
  readonly known: readonly string[];
}

export function operationRoutes({ emulator }: AdminParts): Router {
  const router = Router();
  router.get('/_tinsmith/operations', async (_request, response) => {
    const services = await Promise.all(
      emulator.catalog.map(async ({ facts, loadRoutes }): Promise<readonly [string, ServiceCoverage]> => {
        const routes = await loadRoutes();
        // An operation may have several rows.
        const named = (covered: boolean): readonly string[] =>
          [...new Set(routes.filter((route) => route.covered === covered).map((route) => route.operation))].sort();
        return [facts.name, { covered: named(true), known: named(false) }];
      }),
    );
    const sum = (part: keyof ServiceCoverage): number => services.reduce((total, [, coverage]) => total + coverage[part].length, 0);
    response.json({
      covered: sum('covered'),
      known: sum('covered') + sum('known'),
      services: Object.fromEntries(
        services.map(([name, { covered, known }]) => [
          name,
          { covered: covered.length, known: covered.length + known.length, operations: covered, notCovered: known },
        ]),
      ),
    });
  });
  return router;
}
