/** Requests a second of several servers, in turns, so that a noisy machine troubles all alike. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocal } from './dynamodb-local.js';
import { type Figure, median, medianRatio } from './figure.js';
import { type Load, runLoad } from './load.js';
import type { Scenario } from './scenarios.js';
import { type ServerProcess, startBareServer, startTinsmith } from './server-process.js';

const WARM_UP_SECONDS = 2;

/** How long, and how often in turns. */
export interface Effort {
  readonly rounds: number;
  readonly seconds: number;
}

export type Contestant = { readonly server: ServerProcess } & (
  | {
      /** Sent one after the other, again and again. */
      readonly requests: readonly Buffer[];
    }
  | { readonly run: (seconds: number) => Promise<Load> }
);

/** What each round of a contestant gave. */
export interface Samples {
  /** Requests a second. */
  readonly rates: number[];
  /** Seconds of CPU for one request. */
  readonly costs: number[];
}

/** @returns the samples of each contestant, in their order. */
export async function compete(contestants: readonly Contestant[], { rounds, seconds }: Effort): Promise<readonly Samples[]> {
  for (const contestant of contestants) await loadOf(contestant, WARM_UP_SECONDS);
  const samples = contestants.map((): Samples => ({ rates: [], costs: [] }));
  for (let round = 0; round < rounds; round++) {
    for (const [at, contestant] of contestants.entries()) {
      const { server } = contestant;
      const before = server.cpuSeconds();
      const load = await loadOf(contestant, seconds);
      samples[at]?.rates.push(load.requests / load.seconds);
      samples[at]?.costs.push((server.cpuSeconds() - before) / load.requests);
    }
  }
  return samples;
}

const loadOf = (contestant: Contestant, seconds: number): Promise<Load> =>
  'run' in contestant ? contestant.run(seconds) : runLoad(contestant.server.port, { seconds }, nextOf(contestant.requests));

const nextOf =
  (requests: readonly Buffer[]) =>
  (n: number): Buffer =>
    requests[n % requests.length] as Buffer; // it isn't empty

export interface Comparison {
  readonly name: string;
  /** At least so large a share of the bare server's rate. */
  readonly goal: number;
  readonly own: Samples;
  readonly bare: Samples;
  readonly local?: Samples | undefined;
}

export function shareFigure({ name, goal, own, bare, local }: Comparison): Figure {
  const share = medianRatio(own.rates, bare.rates);
  const isFaster = local === undefined || median(own.rates) > median(local.rates);
  return {
    name,
    goal: `at least ${goal} of the bare server`,
    value: `${share.toFixed(2)} (by CPU ${medianRatio(bare.costs, own.costs).toFixed(2)})`,
    detail: `${costText(own)}; bare ${costText(bare)}`,
    dynamodbLocal: local && costText(local),
    met: share >= goal && isFaster,
  };
}

const costText = ({ rates, costs }: Samples): string =>
  `${Math.round(median(rates))} requests/s at ${(median(costs) * 1e6).toFixed(0)} µs of CPU`;

export async function measureThroughput(scenario: Scenario, effort: Effort): Promise<Figure> {
  const folder = scenario.durable ? mkdtempSync(join(tmpdir(), 'tinsmith-bench-')) : undefined;
  const bare = await startBareServer(scenario.answerSize);
  const tinsmith = await startTinsmith(...(folder === undefined ? [] : ['--data-dir', folder]));
  const local = scenario.isDynamodb ? await startLocal() : undefined;
  try {
    const { requests } = scenario;
    const contestants = [tinsmith, bare, ...(local === undefined ? [] : [local])].map((server) => ({ server, requests }));
    for (const { server } of contestants) if (server !== bare) await prepare(server, scenario);
    const [own, theirs, ofLocal] = await compete(contestants, effort);
    if (own === undefined || theirs === undefined) throw new Error('Each contestant has samples');
    return shareFigure({ name: scenario.name, goal: scenario.goal, own, bare: theirs, local: ofLocal });
  } finally {
    await Promise.all([tinsmith.stop(), bare.stop(), local?.stop()]);
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** One after the other. */
async function prepare({ port }: ServerProcess, { prepare: requests }: Scenario): Promise<void> {
  await runLoad(port, { requests: requests.length, connections: 1 }, nextOf(requests));
}
