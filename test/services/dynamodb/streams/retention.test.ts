import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClock } from '../../../../src/clock/emulator-clock.js';
import { createRandom } from '../../../../src/gateway/random.js';
import { defaultServiceOptions, type ServiceDependencies } from '../../../../src/services/dependencies.js';
import { openStorage, type Storage } from '../../../../src/services/dynamodb/storage.js';
import { append, openStream, RETENTION } from '../../../../src/services/dynamodb/streams/stream-log.js';
import type { Kernel } from '../../../../src/state/kernel.js';
import { openState } from '../../../../src/state/open.js';

const scope = { accountId: '000000000000', region: 'us-east-1' };
const MINUTE = 60_000;

describe('retention', () => {
  const clock = createClock();
  let kernel: Kernel;
  let storage: Storage;
  beforeEach(async () => {
    await clock.freeze();
    kernel = await openState();
    const state = kernel.forService('dynamodb');
    const settings = defaultServiceOptions;
    // Storage needs none of the other dependencies.
    storage = openStorage({ state, clock, random: createRandom('retention'), settings } as unknown as ServiceDependencies);
  });
  afterEach(() => kernel.close());

  const records = () => storage.streams.records.in(scope).count();
  const add = (label: string, count: number) =>
    kernel.atomically(() => {
      for (let at = 0; at < count; at += 1) {
        const record = { id: String(at), at: clock.now(), name: 'INSERT', keys: {}, size: 1 };
        append(storage.streams, storage.random, 'table', label, record, scope);
      }
      storage.retention.by(clock.now() + RETENTION);
    });

  it('removes thousands of records after 24 hours without anybody reading them', async () => {
    const stream = { tableName: 'table', tableArn: 'arn', number: 1, viewType: 'KEYS_ONLY', keySchema: [] };
    const { label } = kernel.atomically(() => openStream(storage.streams, storage.random, stream, clock.now(), scope));
    add(label, 2500);
    await clock.advance(RETENTION / 2);
    add(label, 10);
    await clock.advance(RETENTION / 2 - MINUTE);
    expect(records()).toBe(2510);
    await clock.advance(3 * MINUTE);
    expect(records()).toBe(10);
    await clock.advance(RETENTION / 2);
    expect(records()).toBe(0);
    add(label, 1);
    const [[[, sequence]] = [[]]] = [...storage.streams.records.in(scope).range()];
    expect(sequence).toBeGreaterThan(2511);
    await clock.advance(2 * RETENTION);
    expect(records()).toBe(0);
    // With nothing left to remove it sleeps.
    expect(clock.status().scheduled).toBe(0);
  });
});
