/** Requests a second of tinsmith and of the bare server, in turns, so that a noisy machine troubles both alike. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Figure, median } from './figure.js';
import { runLoad } from './load.js';
import type { Scenario } from './requests.js';
import { type ServerProcess, startServer } from './server-process.js';

const WARM_UP_SECONDS = 2;

export async function measureThroughput(scenario: Scenario, rounds: number, seconds: number): Promise<Figure> {
  const folder = scenario.durable ? mkdtempSync(join(tmpdir(), 'tinsmith-bench-')) : undefined;
  const bare = await startServer(['bench/bare-server.js'], '/');
  const options = folder === undefined ? [] : ['--data-dir', folder];
  const tinsmith = await startServer(['dist/main.js', '--port', '0', '--log-level', 'silent', ...options], '/_tinsmith/health');
  try {
    for (const request of scenario.prepare) await runLoad(tinsmith.port, 0, () => request, 1);
    const next = (n: number): Buffer => scenario.requests[n % scenario.requests.length] as Buffer;
    await runLoad(tinsmith.port, WARM_UP_SECONDS, next);
    await runLoad(bare.port, WARM_UP_SECONDS, next);
    const ours: Sample[] = [];
    const theirs: Sample[] = [];
    for (let round = 0; round < rounds; round++) {
      ours.push(await sample(tinsmith, seconds, next));
      theirs.push(await sample(bare, seconds, next));
    }
    const rateRatios = ours.map((own, round) => own.rate / (theirs[round]?.rate ?? Number.NaN));
    const costRatios = ours.map((own, round) => (theirs[round]?.cpuPerRequest ?? Number.NaN) / own.cpuPerRequest);
    return {
      name: scenario.name,
      goal: `at least ${scenario.goal} of the bare server`,
      value: `${median(rateRatios).toFixed(2)} (by CPU ${median(costRatios).toFixed(2)})`,
      detail: `${Math.round(median(ours.map((own) => own.rate)))} requests/s at ${micro(ours)} µs of CPU; bare ${Math.round(median(theirs.map((own) => own.rate)))} at ${micro(theirs)} µs`,
      met: median(rateRatios) >= scenario.goal,
    };
  } finally {
    await Promise.all([tinsmith.stop(), bare.stop()]);
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

interface Sample {
  readonly rate: number;
  /** Seconds. */
  readonly cpuPerRequest: number;
}

async function sample(server: ServerProcess, seconds: number, next: (n: number) => Buffer): Promise<Sample> {
  const before = server.cpuSeconds();
  const load = await runLoad(server.port, seconds, next);
  return { rate: load.requests / load.seconds, cpuPerRequest: (server.cpuSeconds() - before) / load.requests };
}

const micro = (samples: readonly Sample[]): string => (median(samples.map((own) => own.cpuPerRequest)) * 1e6).toFixed(0);
