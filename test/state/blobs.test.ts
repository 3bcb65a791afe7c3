import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { StateError } from '../../src/state/errors.js';
import type { Kernel } from '../../src/state/kernel.js';
import { openState } from '../../src/state/open.js';
import type { Blobs, Table } from '../../src/state/table.js';
import { openUpstream } from './s3-upstream.js';
import { temporaryDirectory } from './temporary-directory.js';

interface Thing {
  readonly owner: string;
  readonly parts: readonly string[];
}

const scope = { accountId: '000000000000', region: 'us-east-1' };

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

async function* pieces(...sizes: number[]): AsyncGenerator<Uint8Array> {
  for (const [i, size] of sizes.entries()) yield new Uint8Array(size).fill(i + 1);
}

const content = (...sizes: number[]): Buffer => Buffer.concat(sizes.map((size, i) => Buffer.alloc(size, i + 1)));

describe.each(['memory', 'files', 's3'] as const)('blobs in %s', (store) => {
  async function open(dataDirectory = temporaryDirectory()) {
    const kernel = await openState({
      dataDirectory: store === 'memory' ? undefined : dataDirectory,
      blobs: store === 's3' ? (await openUpstream()).location : undefined,
      freeze: true,
    });
    onTestFinished(() => kernel.close());
    const state = kernel.forService('warehouse');
    const things: Table<[string], Thing> = state.table<[string], Thing>('things', { blobs: (thing) => thing.parts }).in(scope);
    const shared = state.globalTable<[string], Thing>('shared', { owner: (thing) => thing.owner, blobs: (thing) => thing.parts });
    return { kernel, blobs: state.blobs, things, shared, dataDirectory };
  }

  /** Whether the blob can still be read, once all that was to be freed is. */
  async function lives(kernel: Kernel, blobs: Blobs, id: string): Promise<boolean> {
    await kernel.committed();
    await kernel.sweep();
    try {
      await bytesOf(blobs.read(id));
      return true;
    } catch {
      return false;
    }
  }

  const named = (...parts: string[]): Thing => ({ owner: scope.accountId, parts });

  it('gives back what was written, whole and in parts', async () => {
    const { blobs } = await open();
    const { id, size } = await blobs.write(pieces(100_000, 1, 200_000));
    const all = content(100_000, 1, 200_000);
    expect(size).toBe(300_001);
    expect((await bytesOf(blobs.read(id))).equals(all)).toBe(true);
    for (const [start, end] of [
      [0, 1],
      [99_999, 100_002],
      [100_001, 300_001],
      [5, 5],
      [0, 300_001],
    ] as const) {
      expect((await bytesOf(blobs.read(id, { start, end }))).equals(all.subarray(start, end))).toBe(true);
    }
    const empty = await blobs.write(new Uint8Array());
    expect((await bytesOf(blobs.read(empty.id))).length).toBe(0);
  });

  it('keeps nothing of a source that fails', async () => {
    const { blobs, dataDirectory } = await open();
    const broken = (async function* () {
      yield new Uint8Array(1000);
      throw new Error('the client went away');
    })();
    await expect(blobs.write(broken)).rejects.toThrow('the client went away');
    const folder = join(dataDirectory, 'blobs');
    const files = existsSync(folder) ? readdirSync(folder).flatMap((shard) => readdirSync(join(folder, shard))) : [];
    expect(files).toEqual([]);
  });

  it('keeps a blob until a row names it or it is discarded', async () => {
    const { kernel, blobs } = await open();
    const { id } = await blobs.write(new Uint8Array([1]));
    expect(await lives(kernel, blobs, id)).toBe(true);
    blobs.discard(id);
    await kernel.sweep();
    await expect((async () => bytesOf(blobs.read(id)))()).rejects.toThrow(StateError);
  });

  it('frees a blob when the last row that names it goes', async () => {
    const { kernel, blobs, things, shared } = await open();
    const { id } = await blobs.write(new Uint8Array([1]));
    kernel.atomically(() => {
      things.put(['a'], named(id));
      things.put(['b'], named(id, id));
      shared.put(['c'], named(id));
    });
    kernel.atomically(() => things.put(['a'], named()));
    kernel.atomically(() => shared.delete(['c']));
    expect(await lives(kernel, blobs, id)).toBe(true);
    kernel.atomically(() => things.put(['b'], named(id)));
    expect(await lives(kernel, blobs, id)).toBe(true);
    kernel.atomically(() => things.delete(['b']));
    expect(await lives(kernel, blobs, id)).toBe(false);
  });

  it('keeps a blob whose freeing was undone', async () => {
    const { kernel, blobs, things } = await open();
    const { id } = await blobs.write(new Uint8Array([1]));
    kernel.atomically(() => things.put(['a'], named(id)));
    const fail = (): never => {
      things.delete(['a']);
      throw new Error('no');
    };
    expect(() => kernel.atomically(fail)).toThrow('no');
    expect(await lives(kernel, blobs, id)).toBe(true);
  });

  it('leaves a blob temporary when the work that named it was undone', async () => {
    const { kernel, blobs, things } = await open();
    const { id } = await blobs.write(new Uint8Array([1]));
    kernel.atomically(() => {
      expect(() =>
        kernel.atomically(() => {
          things.put(['a'], named(id));
          throw new Error('no');
        }),
      ).toThrow('no');
    });
    expect(await lives(kernel, blobs, id)).toBe(true);
    blobs.discard(id);
    expect(await lives(kernel, blobs, id)).toBe(false);
  });

  it('lets a reader finish that began before the blob was freed', async () => {
    const { kernel, blobs, things } = await open();
    const { id } = await blobs.write(pieces(300_000, 300_000));
    kernel.atomically(() => things.put(['a'], named(id)));
    const early = blobs.read(id);
    const begun = blobs.read(id)[Symbol.asyncIterator]();
    await begun.next();
    kernel.atomically(() => things.delete(['a']));
    await kernel.committed();
    expect((await bytesOf(early)).equals(content(300_000, 300_000))).toBe(true);
    await begun.return?.();
    expect(await lives(kernel, blobs, id)).toBe(false);
  });

  it('keeps the blobs of snapshots, and frees them with the snapshot', async () => {
    const { kernel, blobs, things } = await open();
    const { id } = await blobs.write(new Uint8Array([7]));
    kernel.atomically(() => things.put(['a'], named(id)));
    await kernel.snapshots.save('with');
    await kernel.reset();
    expect(await lives(kernel, blobs, id)).toBe(true);
    await kernel.snapshots.restore('with');
    kernel.atomically(() => things.delete(['a']));
    expect(await lives(kernel, blobs, id)).toBe(true);
    await kernel.snapshots.delete('with');
    expect(await lives(kernel, blobs, id)).toBe(false);
  });

  it.each([{}, { service: 'warehouse' }, { account: scope.accountId }])('frees blobs on reset of %o', async (what) => {
    const { kernel, blobs, things, shared } = await open();
    const one = await blobs.write(new Uint8Array([1]));
    const two = await blobs.write(new Uint8Array([2]));
    kernel.atomically(() => {
      things.put(['a'], named(one.id));
      shared.put(['b'], named(two.id));
    });
    await kernel.reset(what);
    expect(await lives(kernel, blobs, one.id)).toBe(false);
    expect(await lives(kernel, blobs, two.id)).toBe(false);
  });

  it('gives small blobs in memory without a wait', async () => {
    const { blobs } = await open();
    const { id } = await blobs.write(pieces(10, 10));
    expect(blobs.peek(id)?.length).toBe(store === 'memory' ? 20 : undefined);
  });

  it('takes its own copy where a piece is a small view of a big buffer', async () => {
    const { blobs } = await open();
    const slab = new Uint8Array(64 * 1024).fill(1);
    const { id } = await blobs.write(slab.subarray(0, 10));
    slab.fill(2);
    expect([...(await bytesOf(blobs.read(id)))]).toEqual(new Array(10).fill(1));
  });

  if (store === 'files')
    it('removes at start what no row names and what was half written', async () => {
      const dataDirectory = temporaryDirectory();
      const first = await open(dataDirectory);
      const kept = await first.blobs.write(new Uint8Array([1]));
      const orphan = await first.blobs.write(new Uint8Array([2]));
      first.kernel.atomically(() => first.things.put(['a'], named(kept.id)));
      await first.kernel.close();
      const path = (id: string): string => join(dataDirectory, 'blobs', id.slice(0, 2), id);
      writeFileSync(`${path(kept.id)}-half.part`, 'half');
      const second = await open(dataDirectory);
      await second.kernel.sweep();
      await second.kernel.close();
      expect(existsSync(path(kept.id))).toBe(true);
      expect(existsSync(path(orphan.id))).toBe(false);
      expect(existsSync(`${path(kept.id)}-half.part`)).toBe(false);
    });
});
