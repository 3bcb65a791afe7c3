/** One page of a Query or a Scan. */
import type { Select } from '../../../generated/dynamodb/types.js';
import type { Range } from '../../state/table.js';
import type { Attributes } from './attribute-value.js';
import { project } from './expressions/change-tree.js';
import { keyOfItem } from './item-key.js';
import type { PlannedRead } from './planned-read.js';
import { lastKeyOf, type Source } from './source.js';
import type { StoredItem } from './storage.js';

/** A page ends with the item that reaches this many bytes. */
const PAGE_BYTES = 1024 * 1024;

export interface Page {
  readonly items: readonly Attributes[];
  /** Of the rows that were read. */
  readonly bytes: number;
  /** Of each of the table's items that were read besides, for what a local index doesn't show. */
  readonly fetched: readonly number[];
  /** There is one when a limit ended the page, even if nothing follows. */
  readonly lastKey?: Attributes;
}

/** @param fetches whether the table's items are to be read for the index's entries. */
export function readPage(source: Source, range: Range, limit: number | undefined, fetches: boolean): Page {
  const found: Attributes[] = [];
  const fetched: number[] = [];
  let bytes = 0;
  let read = 0;
  for (const [, row] of source.rows.range(range)) {
    const item = fetches ? itemOf(source, row) : row;
    if (fetches) fetched.push(item.size);
    found.push(item.attributes);
    bytes += row.size;
    read += fetches ? row.size + item.size : row.size;
    if (found.length === limit || read >= PAGE_BYTES) return { items: found, bytes, fetched, lastKey: lastKeyOf(source, row) };
  }
  return { items: found, bytes, fetched };
}

function itemOf({ table, items }: Source, row: StoredItem): StoredItem {
  return items.get(keyOfItem(table, row.attributes)) ?? row;
}

export interface PageAnswer {
  Items?: Attributes[];
  Count: number;
  ScannedCount: number;
  LastEvaluatedKey?: Attributes;
}

/** The filter is asked behind the page: what it drops was read, and counts. */
export function answerPage({ items, lastKey }: Page, select: Select | undefined, { filter, projection }: PlannedRead): PageAnswer {
  const kept = filter === undefined ? items : items.filter(filter.holds);
  return {
    ...(select === 'COUNT' ? {} : { Items: kept.map((item) => (projection === undefined ? item : project(item, projection))) }),
    Count: kept.length,
    ScannedCount: items.length,
    ...(lastKey === undefined ? {} : { LastEvaluatedKey: lastKey }),
  };
}
