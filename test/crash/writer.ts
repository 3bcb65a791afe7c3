/** Run as a process: writes entries until it is killed, and prints each number once its commit is through. */
import { writeSync } from 'node:fs';
import { openState } from '../../src/state/open.js';
import { blobOf, openLedger } from './ledger.js';

const kernel = await openState({ dataDirectory: process.argv[2] });
const ledger = openLedger(kernel);
let next = (ledger.last.get(['last'])?.number ?? 0) + 1;

/** Several at a time, as clients of a server do, so that a kill finds work at every stage. */
async function client(): Promise<never> {
  for (;;) {
    const number = next;
    next += 1;
    const blob = number % 10 === 0 ? (await ledger.state.blobs.write(blobOf(number))).id : undefined;
    ledger.add({ number, blob });
    await kernel.committed();
    writeSync(1, `${number}\n`);
    await new Promise(setImmediate);
  }
}

await Promise.all([client(), client(), client(), client()]);
