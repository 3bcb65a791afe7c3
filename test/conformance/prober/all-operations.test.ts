/** Every operation of every model, covered or not, through the real dispatch: its behaviour is to answer nothing. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routesOf } from '../../../codegen/emit/routes.js';
import { descriptor, shapeTable } from '../../../codegen/emit/tables.js';
import { emitValidators } from '../../../codegen/emit/validators.js';
import { loadModels } from '../../../codegen/model/load.js';
import type { ServiceModel } from '../../../codegen/model/service-model.js';
import { createClock } from '../../../src/clock/emulator-clock.js';
import type { CatalogEntry, ServiceTables } from '../../../src/contract/operation.js';
import { Emulator } from '../../../src/gateway/emulator.js';
import { Log } from '../../../src/gateway/log.js';
import { openState } from '../../../src/state/open.js';
import { probe, scoreOf } from './prober.js';

/** Their requests are those of another operation, which is the one that AWS means today; ListDirectoryBuckets has a host of its own. */
const indistinct = [
  'GetBucketLifecycle',
  'GetBucketNotification',
  'ListDirectoryBuckets',
  'PutBucketLifecycle',
  'PutBucketNotification',
] as const;

const models = loadModels(fileURLToPath(new URL('../../../models', import.meta.url)), { cover: 'all' });

function entryOf(model: ServiceModel): CatalogEntry {
  const operations = Object.fromEntries(model.covered.map((each) => [each.name, descriptor(model, each)]));
  const tables: ServiceTables = { facts: model.facts, shapes: shapeTable(model), operations };
  return {
    facts: model.facts,
    loadRoutes: async () => routesOf(model),
    loadTables: async () => tables,
    loadConstraints: async () => emitValidators(model, model.covered),
  };
}

describe('reading and validation of all operations', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    const nothing = new Proxy({}, { get: () => () => ({}) });
    emulator = new Emulator({
      catalog: models.map(entryOf),
      loadService: async () => () => nothing,
      kernel: await openState(),
      clock: createClock(),
      log: new Log('silent'),
      defaultAccount: '000000000000',
      defaultRegion: 'us-east-1',
    });
  });
  afterAll(() => emulator.close());

  it('can tell all operations apart but five of S3', () => {
    const places = models.flatMap(({ name, operations }) =>
      operations.flatMap((operation) => {
        // The http trait's definition.
        const http = operation.traits['smithy.api#http'] as { readonly method: string; readonly uri: string } | undefined;
        const place = http && `${name} ${http.method} ${http.uri.replace(/[?&]x-id=\w+/, '').replace(/\{\w+/g, '{')}`;
        return place ? [{ operation: operation.name, place }] : [];
      }),
    );
    const shared = places
      .filter(({ place }) => places.filter((other) => other.place === place).length > 1)
      .map(({ operation }) => operation);
    for (const operation of indistinct) expect(shared).toContain(operation);
  });

  it.each(models.map((model) => [model.name, model] as const))('%s', async (_, model) => {
    const covered = model.covered.filter(({ name }) => !indistinct.some((each) => each === name));
    const report = await probe([{ ...model, covered }], (request) => emulator.dispatch(request));
    expect(report.findings).toEqual([]);
    expect(report.accepting).toBe(covered.length);
    expect(scoreOf(report)).toBe(1);
  });
});
