/** `tinsmith/jest`: one emulator for a test file, in a fresh state for each test. For any runner with these three hooks as globals. */
import { type FixtureOptions, type FreshTinsmith, startFresh } from './in-process/fresh-state.js';
import type { Tinsmith } from './in-process/tinsmith.js';

export type { FixtureOptions } from './in-process/fresh-state.js';
export type { Tinsmith } from './in-process/tinsmith.js';

export interface TestHooks {
  readonly beforeAll: (work: () => Promise<void>) => unknown;
  readonly beforeEach: (work: () => Promise<void>) => unknown;
  readonly afterAll: (work: () => Promise<void>) => unknown;
}

/**
 * Call it at the top of a test file or in a describe.
 * @param hooks the runner's own, where they aren't globals
 * @returns the emulator; to be called within hooks and tests
 */
export function useTinsmith(options: FixtureOptions = {}, hooks: TestHooks = globalHooks()): () => Tinsmith {
  let fresh: FreshTinsmith | undefined;
  hooks.beforeAll(async () => {
    fresh = await startFresh(options);
  });
  hooks.beforeEach(async () => {
    await fresh?.refresh();
  });
  hooks.afterAll(async () => {
    await fresh?.aws.stop();
  });
  return () => {
    if (fresh === undefined) throw new Error('The emulator starts in beforeAll: ask for it within a hook or a test.');
    return fresh.aws;
  };
}

function globalHooks(): TestHooks {
  const { beforeAll, beforeEach, afterAll } = globalThis as Partial<TestHooks>; // Set by the runner, not by Node's types.
  if (beforeAll === undefined || beforeEach === undefined || afterAll === undefined) {
    throw new Error('There are no beforeAll, beforeEach and afterAll here: pass them to useTinsmith.');
  }
  return { beforeAll, beforeEach, afterAll };
}
