/** The whole emulator under SIGKILL, written to by real clients. TINSMITH_CRASH_ROUNDS and TINSMITH_CRASH_SEED as for the kernel. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { temporaryDirectory } from '../state/temporary-directory.js';
import { dynamodbTransactionsWorkload } from './dynamodb-transactions-workload.js';
import { dynamodbWorkload } from './dynamodb-workload.js';
import { randomFrom } from './random.js';
import { s3VersionsWorkload } from './s3-versions-workload.js';
import { s3Workload } from './s3-workload.js';
import { startEmulator } from './started-emulator.js';
import { Versions } from './versions.js';

const rounds = Number(process.env.TINSMITH_CRASH_ROUNDS ?? 5);
const seed = Number(process.env.TINSMITH_CRASH_SEED ?? 1);
const slots = Array.from({ length: 12 }, (_, i) => `slot-${i}`);

const timeout = 20_000 + rounds * 20_000;

/** Files, whether of whole blobs or not. */
const countBlobs = (directory: string): number =>
  readdirSync(join(directory, 'blobs'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;

it.each([s3Workload, s3VersionsWorkload, dynamodbWorkload, dynamodbTransactionsWorkload])(
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
        const blobs = await client.countBlobs?.();
        // Those that the kill left without a row go in the background after the start.
        if (blobs !== undefined) await vi.waitFor(() => expect(countBlobs(directory)).toBe(blobs), { timeout: 20_000 });
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
