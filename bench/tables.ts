/** Calls on a small and on a large table: nothing may grow with the table but the logarithm. */
import { fillTable, requestsOf, type TableCall } from './big-table.js';
import { startLocal } from './dynamodb-local.js';
import { type Figure, medianRatio } from './figure.js';
import { type ServerProcess, startBareServer, startTinsmith } from './server-process.js';
import { type Contestant, compete, type Effort, shareFigure } from './throughput.js';

export const SMALL = 10_000;
export const LARGE = 1_000_000;
/** As large a part of the small table's rate the large one's is at least. */
const LEAST_OF_SMALL = 0.75;
const SETTLE_MILLISECONDS = 3000;

/** Filled once, for all figures that need them. */
export interface Tables {
  readonly small: ServerProcess;
  readonly large: ServerProcess;
  readonly bare: ServerProcess;
  /** With the small table: the large one would take it minutes. */
  readonly local: ServerProcess | undefined;
  readonly fill: { readonly small: Fill; readonly large: Fill; readonly local: Fill | undefined };
}

export interface Fill {
  readonly seconds: number;
  /** Resident bytes, when the table stood filled for a moment. */
  readonly memory: number;
}

let opened: Promise<Tables> | undefined;

export function openTables(): Promise<Tables> {
  opened ??= open();
  return opened;
}

export async function closeTables(): Promise<void> {
  const tables = await opened;
  await Promise.all([tables?.small.stop(), tables?.large.stop(), tables?.bare.stop(), tables?.local?.stop()]);
}

async function open(): Promise<Tables> {
  const [small, large, bare, local] = [await startTinsmith(), await startTinsmith(), await startBareServer(), await startLocal()];
  return {
    ...{ small, large, bare, local },
    fill: { small: await fill(small, SMALL), large: await fill(large, LARGE), local: local && (await fill(local, SMALL)) },
  };
}

export async function fill(server: ServerProcess, items: number): Promise<Fill> {
  const seconds = await fillTable(server.port, items);
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MILLISECONDS));
  return { seconds, memory: server.residentMemory() };
}

export async function measureTableCall(call: TableCall, effort: Effort): Promise<readonly Figure[]> {
  const { small, large, bare, local } = await openTables();
  const onSmall = requestsOf(call, SMALL);
  const contestants: Contestant[] = [
    { server: small, requests: onSmall },
    { server: bare, requests: onSmall },
    { server: large, requests: requestsOf(call, LARGE) },
    ...(local === undefined ? [] : [{ server: local, requests: onSmall }]),
  ];
  const [ofSmall, ofBare, ofLarge, ofLocal] = await compete(contestants, effort);
  if (ofSmall === undefined || ofBare === undefined || ofLarge === undefined) throw new Error('Each contestant has samples');
  const figure = { goal: call.goal, bare: ofBare };
  const inSmall = shareFigure({ ...figure, name: `${call.name}, ${SMALL.toLocaleString('en')} items`, own: ofSmall, local: ofLocal });
  const inLarge = shareFigure({ ...figure, name: `${call.name}, ${LARGE.toLocaleString('en')} items`, own: ofLarge });
  const growth = medianRatio(ofLarge.rates, ofSmall.rates);
  return [
    inSmall,
    {
      ...inLarge,
      goal: `${inLarge.goal}, and at least ${LEAST_OF_SMALL} of the small table's`,
      value: `${inLarge.value}, ${growth.toFixed(2)} of the small table's`,
      met: inLarge.met && growth >= LEAST_OF_SMALL,
    },
  ];
}
