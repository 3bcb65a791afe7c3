/** The kernel's surface for services: ordered tables, atomic work, blobs. Engines stand behind it. */
import type { Scope } from '../contract/context.js';
import type { AnswerStream, ByteStream } from '../contract/wire.js';

/** Keys are tuples; they are encoded so that byte order is key order. Strings sort by their UTF-8 bytes, numbers as numbers, bytes unsigned. */
export type KeyPart = string | number | boolean | Uint8Array;
export type Key = readonly KeyPart[];

export interface Range {
  /** Only keys that begin with these parts. */
  readonly prefix?: Key;
  /** Only keys whose next part after the prefix is a string (or bytes) that begins so. */
  readonly startsWith?: string | Uint8Array;
  /** Bounds of the whole key, prefix included. */
  readonly from?: Key;
  readonly after?: Key;
  readonly to?: Key;
  readonly before?: Key;
  readonly reverse?: boolean;
  /** How many rows the reader will ask for at most, where that is known: no more are read ahead. */
  readonly expected?: number;
}

/** Ordered and synchronous. Values are plain immutable data (objects, arrays, strings, numbers, bigints, booleans, null, Uint8Array, Date). */
export interface Table<K extends Key, V> {
  get(key: K): V | undefined;
  has(key: K): boolean;
  /** Outside of atomic work this throws: a write belongs to a handler. */
  put(key: K, value: V): void;
  /** Whether there was a row. */
  delete(key: K): boolean;
  /** In key order. Lazy: stop reading and nothing more is read. The table may be written while a range is open. */
  range(range?: Range): IterableIterator<readonly [K, V]>;
  /** As range, without the keys. */
  values(range?: Range): IterableIterator<V>;
  /** The first of these, at most so many: read at once, for pages that are needed whole. */
  first(count: number, range?: Range): V[];
  /** O(rows in the range). */
  count(range?: Range): number;
  /** Grows with every change, also with those that undo others: what was made of rows holds as long as it stays. */
  readonly version: number;
}

/** A table that every account and region has one of. */
export interface ScopedTable<K extends Key, V> {
  in(scope: Scope): Table<K, V>;
  /** The scopes that hold rows. */
  scopes(): readonly Scope[];
}

export interface TableOptions<V> {
  /** Ids of the blobs that a row keeps alive. A blob is freed when no row of any table (or snapshot) names it. */
  readonly blobs?: (value: V) => readonly string[];
}

export interface GlobalTableOptions<V> extends TableOptions<V> {
  /** The account that a row belongs to, so that one account can be reset. */
  readonly owner: (value: V) => string;
}

/** One service's view of the kernel. Table names are the service's own. */
export interface State {
  table<K extends Key, V>(name: string, options?: TableOptions<V>): ScopedTable<K, V>;
  /** One table for all accounts and regions (bucket names, access keys). */
  globalTable<K extends Key, V>(name: string, options: GlobalTableOptions<V>): Table<K, V>;
  /**
   * All of the work's writes or, when it throws, none. Synchronous: the work must not return a promise.
   * A handler that answers at once runs inside one already; nested calls join the outer one.
   */
  atomically<T>(work: () => T): T;
  /** Resolves when everything that was written so far is durable (at once with the memory engine). */
  committed(): Promise<void>;
  readonly blobs: Blobs;
  /** Called after a reset or restore replaced this service's rows: drop caches, re-arm timers. */
  onReplaced(listener: () => void): void;
}

export interface BlobHandle {
  readonly id: string;
  /** Bytes. */
  readonly size: number;
}

/** The bytes of a blob, to be read once. */
export interface BlobReading extends AnswerStream {
  /**
   * There where reading may fail because another machine does. Resolves when the first bytes have come, which then wait for the reader;
   * rejects when they can't be had.
   */
  readonly ready?: () => Promise<void>;
}

export interface Blobs {
  /**
   * Writes the bytes as they come; the blob can be read once this resolves. It is temporary until a row names it:
   * the caller puts the row in the same turn or discards the blob. When the source fails nothing is left.
   */
  write(source: ByteStream | Uint8Array): Promise<BlobHandle>;
  /** As write, at once: where blobs are held in memory. Undefined where they aren't. */
  hold(bytes: Uint8Array): BlobHandle | undefined;
  /** Bytes start (inclusive) to end (exclusive). */
  read(id: string, range?: { readonly start: number; readonly end: number }): BlobReading;
  /** The bytes of a blob that is held in memory, without a copy or a wait; undefined when it is a file or in several pieces. */
  peek(id: string): Uint8Array | undefined;
  /** Frees a blob that no row names yet. */
  discard(id: string): void;
}
