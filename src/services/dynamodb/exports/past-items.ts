/**
 * A table's items as they were at a time, read in steps between which the table goes on being written to: an item that changed
 * after that time is taken from the history of changes, every other one from the table.
 */
import type { Scope } from '../../../contract/context.js';
import { encodeKey } from '../../../state/key.js';
import type { Range } from '../../../state/table.js';
import type { PastChange } from '../backups/change-history.js';
import type { ItemKey } from '../items/item-key.js';
import type { Turn } from '../s3-transfers/background-jobs.js';
import type { Storage, StoredItem, TableRecord } from '../storage.js';
import { type PackedItem, unpack } from '../values/packed-items.js';

/** Changes or items that are looked at in one go, and bytes of the latter. */
const CHUNK = 250;
const CHUNK_BYTES = 256 * 1024;

export interface PastTime {
  /** The number of the last change that may belong to the time. */
  readonly sequence: number;
  /** Changes from this time on (ms since the epoch) came later. */
  readonly before: number;
}

/** Undefined where there was no item. */
type Before = StoredItem | undefined;

/** An item that changed within a span of time. */
export interface NetChange {
  /** Of the last change within the span; milliseconds since the epoch. */
  readonly at: number;
  readonly old: Before;
  readonly item: Before;
}

export class PastItems {
  readonly #storage: Storage;
  readonly #table: TableRecord;
  readonly #scope: Scope;
  readonly #time: PastTime;
  /** By encoded key, of each item that changed after the time: what it was then. */
  readonly #then = new Map<string, PackedItem | undefined>();
  /** The last change that was taken in. */
  #seen: number;

  constructor(storage: Storage, table: TableRecord, time: PastTime, scope: Scope) {
    this.#storage = storage;
    this.#table = table;
    this.#scope = scope;
    this.#time = time;
    this.#seen = time.sequence;
  }

  /** The items in chunks; `turn` is awaited between these. */
  async *items(turn: Turn): AsyncGenerator<readonly StoredItem[]> {
    await this.#goBack(Number.POSITIVE_INFINITY, turn, () => undefined);
    let after: ItemKey | undefined;
    do {
      this.#catchUp(after);
      const chunk: StoredItem[] = [];
      after = this.#readChunk(after, chunk);
      yield chunk;
      await turn();
    } while (after !== undefined);
    // Whatever changes from here on was read already.
    const changed = [...this.#then.values()].filter((item) => item !== undefined);
    for (const chunk of chunksOf(changed, (packed) => packed.length)) {
      yield chunk.map(unpack);
      await turn();
    }
  }

  /** What changed from a time (ms since the epoch) on, in all: an item that came and went isn't among it. */
  async *netChanges(from: number, turn: Turn): AsyncGenerator<readonly NetChange[]> {
    const span = new Map<string, PastChange>();
    await this.#goBack(from, turn, ({ key, at, old }) => {
      const text = encodeKey(key);
      // Going back, the first one that is met is the last change, and the last one met knows what was there before.
      span.set(text, { key, at: span.get(text)?.at ?? at, ...(old === undefined ? {} : { old }) });
    });
    for (const changes of chunksOf([...span], () => 0)) {
      this.#catchUp(undefined);
      const items = this.#storage.items.in(this.#scope);
      const net = changes.map(([text, { key, at, old }]) => ({
        at,
        old: read(old),
        item: this.#then.has(text) ? read(this.#then.get(text)) : items.get(key),
      }));
      // Items may be large, so that they are handed on in chunks of their own.
      for (const chunk of chunksOf(
        net.filter(({ item, old }) => (item ?? old) !== undefined),
        sizeOfChange,
      )) {
        yield chunk;
        await turn();
      }
    }
  }

  /** Goes through the changes from the last one back to `from`. Those after the time are taken in, the others are met. */
  async #goBack(from: number, turn: Turn, meet: (change: PastChange) => void): Promise<void> {
    const history = this.#storage.history.in(this.#scope);
    const { number } = this.#table;
    let next = this.#time.sequence;
    for (let isOver = false; !isOver; ) {
      const range: Range = { prefix: [number], to: [number, next], reverse: true };
      isOver = true;
      let read = 0;
      for (const [[, sequence], change] of history.range(range)) {
        if (change.at >= this.#time.before) this.#then.set(encodeKey(change.key), change.old);
        else if (change.at >= from) meet(change);
        else break;
        read += 1;
        if (read < CHUNK) continue;
        next = sequence - 1;
        isOver = false;
        break;
      }
      await turn();
    }
  }

  /** Takes in what changed since the last time; items up to `passed` were read already, as they were. */
  #catchUp(passed: ItemKey | undefined): void {
    const history = this.#storage.history.in(this.#scope);
    const { number } = this.#table;
    // The numbers begin again once everything that is too old was removed: what is there came later.
    if (lastSequence(this.#storage, this.#table, this.#scope) < this.#seen) this.#seen = 0;
    const bound = passed === undefined ? '' : encodeKey(passed);
    for (const [[, sequence], { key, old }] of history.range({ prefix: [number], after: [number, this.#seen] })) {
      this.#seen = sequence;
      const text = encodeKey(key);
      if (text > bound && !this.#then.has(text)) this.#then.set(text, old);
    }
  }

  /** @returns the last key that was read; undefined when there are no more. */
  #readChunk(after: ItemKey | undefined, chunk: StoredItem[]): ItemKey | undefined {
    const range = { prefix: [this.#table.number], ...(after === undefined ? {} : { after }) };
    let read = 0;
    let bytes = 0;
    for (const [key, item] of this.#storage.items.in(this.#scope).range(range)) {
      if (this.#then.size === 0 || !this.#then.has(encodeKey(key))) chunk.push(item);
      read += 1;
      bytes += item.size;
      if (read === CHUNK || bytes >= CHUNK_BYTES) return key;
    }
    return undefined;
  }
}

const read = (packed: PackedItem | undefined): Before => (packed === undefined ? undefined : unpack(packed));

const sizeOfChange = ({ item, old }: NetChange): number => (item?.size ?? 0) + (old?.size ?? 0);

/** The number of the table's last change; 0 where there is none. */
export function lastSequence(storage: Storage, table: TableRecord, scope: Scope): number {
  const [last] = storage.history.in(scope).range({ prefix: [table.number], reverse: true });
  return last?.[0][1] ?? 0;
}

function* chunksOf<T>(all: readonly T[], sizeOf: (each: T) => number): Generator<readonly T[]> {
  let chunk: T[] = [];
  let bytes = 0;
  for (const each of all) {
    chunk.push(each);
    bytes += sizeOf(each);
    if (chunk.length < CHUNK && bytes < CHUNK_BYTES) continue;
    yield chunk;
    chunk = [];
    bytes = 0;
  }
  if (chunk.length > 0) yield chunk;
}
