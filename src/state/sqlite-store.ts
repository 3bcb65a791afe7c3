/** The rows of one store in the database. */
import { decodeValue, encodeValue } from './codec.js';
import type { Row, Store, StoreName } from './engine.js';
import type { RowCache } from './row-cache.js';
import type { Statements } from './sqlite-schema.js';

/** What a store needs of its engine. */
export interface StoreEngine {
  readonly statements: Statements;
  readonly cache: RowCache;
  willWrite(): void;
}

export class SqliteStore implements Store {
  version = 0;
  /** Whether the store's own row stands in the database: written in the same transaction as its first row. */
  private known: 'no' | 'uncommitted' | 'yes';

  constructor(
    private readonly engine: StoreEngine,
    readonly id: number,
    readonly name: StoreName,
    stored: boolean,
  ) {
    this.known = stored ? 'yes' : 'no';
  }

  get(key: string): unknown {
    const cached = this.engine.cache.get(this.cacheKey(key));
    if (cached !== undefined) return cached;
    const bytes = this.engine.statements.get.get(this.id, toBlob(key))?.value as Uint8Array | undefined; // NOT NULL BLOB
    if (bytes === undefined) return undefined;
    const value = decodeValue(bytes);
    this.engine.cache.put(this.cacheKey(key), value, bytes.byteLength);
    return value;
  }

  put(key: string, value: unknown): void {
    const bytes = encodeValue(value);
    this.engine.willWrite();
    if (this.known === 'no') this.register();
    this.engine.statements.put.run(this.id, toBlob(key), bytes);
    this.engine.cache.put(this.cacheKey(key), value, bytes.byteLength);
    this.version += 1;
  }

  exchange(key: string, value: unknown): unknown {
    const before = this.get(key);
    this.put(key, value);
    return before;
  }

  delete(key: string): boolean {
    this.engine.willWrite();
    const deleted = this.engine.statements.delete.get(this.id, toBlob(key)) !== undefined;
    this.engine.cache.delete(this.cacheKey(key));
    if (deleted) this.version += 1;
    return deleted;
  }

  take(key: string): unknown {
    const before = this.get(key);
    if (before !== undefined) this.delete(key);
    return before;
  }

  read(low: string, high: string, reverse: boolean, limit: number): Row[] {
    const { read, readReverse } = this.engine.statements;
    const rows = (reverse ? readReverse : read).all(this.id, toBlob(low), toBlob(high), limit);
    return rows.map(({ key, value }) => [fromBlob(key as Uint8Array), decodeValue(value as Uint8Array)]); // both NOT NULL BLOB
  }

  readValues(low: string, high: string, reverse: boolean, limit: number): unknown[] {
    const { read, readReverse } = this.engine.statements;
    return (reverse ? readReverse : read)
      .all(this.id, toBlob(low), toBlob(high), limit)
      .map(({ value }) => decodeValue(value as Uint8Array)); // NOT NULL BLOB
  }

  count(low: string, high: string): number {
    return Number(this.engine.statements.count.get(this.id, toBlob(low), toBlob(high))?.rows);
  }

  private cacheKey(key: string): string {
    return `${this.id}:${key}`;
  }

  /** Something was rolled back or replaced in bulk. */
  forget(): void {
    this.version += 1;
    if (this.known === 'uncommitted') this.known = 'no';
  }

  commit(): void {
    if (this.known === 'uncommitted') this.known = 'yes';
  }

  private register(): void {
    const { service, table, accountId, region } = this.name;
    this.engine.statements.addStore.run(this.id, service, table, accountId, region);
    this.known = 'uncommitted';
  }
}

const toBlob = (key: string): Uint8Array => Buffer.from(key, 'latin1');

const fromBlob = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
