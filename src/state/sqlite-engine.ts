/**
 * The durable engine. All writes of a tick share one transaction, committed once the tick's requests are through (setImmediate).
 * In WAL mode with synchronous=NORMAL a committed transaction survives the end of the process, SIGKILL included.
 */
import { closeDataDirectory } from './data-directory.js';
import { type Engine, isBookkeeping, type SnapshotInfo, type Store, type StoreName, storeKey } from './engine.js';
import { messageOf, StateError } from './errors.js';
import { RowCache } from './row-cache.js';
import type { SqliteDatabase } from './sqlite.js';
import { prepareStatements, type Statements } from './sqlite-schema.js';
import { SqliteStore } from './sqlite-store.js';

interface Waiter {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export class SqliteEngine implements Engine {
  readonly statements: Statements;
  readonly cache = new RowCache();
  private readonly byName = new Map<string, SqliteStore>();
  private lastStore = 0;
  private depth = 0;
  /** How many of the levels have a savepoint: a level gets one when it first writes. */
  private savepoints = 0;
  private transaction = false;
  private scheduled: NodeJS.Immediate | undefined;
  private waiter: Waiter | undefined;
  private readonly listeners: ((failure?: Error) => void)[] = [];
  private readonly done = Promise.resolve();

  constructor(private readonly database: SqliteDatabase) {
    this.statements = prepareStatements(database);
    for (const row of this.statements.stores.all()) {
      const [id, service, table, accountId, region] = Object.values(row) as [number, string, string, string, string]; // the columns' types
      const name = { service, table, accountId, region };
      this.byName.set(storeKey(name), new SqliteStore(this, id, name, true));
      this.lastStore = Math.max(this.lastStore, id);
    }
  }

  store(name: StoreName): SqliteStore {
    const key = storeKey(name);
    let store = this.byName.get(key);
    if (store === undefined) {
      this.lastStore += 1;
      store = new SqliteStore(this, this.lastStore, name, false);
      this.byName.set(key, store);
    }
    return store;
  }

  stores(): readonly SqliteStore[] {
    return [...this.byName.values()];
  }

  mark(): void {
    this.depth += 1;
  }

  keep(): void {
    if (this.savepoints === this.depth) {
      this.savepoints -= 1;
      this.statements.release(this.savepoints);
    }
    this.depth -= 1;
  }

  undo(): void {
    if (this.savepoints === this.depth) {
      this.savepoints -= 1;
      try {
        this.statements.rollbackTo(this.savepoints);
        this.forget();
      } catch (error) {
        // On a full disk and the like SQLite rolls the whole transaction back by itself, savepoints and all.
        this.fail(error);
      }
    }
    this.depth -= 1;
  }

  /** Before every write: opens the tick's transaction and a savepoint for each level of work that hasn't one yet. */
  willWrite(): void {
    if (!this.transaction) {
      this.statements.begin.run();
      this.transaction = true;
      this.scheduled = setImmediate(() => this.commit());
    }
    while (this.savepoints < this.depth) {
      this.statements.savepoint(this.savepoints);
      this.savepoints += 1;
    }
  }

  get pending(): boolean {
    return this.transaction;
  }

  committed(): Promise<void> {
    if (!this.transaction) return this.done;
    this.waiter ??= newWaiter();
    return this.waiter.promise;
  }

  flush(): void {
    if (this.transaction) this.commit();
  }

  onCommit(listener: (failure?: Error) => void): void {
    this.listeners.push(listener);
  }

  private commit(): void {
    try {
      this.statements.commit.run();
    } catch (error) {
      this.fail(error);
      return;
    }
    for (const store of this.byName.values()) store.commit();
    this.endTransaction()?.resolve();
    for (const listener of this.listeners) listener();
  }

  private endTransaction(): Waiter | undefined {
    clearImmediate(this.scheduled);
    const { waiter } = this;
    this.transaction = false;
    this.waiter = undefined;
    return waiter;
  }

  /** The transaction is lost, with everything that it held. */
  private fail(error: unknown): void {
    const failure = new StateError('damaged', `The data directory could not be written: ${messageOf(error)}`, { cause: error });
    const waiter = this.endTransaction();
    this.savepoints = 0;
    try {
      this.statements.rollback.run();
    } catch {
      // SQLite has rolled back already.
    }
    this.forget();
    waiter?.reject(failure);
    for (const listener of this.listeners) listener(failure);
  }

  /** After a rollback nothing that was read or written lately can be trusted. */
  private forget(): void {
    this.cache.clear();
    for (const store of this.byName.values()) store.forget();
  }

  clear(stores: readonly Store[]): void {
    this.willWrite();
    for (const { name } of stores) this.statements.deleteStore.run(this.store(name).id);
    this.forget();
  }

  save(name: string): void {
    this.drop(name);
    this.willWrite();
    const rows = this.stores()
      .filter((store) => !isBookkeeping(store.name))
      .reduce((sum, store) => sum + store.count('', '\xff'), 0);
    this.statements.addSnapshot.run(name, Date.now(), rows);
    this.statements.fillSnapshot.run(name);
  }

  restore(name: string): boolean {
    if (!this.hasSnapshot(name)) return false;
    this.willWrite();
    this.statements.deleteAll.run();
    this.statements.restoreSnapshot.run(name);
    this.forget();
    return true;
  }

  drop(name: string): boolean {
    if (!this.hasSnapshot(name)) return false;
    this.willWrite();
    this.statements.deleteSnapshotRows.run(name);
    this.statements.deleteSnapshot.run(name);
    return true;
  }

  snapshots(): readonly SnapshotInfo[] {
    return this.statements.snapshots.all() as unknown as SnapshotInfo[]; // the columns are named and typed like the members
  }

  private hasSnapshot(name: string): boolean {
    return this.snapshots().some((snapshot) => snapshot.name === name);
  }

  holds(stores: readonly Store[], key: string): boolean {
    const ids = JSON.stringify(stores.map(({ name }) => this.store(name).id));
    return this.statements.holds.get(Buffer.from(key, 'latin1'), ids) !== undefined;
  }

  close(): void {
    this.flush();
    closeDataDirectory(this.database);
  }
}

function newWaiter(): Waiter {
  let resolve: Waiter['resolve'] = () => undefined;
  let reject: Waiter['reject'] = () => undefined;
  const promise = new Promise<void>((onDone, onFailure) => {
    resolve = onDone;
    reject = onFailure;
  });
  // A failed commit that nobody waits for reaches the kernel through onCommit.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
