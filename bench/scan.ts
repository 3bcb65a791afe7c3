/** A Scan of a large table, page by page, while another caller reads single items: how long does he wait at worst? */
import { connect } from 'node:net';
import { itemRequest, scanPage } from './big-table.js';
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

interface Caller {
  /** One call at a time. @returns the whole answer */
  ask(request: Buffer): Promise<Buffer>;
  close(): void;
}

function connectTo(port: number): Caller {
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  let chunks: Buffer[] = [];
  let missing: number | undefined;
  let waiting: { resolve(answer: Buffer): void; reject(error: Error): void } | undefined;
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    missing = missing === undefined ? missingAfter(Buffer.concat(chunks)) : missing - chunk.length;
    if (missing !== 0) return;
    const answer = Buffer.concat(chunks);
    chunks = [];
    missing = undefined;
    if (answer[9] === 0x32) waiting?.resolve(answer);
    else waiting?.reject(new Error(answer.toString('utf8', 0, 1000)));
  });
  socket.on('error', (error) => waiting?.reject(error));
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}

/** Bytes of the answer that have yet to come; undefined while its head is incomplete. */
function missingAfter(received: Buffer): number | undefined {
  const end = received.indexOf('\r\n\r\n');
  const length = /content-length: *(\d+)/i.exec(received.toString('latin1', 0, Math.max(end, 0)))?.[1];
  return length === undefined ? undefined : end + 4 + Number(length) - received.length;
}
