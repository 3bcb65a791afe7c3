/** From nothing to the first answer, and what an idle server holds in memory. */
import { execFileSync } from 'node:child_process';
import { startLocal } from './dynamodb-local.js';
import { type Figure, median } from './figure.js';
import { type ServerProcess, startBareServer, startTinsmith } from './server-process.js';

const MEBIBYTE = 1024 * 1024;
const SETTLE_MILLISECONDS = 500;

/** Milliseconds and MiB, one for each round. */
interface Starts {
  readonly times: number[];
  readonly memory: number[];
}

export async function measureStartUp(rounds: number): Promise<readonly Figure[]> {
  const nothing: number[] = [];
  const own: Starts = { times: [], memory: [] };
  const bare: Starts = { times: [], memory: [] };
  const local: Starts = { times: [], memory: [] };
  for (let round = 0; round <= rounds; round++) {
    const before = performance.now();
    execFileSync(process.execPath, ['-e', '0']);
    const emptyRun = performance.now() - before;
    const servers: readonly (readonly [Starts, ServerProcess | undefined])[] = [
      [own, await startTinsmith()],
      [bare, await startBareServer()],
      [local, await startLocal()],
    ];
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MILLISECONDS));
    for (const [starts, server] of servers) {
      // The first round warms the file cache.
      if (round > 0 && server !== undefined) {
        starts.times.push(server.secondsToFirstAnswer * 1000);
        starts.memory.push(server.residentMemory() / MEBIBYTE);
      }
      await server?.stop();
    }
    if (round > 0) nothing.push(emptyRun);
  }
  const extra = median(own.times.map((time, round) => time - (nothing[round] ?? Number.NaN)));
  const held = median(own.memory) - median(bare.memory);
  return [
    {
      name: 'Start to the first 200',
      goal: 'at most 120 ms more than `node -e 0`',
      value: `${extra.toFixed(0)} ms more`,
      detail: `${median(own.times).toFixed(0)} ms; \`node -e 0\` ${median(nothing).toFixed(0)} ms`,
      ...ofLocal(local.times, 'ms'),
      met: extra <= 120 && isLess(own.times, local.times),
    },
    {
      name: 'Idle resident memory',
      goal: 'at most 35 MB more than the bare server',
      value: `${held.toFixed(0)} MB more`,
      detail: `${median(own.memory).toFixed(0)} MB; bare ${median(bare.memory).toFixed(0)} MB`,
      ...ofLocal(local.memory, 'MB'),
      met: held <= 35 && isLess(own.memory, local.memory),
    },
  ];
}

const ofLocal = (values: readonly number[], unit: string): Pick<Figure, 'dynamodbLocal'> =>
  values.length === 0 ? {} : { dynamodbLocal: `${median(values).toFixed(0)} ${unit}` };

const isLess = (own: readonly number[], local: readonly number[]): boolean => local.length === 0 || median(own) < median(local);
