/** One service's view of the kernel. */
import type { Scope } from '../contract/context.js';
import { type Engine, ownersOf, type Store } from './engine.js';
import { StateError } from './errors.js';
import { KernelTable, type TableKernel } from './kernel-table.js';
import type { Blobs, GlobalTableOptions, Key, ScopedTable, State, Table, TableOptions } from './table.js';

/** What a service's view needs of its kernel, beyond what a table needs. */
export interface ServiceKernel extends TableKernel {
  atomically<T>(work: () => T): T;
  committed(): Promise<void>;
}

const tableName = /^[A-Za-z0-9._-]+$/;

export class ServiceState implements State {
  readonly blobs: Blobs;
  private readonly listeners: (() => void)[] = [];
  private readonly names = new Set<string>();

  constructor(
    private readonly service: string,
    private readonly kernel: ServiceKernel,
    private readonly engine: Engine,
  ) {
    this.blobs = kernel.references;
  }

  table<K extends Key, V>(name: string, options: TableOptions<V> = {}): ScopedTable<K, V> {
    this.claim(name);
    const tables = new Map<string, Table<K, V>>();
    // Most calls come from the same account and region as the one before.
    let last: (Scope & { readonly table: Table<K, V> }) | undefined;
    return {
      in: ({ accountId, region }: Scope): Table<K, V> => {
        if (last !== undefined && last.accountId === accountId && last.region === region) return last.table;
        const key = `${accountId}/${region}`;
        let table = tables.get(key);
        if (table === undefined) {
          table = new KernelTable<K, V>(this.kernel, this.store(name, accountId, region), options);
          tables.set(key, table);
        }
        last = { accountId, region, table };
        return table;
      },
      scopes: () => this.scopesOf(name),
    };
  }

  globalTable<K extends Key, V>(name: string, options: GlobalTableOptions<V>): Table<K, V> {
    this.claim(name);
    const store = this.store(name, '', '');
    return new KernelTable<K, V>(this.kernel, store, options, { store: this.engine.store(ownersOf(store.name)), of: options.owner });
  }

  /** Two tables of one name would share rows but not their options. */
  private claim(name: string): void {
    if (!tableName.test(name)) throw new StateError('misuse', `'${name}' is no table name`);
    if (this.names.has(name)) throw new StateError('misuse', `${this.service} already has a table '${name}'`);
    this.names.add(name);
  }

  private store(table: string, accountId: string, region: string): Store {
    return this.engine.store({ service: this.service, table, accountId, region });
  }

  private scopesOf(table: string): Scope[] {
    return this.engine
      .stores()
      .filter(({ name }) => name.service === this.service && name.table === table)
      .filter((store) => store.read('', '\xff', false, 1).length > 0)
      .map(({ name: { accountId, region } }) => ({ accountId, region }));
  }

  atomically<T>(work: () => T): T {
    return this.kernel.atomically(work);
  }

  committed(): Promise<void> {
    return this.kernel.committed();
  }

  onReplaced(listener: () => void): void {
    this.listeners.push(listener);
  }

  replaced(): void {
    for (const listener of this.listeners) listener();
  }
}
