/** Rows of FIFO queues that count for five minutes and are then removed, a few at a time. */
import type { Scope } from '../../../contract/context.js';
import type { ScopedTable, State } from '../../../state/table.js';

/** Deduplication interval of messages and of receives, in ms. */
const INTERVAL = 5 * 60 * 1000;
/** How many expired rows a write removes: more than one, so that they go faster than they come. */
const REMOVED_AT_ONCE = 4;

export interface ExpiringRow {
  /** When it was written, in ms since the epoch. */
  readonly at: number;
}

type RowKey = readonly [queueId: string, scope: string, id: string];

interface Written {
  readonly at: number;
  readonly key: RowKey;
}

/** What was written, oldest first. */
class WrittenRows {
  #rows: Written[];
  #begin = 0;

  constructor(rows: Written[]) {
    this.#rows = rows.sort((a, b) => a.at - b.at);
  }

  add(row: Written): void {
    this.#rows.push(row);
  }

  /** @returns the oldest, taken out, when it is older than that. */
  takeBefore(at: number): Written | undefined {
    const row = this.#rows[this.#begin];
    if (row === undefined || row.at > at) return undefined;
    this.#begin += 1;
    if (this.#begin > 1024 && this.#begin * 2 > this.#rows.length) {
      this.#rows = this.#rows.slice(this.#begin);
      this.#begin = 0;
    }
    return row;
  }
}

interface OwnedQueue extends Scope {
  readonly id: string;
}

export class ExpiringRows<V extends ExpiringRow> {
  readonly #table: ScopedTable<RowKey, V>;
  readonly #written = new Map<string, WrittenRows>();

  constructor(state: State, name: string) {
    this.#table = state.table(name);
    state.onReplaced(() => this.#written.clear());
  }

  get(queue: OwnedQueue, scope: string, id: string, now: number): V | undefined {
    const row = this.#table.in(queue).get([queue.id, scope, id]);
    return row !== undefined && row.at + INTERVAL > now ? row : undefined;
  }

  /** Within atomic work, as all writes. One that is undone leaves nothing behind that matters. */
  put(queue: OwnedQueue, scope: string, id: string, row: V): void {
    const table = this.#table.in(queue);
    const written = this.#written.get(queue.id) ?? this.#read(queue);
    const key: RowKey = [queue.id, scope, id];
    table.put(key, row);
    written.add({ at: row.at, key });
    for (let removed = 0; removed < REMOVED_AT_ONCE; removed++) {
      const old = written.takeBefore(row.at - INTERVAL);
      if (old === undefined) break;
      // It may have been written again since.
      if (table.get(old.key)?.at === old.at) table.delete(old.key);
    }
  }

  /** Of a queue that goes. O(rows). */
  clear(queue: OwnedQueue): void {
    const table = this.#table.in(queue);
    for (const [key] of table.range({ prefix: [queue.id] })) table.delete(key);
    this.#written.delete(queue.id);
  }

  #read(queue: OwnedQueue): WrittenRows {
    const rows: Written[] = [];
    for (const [key, { at }] of this.#table.in(queue).range({ prefix: [queue.id] })) rows.push({ at, key });
    const written = new WrittenRows(rows);
    this.#written.set(queue.id, written);
    return written;
  }
}
