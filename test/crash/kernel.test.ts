/** The kernel under SIGKILL. TINSMITH_CRASH_ROUNDS and TINSMITH_CRASH_SEED make a longer or another run. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openState } from '../../src/state/open.js';
import { temporaryDirectory } from '../state/temporary-directory.js';
import { blobOf, openLedger } from './ledger.js';
import { randomFrom } from './random.js';

const rounds = Number(process.env.TINSMITH_CRASH_ROUNDS ?? 5);
const seed = Number(process.env.TINSMITH_CRASH_SEED ?? 1);
const writer = fileURLToPath(new URL('./writer.ts', import.meta.url));

/** Runs the writer until it has acknowledged some writes and a little longer; gives every number that it acknowledged. */
async function writeUntilKilled(directory: string, acknowledgements: number, turns: number): Promise<number[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', writer, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  const acknowledged: number[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.push(Number(line));
    if (acknowledged.length !== acknowledgements) continue;
    for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
    child.kill('SIGKILL');
  }
  const [, signal] = await closed;
  expect(signal).toBe('SIGKILL');
  return acknowledged;
}

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

/** Every acknowledged entry is whole, and no entry is there in part. */
async function check(directory: string, acknowledged: ReadonlySet<number>): Promise<void> {
  const kernel = await openState({ dataDirectory: directory });
  try {
    const ledger = openLedger(kernel);
    const left = [...ledger.left.range()].map(([, entry]) => entry);
    const right = [...ledger.right.range()].map(([, entry]) => entry);
    expect(right).toEqual(left);
    const found = new Set(left.map(({ number }) => number));
    expect([...acknowledged].filter((number) => !found.has(number))).toEqual([]);
    expect(ledger.last.get(['last'])?.number).toBe(Math.max(...found));
    await kernel.sweep();
    for (const { number, blob } of left) {
      if (blob !== undefined) expect((await bytesOf(ledger.state.blobs.read(blob))).equals(blobOf(number))).toBe(true);
    }
  } finally {
    await kernel.close();
  }
}

it(`finds every acknowledged write and no half one after each of ${rounds} kills`, { timeout: 10_000 + rounds * 10_000 }, async () => {
  const random = randomFrom(seed);
  const directory = temporaryDirectory();
  const acknowledged = new Set<number>();
  for (let round = 0; round < rounds; round += 1) {
    const numbers = await writeUntilKilled(directory, 1 + random(300), random(200));
    for (const number of numbers) acknowledged.add(number);
    await check(directory, acknowledged);
  }
});
