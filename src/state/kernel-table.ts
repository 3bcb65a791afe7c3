/** The table that services see, over a store of encoded rows. */
import type { BlobReferences } from './blob-references.js';
import { boundsOf } from './bounds.js';
import type { Row, Store } from './engine.js';
import { behind, behindPrefix, decodeKey, encodeKey } from './key.js';
import type { Key, Range, Table, TableOptions } from './table.js';

/** What a table needs of its kernel. */
export interface TableKernel {
  readonly references: BlobReferences;
  /** Applied to values on their way in and out. */
  readonly seal: ((value: unknown) => void) | undefined;
  /** Throws when no atomic work runs. */
  willWrite(): void;
}

const FIRST_PAGE = 16;
const LAST_PAGE = 512;

export interface Owners<V> {
  readonly store: Store;
  readonly of: (value: V) => string;
}

export class KernelTable<K extends Key, V> implements Table<K, V> {
  /** Whether blobs are counted or owners listed. */
  private readonly hasBooks: boolean;

  constructor(
    private readonly kernel: TableKernel,
    private readonly store: Store,
    private readonly options: TableOptions<V>,
    /** For a global table: how its rows are found by account. */
    private readonly owners?: Owners<V>,
  ) {
    this.hasBooks = options.blobs !== undefined || owners !== undefined;
  }

  // Below, values and keys are cast to V and K: what lies in the store was put there by this table.

  get(key: K): V | undefined {
    const value = this.store.get(encodeKey(key)) as V | undefined;
    if (value !== undefined) this.kernel.seal?.(value);
    return value;
  }

  has(key: K): boolean {
    return this.store.get(encodeKey(key)) !== undefined;
  }

  put(key: K, value: V): void {
    this.kernel.willWrite();
    if (value === undefined) throw new TypeError('undefined is no value; delete the row');
    const encoded = encodeKey(key);
    this.kernel.seal?.(value);
    if (this.hasBooks) this.keepBooks(encoded, this.store.exchange(encoded, value) as V | undefined, value);
    else this.store.put(encoded, value);
  }

  delete(key: K): boolean {
    this.kernel.willWrite();
    const encoded = encodeKey(key);
    if (!this.hasBooks) return this.store.delete(encoded);
    const before = this.store.take(encoded) as V | undefined;
    if (before !== undefined) this.keepBooks(encoded, before, undefined);
    return before !== undefined;
  }

  /** Once the row has changed, from one value to another or none. */
  private keepBooks(encoded: string, before: V | undefined, after: V | undefined): void {
    const { owners } = this;
    const { blobs } = this.options;
    let blobsBefore = NO_BLOBS;
    let blobsAfter = NO_BLOBS;
    if (blobs !== undefined) {
      if (before !== undefined) blobsBefore = blobs(before);
      if (after !== undefined) blobsAfter = blobs(after);
    }
    const sameBlobs = isSame(blobsBefore, blobsAfter);
    if (!sameBlobs) this.kernel.references.changed(this.store, blobsBefore, blobsAfter);
    if (owners === undefined) return;
    const ownerBefore = before === undefined ? undefined : owners.of(before);
    const ownerAfter = after === undefined ? undefined : owners.of(after);
    if (ownerBefore === ownerAfter && sameBlobs) return;
    if (ownerBefore !== undefined && ownerBefore !== ownerAfter) owners.store.delete(ownerPrefix(ownerBefore) + encoded);
    if (ownerAfter !== undefined) owners.store.put(ownerPrefix(ownerAfter) + encoded, blobsAfter);
  }

  *range(range?: Range): IterableIterator<readonly [K, V]> {
    for (const [key, value] of liveRows(this.store, range)) {
      this.kernel.seal?.(value);
      yield [decodeKey(key) as unknown as K, value as V];
    }
  }

  *values(range?: Range): IterableIterator<V> {
    for (const [, value] of liveRows(this.store, range)) {
      this.kernel.seal?.(value);
      yield value as V;
    }
  }

  first(count: number, range?: Range): V[] {
    const { low, high } = boundsOf(range);
    if (low >= high || count <= 0) return [];
    const values = this.store.readValues(low, high, range?.reverse === true, count) as V[];
    if (this.kernel.seal !== undefined) values.forEach(this.kernel.seal);
    return values;
  }

  count(range?: Range): number {
    const { low, high } = boundsOf(range);
    return low < high ? this.store.count(low, high) : 0;
  }

  get version(): number {
    return this.store.version;
  }
}

const NO_BLOBS: readonly string[] = [];

const isSame = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((id, i) => id === b[i]);

const ownerPrefix = (account: string): string => encodeKey([account]);

/** Deletes an account's rows from a global store. Needs none of the service's code, so the service needn't be loaded. */
export function deleteOwned(references: BlobReferences, rows: Store, owners: Store, account: string): void {
  const prefix = ownerPrefix(account);
  for (const [key, blobs] of owners.read(prefix, behindPrefix(prefix), false, Number.MAX_SAFE_INTEGER)) {
    const owned = key.slice(prefix.length);
    const ids = blobs as readonly string[]; // written by keepBooks
    if (ids.length > 0) references.changed(rows, ids, []);
    rows.delete(owned);
    owners.delete(key);
  }
}

/** Reads ahead in pages and, once the store has changed, again from where it stands: a row deleted meanwhile is never given. */
function* liveRows(store: Store, range: Range | undefined): IterableIterator<Row> {
  let { low, high } = boundsOf(range);
  const reverse = range?.reverse === true;
  let limit = Math.min(range?.expected ?? FIRST_PAGE, LAST_PAGE);
  while (low < high) {
    const { version } = store;
    const page = store.read(low, high, reverse, limit);
    for (const row of page) {
      if (reverse) high = row[0];
      else low = behind(row[0]);
      yield row;
      if (store.version !== version) break;
    }
    if (page.length < limit && store.version === version) return;
    limit = store.version === version ? Math.min(limit * 4, LAST_PAGE) : FIRST_PAGE;
  }
}
