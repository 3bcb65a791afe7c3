/**
 * How many items tables and their indexes have, and how large these are together. They are counted when somebody asks: keeping the
 * numbers with each write would make every write dearer. Large tables are counted in steps between requests.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Answer, Scope } from '../../../contract/context.js';
import type { Key, Table } from '../../../state/table.js';
import type { ItemKey } from '../items/item-key.js';
import type { ItemTable, RowsSize, Storage, TableRecord } from '../storage.js';

/** Items and their bytes. */
export interface TableSize extends RowsSize {
  /** By the indexes' numbers. */
  readonly indexes: ReadonlyMap<number, RowsSize>;
}

/** Tables with more items are large: what is done with all of their items is done in the background. */
export const LARGE = 5000;
/** Rows that are counted in one turn. */
const STEP = 1000;

interface Measured {
  size: TableSize | undefined;
  isCurrent: boolean;
  counting: Promise<TableSize> | undefined;
}

/** What is known of the tables' sizes, by table id. */
export class TableSizes {
  readonly #measured = new Map<string, Measured>();

  /** To be called by whoever writes an item, or an entry of an index. */
  changed({ id }: TableRecord): void {
    const measured = this.#measured.get(id);
    if (measured !== undefined) measured.isCurrent = false;
  }

  of({ id }: TableRecord): Measured {
    let measured = this.#measured.get(id);
    if (measured === undefined) {
      measured = { size: undefined, isCurrent: false, counting: undefined };
      this.#measured.set(id, measured);
    }
    return measured;
  }

  forget({ id }: TableRecord): void {
    this.#measured.delete(id);
  }

  clear(): void {
    this.#measured.clear();
  }
}

/** At once: of a large table the latest size that is known, or what a first look at it shows. */
export function sizeOf(storage: Storage, table: TableRecord, scope: Scope): TableSize {
  const measured = storage.sizes.of(table);
  if (measured.size !== undefined && (measured.isCurrent || measured.size.items > LARGE)) return measured.size;
  const { size, isWhole } = firstLook(storage, table, scope);
  if (!isWhole) return measured.size ?? size;
  measured.size = size;
  measured.isCurrent = true;
  return size;
}

/** As it is now; a large table's once it is counted. */
export function countedSize(storage: Storage, table: TableRecord, scope: Scope): Answer<TableSize> {
  const measured = storage.sizes.of(table);
  // What was written since it began to count is asked for, too.
  if (measured.counting !== undefined)
    return measured.isCurrent ? measured.counting : measured.counting.then(() => countedSize(storage, table, scope));
  if (measured.size !== undefined && measured.isCurrent) return measured.size;
  if (measured.size === undefined || measured.size.items <= LARGE) {
    const { size, isWhole } = firstLook(storage, table, scope);
    if (isWhole) {
      measured.size = size;
      measured.isCurrent = true;
      return size;
    }
  }
  measured.counting ??= count(storage, table, measured, scope).finally(() => {
    measured.counting = undefined;
  });
  return measured.counting;
}

/** Whether work on all of the table's items would hold up others. */
export function isLarge(storage: Storage, table: TableRecord, scope: Scope): boolean {
  const { size, isCurrent } = storage.sizes.of(table);
  if (size !== undefined && isCurrent) return size.items > LARGE;
  return hasMoreThan(storage.items.in(scope), [table.number], LARGE);
}

export function hasMoreThan(rows: Pick<Table<Key, unknown>, 'range'>, prefix: Key, most: number): boolean {
  const range = rows.range({ prefix });
  for (let left = most; left >= 0; left -= 1) if (range.next().done === true) return false;
  return true;
}

function firstLook(storage: Storage, table: TableRecord, scope: Scope): { readonly size: TableSize; readonly isWhole: boolean } {
  let isWhole = true;
  const look = (rows: ItemTable, prefix: ItemKey): RowsSize => {
    const { size, after } = measure(rows, prefix, LARGE, undefined);
    if (after !== undefined) isWhole = false;
    return size;
  };
  const entries = storage.entries.in(scope);
  const indexes = new Map(table.indexes.map(({ number }) => [number, look(entries, [table.number, number])]));
  return { size: { ...look(storage.items.in(scope), [table.number]), indexes }, isWhole };
}

/** What is written meanwhile may be counted or not. */
async function count(storage: Storage, table: TableRecord, measured: Measured, scope: Scope): Promise<TableSize> {
  measured.isCurrent = true;
  const indexes = new Map<number, RowsSize>();
  for (const { number } of table.indexes) indexes.set(number, await countRows(storage.entries.in(scope), [table.number, number]));
  const size = { ...(await countRows(storage.items.in(scope), [table.number])), indexes };
  measured.size = size;
  return size;
}

async function countRows(rows: ItemTable, prefix: ItemKey): Promise<RowsSize> {
  let { size, after } = measure(rows, prefix, STEP, undefined);
  while (after !== undefined) {
    await nextTurn();
    const next = measure(rows, prefix, STEP, after);
    size = { items: size.items + next.size.items, bytes: size.bytes + next.size.bytes };
    after = next.after;
  }
  return size;
}

/** @returns also where it stopped, when there may be more rows. */
function measure(
  rows: ItemTable,
  prefix: ItemKey,
  most: number,
  from: ItemKey | undefined,
): { size: RowsSize; after: ItemKey | undefined } {
  let items = 0;
  let bytes = 0;
  for (const [key, { size }] of rows.range({ prefix, ...(from === undefined ? {} : { after: from }) })) {
    items += 1;
    bytes += size;
    if (items === most) return { size: { items, bytes }, after: key };
  }
  return { size: { items, bytes }, after: undefined };
}
