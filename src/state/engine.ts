/** What stands behind the kernel: stores of encoded rows, atomic marks, commits, snapshots. The memory and the SQLite engine implement it. */

/** A table of a service in one account and region; both are '' for a table that all share. */
export interface StoreName {
  readonly service: string;
  readonly table: string;
  readonly accountId: string;
  readonly region: string;
}

export type Row = readonly [key: string, value: unknown];

/** One ordered set of rows. The object stays the same through resets and restores. */
export interface Store {
  readonly name: StoreName;
  /** Grows with every change, so that a cursor knows when what it read ahead is stale. */
  readonly version: number;
  get(key: string): unknown;
  put(key: string, value: unknown): void;
  /** Puts the row. @returns what was there before; undefined when there was nothing. */
  exchange(key: string, value: unknown): unknown;
  /** Whether there was a row. */
  delete(key: string): boolean;
  /** Deletes the row. @returns what was there; undefined when there was nothing. */
  take(key: string): unknown;
  /** Up to `limit` rows from `low` up to, not including, `high`; from the high end when reverse. */
  read(low: string, high: string, reverse: boolean, limit: number): Row[];
  /** As read, without the keys. */
  readValues(low: string, high: string, reverse: boolean, limit: number): unknown[];
  count(low: string, high: string): number;
}

export interface SnapshotInfo {
  readonly name: string;
  /** Real time in ms since the epoch, whatever the clock says. */
  readonly savedAt: number;
  /** The services' rows; the kernel's own bookkeeping isn't counted. */
  readonly rows: number;
}

export interface Engine {
  /** The same object for the same name. */
  store(name: StoreName): Store;
  stores(): readonly Store[];

  /** Begins a level of atomic work. Levels nest; each ends with keep or undo. */
  mark(): void;
  keep(): void;
  undo(): void;

  /** Whether something that was written is not durable yet. */
  readonly pending: boolean;
  /** Resolves when all that was written is durable; rejects when it couldn't be made so: it is then gone. */
  committed(): Promise<void>;
  /** Commits now what is pending. Never within atomic work. */
  flush(): void;
  /** Called after each commit, and with the error after one that failed and took its writes with it. */
  onCommit(listener: (failure?: Error) => void): void;

  /** Empties these stores. Never within atomic work, as the rest below. */
  clear(stores: readonly Store[]): void;
  save(snapshot: string): void;
  /** False when there is no such snapshot. */
  restore(snapshot: string): boolean;
  drop(snapshot: string): boolean;
  snapshots(): readonly SnapshotInfo[];
  /** Whether one of these stores has the key, now or in any snapshot. */
  holds(stores: readonly Store[], key: string): boolean;

  close(): void;
}

/** One string for a name; none of the four may hold NUL. */
export const storeKey = (name: StoreName): string => `${name.service}\0${name.table}\0${name.accountId}\0${name.region}`;

/** The store beside another one that counts, by blob id, how often its rows name the blob. */
export const referencesOf = (name: StoreName): StoreName => ({ ...name, table: `${name.table}!blobs` });

export const isReferences = (name: StoreName): boolean => name.table.endsWith('!blobs');

/** The store beside a global one that lists its rows by the account that owns them, each with the ids of its blobs. */
export const ownersOf = (name: StoreName): StoreName => ({ ...name, table: `${name.table}!owners` });

/** The global store that a store of owners stands beside; undefined for any other store. */
export const ownedBy = (name: StoreName): StoreName | undefined =>
  name.table.endsWith('!owners') ? { ...name, table: name.table.slice(0, -'!owners'.length) } : undefined;

/** Whether the rows are the kernel's own and no service's. */
export const isBookkeeping = (name: StoreName): boolean => name.table.includes('!');
