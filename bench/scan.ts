/** A Scan of a large table, page by page, while another caller reads single items: how long does he wait at worst? */
import { itemRequest, scanPage } from './big-table.js';
import { connectTo } from './caller.js';
import { type Figure, median } from './figure.js';
import { LARGE, openTables } from './tables.js';

const GOAL_MILLISECONDS = 50;

export async function measureScan(): Promise<readonly Figure[]> {
  const { large } = await openTables();
  const reader = connectTo(large.port);
  const scanner = connectTo(large.port);
  // Both parties' first calls compile what they need.
  await scanner.ask(scanPage(undefined));
  await reader.ask(itemRequest(0));
  const waits: number[] = [];
  let isScanning = true;
  const reading = (async () => {
    for (let id = 0; isScanning; id++) {
      const before = performance.now();
      await reader.ask(itemRequest((id * 7919) % LARGE));
      waits.push(performance.now() - before);
    }
  })();
  const startedAt = performance.now();
  let pages = 0;
  let lastKey: object | undefined;
  do {
    lastKey = lastKeyIn(await scanner.ask(scanPage(lastKey)));
    pages += 1;
  } while (lastKey !== undefined);
  const seconds = (performance.now() - startedAt) / 1000;
  isScanning = false;
  await reading;
  reader.close();
  scanner.close();
  const worst = Math.max(...waits);
  return [
    {
      name: `Scan of ${LARGE.toLocaleString('en')} items: the longest wait of another caller`,
      goal: `at most ${GOAL_MILLISECONDS} ms`,
      value: `${worst.toFixed(1)} ms`,
      detail: `${pages} pages in ${seconds.toFixed(1)} s; GetItem meanwhile ${waits.length} times, at the median ${median(waits).toFixed(1)} ms`,
      met: worst <= GOAL_MILLISECONDS,
    },
  ];
}

/** Of a page's answer, which isn't parsed as a whole: that would take as long as making it. */
function lastKeyIn(answer: Buffer): object | undefined {
  const name = '"LastEvaluatedKey":';
  const at = answer.lastIndexOf(name);
  return at < 0 ? undefined : JSON.parse(answer.toString('utf8', at + name.length, answer.length - 1));
}
