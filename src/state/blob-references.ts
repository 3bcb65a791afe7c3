/**
 * Which blobs are alive. Each store whose rows name blobs has a store of counts beside it, written in the same atomic work:
 * whatever undoes, snapshots, restores, resets or recovers the rows does the same to the counts.
 */
import { randomUUID } from 'node:crypto';
import type { ByteStream } from '../contract/wire.js';
import type { BlobRange, BlobStore } from './blob-store.js';
import { type Engine, isReferences, referencesOf, type Store } from './engine.js';
import type { BlobHandle, BlobReading, Blobs } from './table.js';

const SWEEP_SLICE = 500;

export class BlobReferences implements Blobs {
  /** Written, but no row names them yet. */
  private readonly temporary = new Set<string>();
  /** Named by work that may still be undone. */
  private readonly named: string[] = [];
  /** Lost a reference; looked at again once the commit is through. */
  private readonly doubtful = new Set<string>();
  /** By the store of rows that they count for. */
  private readonly counts = new Map<Store, Store>();
  private readonly countStores: Store[];
  private sweeping: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(
    private readonly engine: Engine,
    private readonly store: BlobStore,
  ) {
    this.countStores = engine.stores().filter(({ name }) => isReferences(name));
    engine.onCommit((failure) => {
      // The rows that named new blobs are gone with the failed commit.
      if (failure !== undefined) this.sweepInBackground();
      else this.freeDoubtful();
    });
  }

  async write(source: ByteStream | Uint8Array): Promise<BlobHandle> {
    const id = randomUUID();
    this.temporary.add(id);
    try {
      return await this.store.write(id, source);
    } catch (error) {
      this.temporary.delete(id);
      throw error;
    }
  }

  hold(bytes: Uint8Array): BlobHandle | undefined {
    const id = randomUUID();
    const handle = this.store.hold(id, bytes);
    if (handle !== undefined) this.temporary.add(id);
    return handle;
  }

  read(id: string, range?: BlobRange): BlobReading {
    return this.store.read(id, range);
  }

  peek(id: string): Uint8Array | undefined {
    return this.store.peek(id);
  }

  discard(id: string): void {
    if (this.temporary.delete(id) && !this.alive(id)) this.store.free(id);
  }

  /** Counts what a row's change means for the blobs. Part of the atomic work that changes the row. */
  changed(rows: Store, before: readonly string[], after: readonly string[]): void {
    const counts = this.countsOf(rows);
    // Of a long list mostly one is new or gone: what stands at both ends alike stays as it is.
    let start = 0;
    let endBefore = before.length;
    let endAfter = after.length;
    while (start < endBefore && start < endAfter && before[start] === after[start]) start += 1;
    while (endBefore > start && endAfter > start && before[endBefore - 1] === after[endAfter - 1]) {
      endBefore -= 1;
      endAfter -= 1;
    }
    for (let i = start; i < endAfter; i += 1) {
      const id = after[i] as string; // within bounds, as below
      const others = counts.exchange(id, 1) as number | undefined; // counts hold numbers alone
      if (others !== undefined) counts.put(id, others + 1);
      this.named.push(id);
    }
    for (let i = start; i < endBefore; i += 1) {
      const id = before[i] as string;
      const count = counts.take(id) as number | undefined; // as above
      if (count !== undefined && count > 1) counts.put(id, count - 1);
      else this.doubtful.add(id);
    }
  }

  /** Where the work that begins stands in the list of named blobs. */
  mark(): number {
    return this.named.length;
  }

  /** The outermost work was kept: its blobs are their rows' from now on. */
  kept(): void {
    for (const id of this.named) this.temporary.delete(id);
    this.named.length = 0;
  }

  undone(mark: number): void {
    this.named.length = mark;
  }

  private countsOf(rows: Store): Store {
    let counts = this.counts.get(rows);
    if (counts === undefined) {
      counts = this.engine.store(referencesOf(rows.name));
      this.counts.set(rows, counts);
      if (!this.countStores.includes(counts)) this.countStores.push(counts);
    }
    return counts;
  }

  private alive(id: string): boolean {
    return this.temporary.has(id) || this.engine.holds(this.countStores, id);
  }

  private freeDoubtful(): void {
    for (const id of this.doubtful) if (!this.alive(id)) this.store.free(id);
    this.doubtful.clear();
  }

  /**
   * Frees every blob that nothing names, in slices between which others run. Needed where rows went in bulk (reset, restore,
   * a dropped snapshot, a failed commit) and after a crash between a blob and its row.
   */
  sweep(): Promise<void> {
    const sweep = this.sweeping.then(() => this.sweepOnce());
    this.sweeping = sweep.catch(() => undefined);
    return sweep;
  }

  sweepInBackground(): void {
    // What a failed sweep leaves, the next one finds: at the latest that of the next start.
    this.sweep().catch(() => undefined);
  }

  private async sweepOnce(): Promise<void> {
    let slice: string[] = [];
    for await (const id of this.store.ids()) {
      slice.push(id);
      if (slice.length < SWEEP_SLICE) continue;
      this.freeDead(slice);
      slice = [];
      await new Promise(setImmediate);
    }
    this.freeDead(slice);
  }

  private freeDead(ids: readonly string[]): void {
    if (this.closed) return;
    // What isn't committed may come back after a crash, and its blobs with it.
    this.engine.flush();
    for (const id of ids) if (!this.alive(id)) this.store.free(id);
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.sweeping;
    await this.store.settled();
  }
}
