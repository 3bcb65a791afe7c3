/** From nothing to the first answer, and what an idle server holds in memory. */
import { execFileSync } from 'node:child_process';
import { type Figure, median } from './figure.js';
import { startServer } from './server-process.js';

const MEBIBYTE = 1024 * 1024;
const SETTLE_MILLISECONDS = 500;

export async function measureStartUp(rounds: number): Promise<readonly Figure[]> {
  const nothing: number[] = [];
  const started: number[] = [];
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const before = performance.now();
    execFileSync(process.execPath, ['-e', '0']);
    const emptyRun = performance.now() - before;
    const tinsmith = await startServer(['dist/main.js', '--port', '0', '--log-level', 'silent'], '/_tinsmith/health');
    const bare = await startServer(['bench/bare-server.js'], '/');
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MILLISECONDS));
    // The first round warms the file cache.
    if (round > 0) {
      nothing.push(emptyRun);
      started.push(tinsmith.secondsToFirstAnswer * 1000);
      ours.push(tinsmith.residentMemory() / MEBIBYTE);
      theirs.push(bare.residentMemory() / MEBIBYTE);
    }
    await Promise.all([tinsmith.stop(), bare.stop()]);
  }
  const extra = median(started.map((own, round) => own - (nothing[round] ?? Number.NaN)));
  const held = median(ours) - median(theirs);
  return [
    {
      name: 'Start to the first 200',
      goal: 'at most 120 ms more than `node -e 0`',
      value: `${extra.toFixed(0)} ms more`,
      detail: `${median(started).toFixed(0)} ms; \`node -e 0\` ${median(nothing).toFixed(0)} ms`,
      met: extra <= 120,
    },
    {
      name: 'Idle resident memory',
      goal: 'at most 35 MB more than the bare server',
      value: `${held.toFixed(0)} MB more`,
      detail: `${median(ours).toFixed(0)} MB; bare ${median(theirs).toFixed(0)} MB`,
      met: held <= 35,
    },
  ];
}
