/** One emulator for many tests, each of which finds it as if it were the first. */
import { type StartOptions, startTinsmith, type Tinsmith } from './tinsmith.js';

export interface FixtureOptions extends StartOptions {
  /** Runs once; what it makes is there at the beginning of every test. */
  readonly prepare?: (aws: Tinsmith) => Promise<void>;
}

export interface FreshTinsmith {
  readonly aws: Tinsmith;
  /** To call before each test. */
  refresh(): Promise<void>;
}

const prepared = 'prepared-for-tests';

export async function startFresh({ prepare, ...options }: FixtureOptions): Promise<FreshTinsmith> {
  const aws = await startTinsmith(options);
  if (prepare === undefined) return { aws, refresh: () => aws.reset() };
  try {
    await prepare(aws);
    await aws.snapshot(prepared);
  } catch (error) {
    await aws.stop();
    throw error;
  }
  return {
    aws,
    refresh: async () => {
      aws.faults.clear();
      await aws.clock.reset();
      await aws.restore(prepared);
      aws.requests.clear();
    },
  };
}
