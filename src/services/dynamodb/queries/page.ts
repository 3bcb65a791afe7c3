/** One page of a Query or a Scan. */
import type { ConsumedCapacity, Select } from '../../../../generated/dynamodb/types.js';
import type { Range } from '../../../state/table.js';
import { project } from '../expressions/change-tree.js';
import { keyOfItem } from '../items/item-key.js';
import type { PlannedRead } from '../items/planned-read.js';
import { ItemsAnswer } from '../items/ready-answers.js';
import type { StoredItem } from '../storage.js';
import type { Attributes } from '../values/attribute-value.js';
import { lastKeyOf, type Source } from './source.js';

/** A page ends with the item that reaches this many bytes. */
const PAGE_BYTES = 1024 * 1024;

export interface Page {
  readonly items: readonly StoredItem[];
  /** Of the rows that were read. */
  readonly bytes: number;
  /** Of each of the table's items that were read besides, for what a local index doesn't show. */
  readonly fetched: readonly number[];
  /** There is one when a limit ended the page, even if nothing follows. */
  readonly lastKey?: Attributes;
}

/** @param fetches whether the table's items are to be read for the index's entries. */
export function readPage(source: Source, range: Range, limit: number | undefined, fetches: boolean): Page {
  const items: StoredItem[] = [];
  const fetched: number[] = [];
  let bytes = 0;
  let read = 0;
  for (const row of source.rows.values(limit === undefined ? range : { ...range, expected: limit })) {
    const item = fetches ? itemOf(source, row) : row;
    if (fetches) fetched.push(item.size);
    items.push(item);
    bytes += row.size;
    read += fetches ? row.size + item.size : row.size;
    if (items.length === limit || read >= PAGE_BYTES) return { items, bytes, fetched, lastKey: lastKeyOf(source, row) };
  }
  return { items, bytes, fetched };
}

function itemOf({ table, items }: Source, row: StoredItem): StoredItem {
  return items.get(keyOfItem(table, row.attributes)) ?? row;
}

export interface PageAnswer {
  readonly Items?: Attributes[];
  readonly Count: number;
  readonly ScannedCount: number;
  LastEvaluatedKey?: Attributes;
  ConsumedCapacity?: ConsumedCapacity;
}

/** The filter is asked behind the page: what it drops was read, and counts. */
export function answerPage({ items, lastKey }: Page, select: Select | undefined, { filter, projection }: PlannedRead): PageAnswer {
  const kept = filter === undefined ? items : items.filter(({ attributes }) => filter.holds(attributes));
  const answer = answerWith(kept, items.length, select, projection);
  if (lastKey !== undefined) answer.LastEvaluatedKey = lastKey;
  return answer;
}

function answerWith(
  kept: readonly StoredItem[],
  scanned: number,
  select: Select | undefined,
  projection: PlannedRead['projection'],
): PageAnswer {
  if (select === 'COUNT') return { Count: kept.length, ScannedCount: scanned };
  if (projection === undefined) return new ItemsAnswer(kept, scanned);
  return { Items: kept.map(({ attributes }) => project(attributes, projection)), Count: kept.length, ScannedCount: scanned };
}
