import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openDataDirectory } from '../../src/state/data-directory.js';
import { createKernel } from '../../src/state/kernel.js';
import { MemoryBlobs } from '../../src/state/memory-blobs.js';
import type { SqliteDatabase } from '../../src/state/sqlite.js';
import { SqliteEngine } from '../../src/state/sqlite-engine.js';
import { temporaryDirectory } from './temporary-directory.js';

const scope = { accountId: '000000000000', region: 'us-east-1' };

/** A database that may grow no further, as on a full disk. */
async function fullDisk() {
  const database = await openDataDirectory(join(temporaryDirectory(), 'data'));
  const kernel = createKernel({ engine: new SqliteEngine(database), blobs: new MemoryBlobs() });
  onTestFinished(() => kernel.close());
  const rows = kernel.forService('market').table<[number], { text: string }>('rows').in(scope);
  kernel.atomically(() => rows.put([1], { text: 'kept' }));
  await kernel.committed();
  const pages = Number(database.prepare('PRAGMA page_count').get()?.page_count);
  database.exec(`PRAGMA max_page_count = ${pages + 3}`);
  return { kernel, rows, free: () => database.exec('PRAGMA max_page_count = 100000') };
}

it('fails the write that finds the disk full, leaves none of its work, and goes on when there is room', async () => {
  const { kernel, rows, free } = await fullDisk();
  const fill = (): void => {
    for (let i = 2; i < 100; i += 1) rows.put([i], { text: 'x'.repeat(2000) });
  };
  expect(() => kernel.atomically(fill)).toThrow(/full/);
  expect([...rows.range()]).toEqual([[[1], { text: 'kept' }]]);
  free();
  kernel.atomically(fill);
  await kernel.committed();
  expect(rows.count()).toBe(99);
});

it('rejects committed() when the commit fails, takes back its writes and blobs, and tells the services', async () => {
  const database = await openDataDirectory(join(temporaryDirectory(), 'data'));
  let broken = true;
  const breaking: SqliteDatabase = {
    exec: (sql) => database.exec(sql),
    close: () => database.close(),
    prepare: (sql) => {
      const statement = database.prepare(sql);
      if (sql !== 'COMMIT') return statement;
      const run = (): unknown => {
        if (broken) throw new Error('disk I/O error');
        return statement.run();
      };
      return { run, get: (...given) => statement.get(...given), all: (...given) => statement.all(...given) };
    },
  };
  const kernel = createKernel({ engine: new SqliteEngine(breaking), blobs: new MemoryBlobs() });
  onTestFinished(() => kernel.close());
  const state = kernel.forService('market');
  const rows = state.table<[number], { blob: string }>('rows', { blobs: (row) => [row.blob] }).in(scope);
  let told = 0;
  state.onReplaced(() => {
    told += 1;
  });
  const { id } = await state.blobs.write(new Uint8Array([1]));
  kernel.atomically(() => rows.put([1], { blob: id }));
  await expect(kernel.committed()).rejects.toMatchObject({ code: 'damaged', message: expect.stringContaining('disk I/O error') });
  expect(rows.has([1])).toBe(false);
  expect(told).toBe(1);
  await kernel.sweep();
  expect(() => state.blobs.read(id)).toThrow('no blob');

  broken = false;
  kernel.atomically(() => rows.put([1], { blob: 'x' }));
  await kernel.committed();
  expect(rows.get([1])).toEqual({ blob: 'x' });
});
