/** The whole emulator under SIGKILL, written to by real clients. TINSMITH_CRASH_ROUNDS and TINSMITH_CRASH_SEED as for the kernel. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryDirectory } from '../state/temporary-directory.js';
import { dynamodbTransactionsWorkload } from './dynamodb-transactions-workload.js';
import { dynamodbWorkload } from './dynamodb-workload.js';
import { randomFrom } from './random.js';
import { s3Workload } from './s3-workload.js';
import { Versions } from './versions.js';

const rounds = Number(process.env.TINSMITH_CRASH_ROUNDS ?? 5);
const seed = Number(process.env.TINSMITH_CRASH_SEED ?? 1);
const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const slots = Array.from({ length: 12 }, (_, i) => `slot-${i}`);

interface Running {
  readonly endpoint: string;
  kill(): Promise<void>;
}

async function startEmulator(directory: string): Promise<Running> {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', main, '--port', '0', '--data-dir', directory], {
    env: { ...process.env, TINSMITH_LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await closed;
  };
  onTestFinished(kill);
  if (child.stdout === null) throw new Error('no output to read');
  let endpoint: string | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    endpoint ??= /listening on (\S+)$/.exec(line)?.[1];
    if (endpoint !== undefined && line === 'Ready.') return { endpoint, kill };
  }
  throw new Error('the emulator ended before it was ready');
}

const timeout = 20_000 + rounds * 20_000;

it.each([s3Workload, dynamodbWorkload, dynamodbTransactionsWorkload])(
  `finds every acknowledged $name, whole, after each of ${rounds} kills`,
  { timeout },
  async (workload) => {
    const random = randomFrom(seed);
    const directory = temporaryDirectory();
    const versions = new Versions(slots);
    for (let round = 0; round <= rounds; round += 1) {
      const emulator = await startEmulator(directory);
      const client = workload.open(emulator.endpoint);
      if (round === 0) await client.prepare();
      else {
        await versions.check(client);
        await versions.repeat(client);
      }
      let left = 1 + random(150);
      const onAcknowledged = (): void => {
        left -= 1;
        if (left === 0) void emulator.kill();
      };
      if (round < rounds) await Promise.all(slots.map((slot) => versions.keepWriting(client, slot, onAcknowledged)));
      expect(left > 0 && round < rounds, 'the writes ended before the kill').toBe(false);
      await emulator.kill();
      client.close();
    }
  },
);
