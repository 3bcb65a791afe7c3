/** The one place where services keep what they know: tables, atomic work, commits, blobs, reset and snapshots. */
import type { Answer } from '../contract/context.js';
import { BlobReferences } from './blob-references.js';
import type { BlobStore } from './blob-store.js';
import { type Engine, isBookkeeping, ownedBy, type SnapshotInfo, type Store } from './engine.js';
import { StateError } from './errors.js';
import { deleteOwned, type TableKernel } from './kernel-table.js';
import { deepFreeze } from './seal.js';
import { ServiceState } from './service-state.js';
import type { State } from './table.js';

export interface KernelOptions {
  readonly engine: Engine;
  readonly blobs: BlobStore;
  /** Freezes every value that is put or read, so that a caller who changes one is caught. For tests. */
  readonly freeze?: boolean;
}

export interface ResetScope {
  readonly service?: string;
  readonly account?: string;
}

export interface TableStatistics {
  readonly service: string;
  readonly table: string;
  readonly rows: number;
}

export interface Snapshots {
  /** Replaces one of the same name. */
  save(name: string): Promise<SnapshotInfo>;
  list(): readonly SnapshotInfo[];
  /** False when there is no such snapshot. */
  restore(name: string): Promise<boolean>;
  delete(name: string): Promise<boolean>;
}

export interface Kernel {
  /** A service's view: the same object each time. */
  forService(name: string): State;
  atomically<T>(work: () => T): T;
  /**
   * Runs a handler. One that answers at once is atomic as it stands. One that answers later may write in atomic work of its own
   * alone: when it wrote directly before its first await, that is undone and a StateError thrown.
   */
  handle<T>(work: () => Answer<T>): Answer<T>;
  /** Whether atomic work or the synchronous part of a handler is running, whose failure would undo what is written now. */
  readonly isAtWork: boolean;
  /** Whether an answer has to wait for committed(). */
  readonly pending: boolean;
  committed(): Promise<void>;
  /** Removes all rows, or one service's, or one account's, or one service's in one account. Snapshots stay. */
  reset(scope?: ResetScope): Promise<void>;
  readonly snapshots: Snapshots;
  statistics(): readonly TableStatistics[];
  /** The services that have rows. */
  occupants(): readonly string[];
  /** Frees the blobs that nothing names any more; reset and restore begin it by themselves. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}

export const createKernel = (options: KernelOptions): Kernel => new EngineKernel(options);

class EngineKernel implements Kernel, TableKernel {
  readonly references: BlobReferences;
  readonly seal: ((value: unknown) => void) | undefined;
  readonly snapshots: Snapshots;
  private readonly engine: Engine;
  private readonly services = new Map<string, ServiceState>();
  private depth = 0;
  private handler: { readonly level: number; wrote: boolean } | undefined;
  private closed = false;

  constructor(options: KernelOptions) {
    this.engine = options.engine;
    this.references = new BlobReferences(options.engine, options.blobs);
    this.seal = options.freeze === true ? deepFreeze : undefined;
    this.engine.onCommit((failure) => {
      if (failure !== undefined) this.replaced();
    });
    this.snapshots = {
      save: (name) => this.save(name),
      list: () => this.engine.snapshots(),
      restore: (name) => this.restore(name),
      delete: (name) => this.drop(name),
    };
  }

  forService(name: string): ServiceState {
    let service = this.services.get(name);
    if (service === undefined) {
      service = new ServiceState(name, this, this.engine);
      this.services.set(name, service);
    }
    return service;
  }

  willWrite(): void {
    if (this.depth === 0) throw new StateError('misuse', 'A write outside of atomic work: wrap it in state.atomically()');
    if (this.handler?.level === this.depth) this.handler.wrote = true;
  }

  atomically<T>(work: () => T): T {
    return this.level(work, (result) => {
      if (isPromise(result)) refuse(result, 'Atomic work must be synchronous, but it returned a promise; nothing of it was kept');
    });
  }

  handle<T>(work: () => Answer<T>): Answer<T> {
    const outer = this.handler;
    const handler = { level: this.depth + 1, wrote: false };
    this.handler = handler;
    try {
      return this.level(work, (result) => {
        if (!handler.wrote || !isPromise(result)) return;
        refuse(result, 'A handler that answers later wrote outside of atomically(); nothing of it was kept');
      });
    } finally {
      this.handler = outer;
    }
  }

  private level<T>(work: () => T, check: (result: T) => void): T {
    this.open();
    const named = this.references.mark();
    this.engine.mark();
    this.depth += 1;
    let result: T;
    try {
      result = work();
      check(result);
    } catch (error) {
      this.depth -= 1;
      this.references.undone(named);
      this.engine.undo();
      throw error;
    }
    this.depth -= 1;
    if (this.depth === 0) this.references.kept();
    this.engine.keep();
    return result;
  }

  get isAtWork(): boolean {
    return this.depth > 0;
  }

  get pending(): boolean {
    return this.engine.pending;
  }

  committed(): Promise<void> {
    return this.engine.committed();
  }

  async reset(scope: ResetScope = {}): Promise<void> {
    this.outsideOfWork('reset');
    const stores = this.engine.stores().filter(({ name }) => scope.service === undefined || name.service === scope.service);
    const { account } = scope;
    this.engine.clear(account === undefined ? stores : stores.filter(({ name }) => name.accountId === account));
    if (account !== undefined) this.atomically(() => this.deleteOwned(stores, account));
    this.replaced(scope.service);
    await this.settle();
  }

  private deleteOwned(stores: readonly Store[], account: string): void {
    for (const owners of stores) {
      const rows = ownedBy(owners.name);
      if (rows !== undefined) deleteOwned(this.references, this.engine.store(rows), owners, account);
    }
  }

  private async save(name: string): Promise<SnapshotInfo> {
    this.outsideOfWork('save a snapshot');
    this.engine.save(name);
    await this.committed();
    const info = this.engine.snapshots().find((snapshot) => snapshot.name === name);
    if (info === undefined) throw new StateError('misuse', `Snapshot ${name} was deleted while it was saved`);
    return info;
  }

  private async restore(name: string): Promise<boolean> {
    this.outsideOfWork('restore a snapshot');
    if (!this.engine.restore(name)) return false;
    this.replaced();
    await this.settle();
    return true;
  }

  private async drop(name: string): Promise<boolean> {
    this.outsideOfWork('delete a snapshot');
    if (!this.engine.drop(name)) return false;
    await this.settle();
    return true;
  }

  private async settle(): Promise<void> {
    await this.committed();
    this.references.sweepInBackground();
  }

  private replaced(service?: string): void {
    const affected = service === undefined ? [...this.services.values()] : [this.services.get(service)];
    for (const state of affected) state?.replaced();
  }

  statistics(): readonly TableStatistics[] {
    const rows = new Map<string, TableStatistics>();
    for (const store of this.engine.stores()) {
      if (isBookkeeping(store.name)) continue;
      const { service, table } = store.name;
      const key = `${service}\0${table}`;
      rows.set(key, { service, table, rows: (rows.get(key)?.rows ?? 0) + rowsOf(store) });
    }
    return [...rows.values()];
  }

  occupants(): readonly string[] {
    const occupied = this.engine.stores().filter((store) => !isBookkeeping(store.name) && store.read('', '\xff', false, 1).length > 0);
    return [...new Set(occupied.map(({ name }) => name.service))];
  }

  sweep(): Promise<void> {
    return this.references.sweep();
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.outsideOfWork('close');
    this.closed = true;
    try {
      await this.engine.committed();
      await this.references.close();
    } finally {
      this.engine.close();
    }
  }

  private open(): void {
    if (this.closed) throw new StateError('closed', 'The state is closed');
  }

  private outsideOfWork(what: string): void {
    this.open();
    if (this.depth > 0) throw new StateError('misuse', `Atomic work cannot ${what}`);
  }
}

const rowsOf = (store: Store): number => store.count('', '\xff');

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';

function refuse(result: PromiseLike<unknown>, message: string): never {
  // What the promise ends with no longer matters to anybody; without this its failure would end the process.
  result.then(undefined, () => undefined);
  throw new StateError('misuse', message);
}
