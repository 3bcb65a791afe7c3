import { defineConfig } from 'vitest/config';

const minute = 60_000;

/** One project for each kind of test, so that a run can choose: `npx vitest run --project unit`. */
export default defineConfig({
  test: {
    pool: 'forks',
    // Vitest leaves a core free by itself: on the two of CI that is half of the machine.
    maxWorkers: '100%',
    // The emulator logs nothing in tests and must not write to a colour terminal that isn't there.
    env: { TINSMITH_LOG_LEVEL: 'silent' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/{conformance,fuzz,crash,clients,project}/**'],
          testTimeout: minute / 2,
        },
      },
      { extends: true, test: { name: 'conformance', include: ['test/conformance/**/*.test.ts'], testTimeout: minute } },
      // The collector is called by hand, to see what the attacks leave behind.
      { extends: true, test: { name: 'fuzz', include: ['test/fuzz/**/*.test.ts'], testTimeout: 2 * minute, execArgv: ['--expose-gc'] } },
      { extends: true, test: { name: 'crash', include: ['test/crash/**/*.test.ts'], testTimeout: 3 * minute } },
      {
        extends: true,
        test: {
          name: 'clients',
          include: ['test/clients/**/*.test.ts'],
          globalSetup: 'test/runner/built-package.ts',
          testTimeout: 2 * minute,
          hookTimeout: 6 * minute,
        },
      },
      {
        extends: true,
        test: {
          name: 'project',
          include: ['test/project/**/*.test.ts'],
          globalSetup: 'test/runner/built-package.ts',
          testTimeout: 2 * minute,
          hookTimeout: 2 * minute,
        },
      },
    ],
  },
});
