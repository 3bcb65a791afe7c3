/** `tinsmith/vitest`: a test function whose tests get an emulator: one a worker, in a fresh state for each test. */
import { type TestAPI, test as vitestTest } from 'vitest';
import { type FixtureOptions, type FreshTinsmith, startFresh } from './in-process/fresh-state.js';
import type { Tinsmith } from './in-process/tinsmith.js';

export type { FixtureOptions, FreshTinsmith } from './in-process/fresh-state.js';
export type { Tinsmith } from './in-process/tinsmith.js';

export interface TinsmithFixtures {
  /** One for the worker; tests take `aws`. */
  emulator: FreshTinsmith;
  aws: Tinsmith;
}

/**
 * `test('...', async ({ aws }) => { ... })`. Tests that run concurrently within one file share the state: give them accounts of their own
 * (`aws.clientConfig({ account })`).
 */
export function tinsmithTest(options: FixtureOptions = {}): TestAPI<TinsmithFixtures> {
  return vitestTest.extend<TinsmithFixtures>({
    emulator: [
      // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern which fixtures are wanted
      async ({}, use) => {
        const fresh = await startFresh(options);
        await use(fresh);
        await fresh.aws.stop();
      },
      { scope: 'worker' },
    ],
    aws: async ({ emulator }, use) => {
      await emulator.refresh();
      await use(emulator.aws);
    },
  });
}

/** With an emulator of the default options. */
export const test: TestAPI<TinsmithFixtures> = tinsmithTest();
