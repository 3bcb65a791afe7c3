/** The default engine: trees. Their clones share nodes until one side writes, so snapshots, restores and resets don't look at rows. */
import { type Engine, isBookkeeping, type Row, type SnapshotInfo, type Store, type StoreName, storeKey } from './engine.js';
import { RowTree } from './row-tree.js';

/** What a write replaced; undefined when there was nothing. */
interface Undo {
  readonly store: MemoryStore;
  readonly key: string;
  readonly before: unknown;
}

class MemoryStore implements Store {
  version = 0;
  rows = new RowTree();

  constructor(
    readonly name: StoreName,
    private readonly log: Undo[],
  ) {}

  get(key: string): unknown {
    return this.rows.get(key);
  }

  put(key: string, value: unknown): void {
    this.exchange(key, value);
  }

  exchange(key: string, value: unknown): unknown {
    const before = this.rows.put(key, value);
    this.log.push({ store: this, key, before });
    this.version += 1;
    return before;
  }

  delete(key: string): boolean {
    return this.take(key) !== undefined;
  }

  take(key: string): unknown {
    const before = this.rows.take(key);
    if (before === undefined) return undefined;
    this.log.push({ store: this, key, before });
    this.version += 1;
    return before;
  }

  read(low: string, high: string, reverse: boolean, limit: number): Row[] {
    return this.rows.rows(low, high, reverse, limit);
  }

  readValues(low: string, high: string, reverse: boolean, limit: number): unknown[] {
    return this.rows.values(low, high, reverse, limit);
  }

  count(low: string, high: string): number {
    return low === '' && high === '\xff' ? this.rows.size : this.rows.count(low, high);
  }

  replace(rows: RowTree): void {
    this.rows = rows;
    this.version += 1;
  }

  revert({ key, before }: Undo): void {
    if (before === undefined) this.rows.take(key);
    else this.rows.put(key, before);
    this.version += 1;
  }
}

interface Snapshot {
  readonly info: SnapshotInfo;
  readonly trees: ReadonlyMap<Store, RowTree>;
}

export class MemoryEngine implements Engine {
  readonly pending = false;
  private readonly byName = new Map<string, MemoryStore>();
  private readonly log: Undo[] = [];
  private readonly marks: number[] = [];
  private readonly saved = new Map<string, Snapshot>();
  private readonly done = Promise.resolve();
  private readonly listeners: (() => void)[] = [];

  store(name: StoreName): MemoryStore {
    const key = storeKey(name);
    let store = this.byName.get(key);
    if (store === undefined) {
      store = new MemoryStore(name, this.log);
      this.byName.set(key, store);
    }
    return store;
  }

  stores(): readonly Store[] {
    return [...this.byName.values()];
  }

  mark(): void {
    this.marks.push(this.log.length);
  }

  keep(): void {
    this.marks.pop();
    if (this.marks.length === 0) this.endWork();
  }

  undo(): void {
    const mark = this.marks.pop() ?? 0;
    for (let i = this.log.length - 1; i >= mark; i -= 1) {
      const undo = this.log[i];
      undo?.store.revert(undo);
    }
    this.log.length = mark;
    if (this.marks.length === 0) this.endWork();
  }

  private endWork(): void {
    if (this.log.length === 0) return;
    this.log.length = 0;
    for (const listener of this.listeners) listener();
  }

  committed(): Promise<void> {
    return this.done;
  }

  flush(): void {}

  onCommit(listener: (failure?: Error) => void): void {
    this.listeners.push(listener);
  }

  clear(stores: readonly Store[]): void {
    for (const store of stores) this.store(store.name).replace(new RowTree());
  }

  save(name: string): void {
    const trees = new Map<Store, RowTree>();
    let rows = 0;
    for (const store of this.byName.values()) {
      if (store.rows.size === 0) continue;
      trees.set(store, store.rows.clone());
      if (!isBookkeeping(store.name)) rows += store.rows.size;
    }
    this.saved.set(name, { info: { name, savedAt: Date.now(), rows }, trees });
  }

  restore(name: string): boolean {
    const snapshot = this.saved.get(name);
    if (snapshot === undefined) return false;
    for (const store of this.byName.values()) store.replace(snapshot.trees.get(store)?.clone() ?? new RowTree());
    return true;
  }

  drop(name: string): boolean {
    return this.saved.delete(name);
  }

  snapshots(): readonly SnapshotInfo[] {
    return [...this.saved.values()].map((snapshot) => snapshot.info);
  }

  holds(stores: readonly Store[], key: string): boolean {
    for (const store of stores) if (store.get(key) !== undefined) return true;
    for (const { trees } of this.saved.values()) {
      for (const store of stores) if (trees.get(store)?.get(key) !== undefined) return true;
    }
    return false;
  }

  close(): void {
    this.byName.clear();
    this.saved.clear();
  }
}
