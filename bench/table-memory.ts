/** What a table of many items takes, in memory and in SQLite. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figure } from './figure.js';
import { startTinsmith } from './server-process.js';
import { type Fill, fill, LARGE, openTables, SMALL } from './tables.js';

const MEBIBYTE = 1024 * 1024;

export async function measureTableMemory(): Promise<readonly Figure[]> {
  const { fill } = await openTables();
  const { local } = fill;
  const isLess = local === undefined || (fill.small.memory < local.memory && fill.small.seconds < local.seconds);
  return [
    {
      name: `Resident memory with ${count(SMALL)} items of 200 bytes`,
      goal: "less than DynamoDB Local's, and filled sooner",
      ...shown(fill.small, SMALL),
      dynamodbLocal: local && `${shown(local, SMALL).value}, ${shown(local, SMALL).detail}`,
      met: isLess,
    },
    limited(`Resident memory with ${count(LARGE)} items of 200 bytes`, fill.large, 700),
  ];
}

export async function measureDurableMemory(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tinsmith-bench-'));
  const server = await startTinsmith('--data-dir', folder);
  try {
    return [limited(`Resident memory with ${count(LARGE)} items of 200 bytes, SQLite`, await fill(server, LARGE), 150)];
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function limited(name: string, fill: Fill, megabytes: number): Figure {
  return { name, goal: `under ${megabytes} MB`, ...shown(fill, LARGE), met: fill.memory / MEBIBYTE < megabytes };
}

const shown = ({ memory, seconds }: Fill, items: number): Pick<Figure, 'value' | 'detail'> => ({
  value: `${(memory / MEBIBYTE).toFixed(0)} MB`,
  detail: `filled with ${Math.round(items / seconds).toLocaleString('en')} items/s`,
});

const count = (items: number): string => items.toLocaleString('en');
