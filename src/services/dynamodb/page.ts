/** One page of a Query or a Scan. */
import type { Select } from '../../../generated/dynamodb/types.js';
import type { Range } from '../../state/table.js';
import type { Attributes } from './attribute-value.js';
import { keyOfItem } from './item-key.js';
import { invalid } from './refusals.js';
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

/** What a request's Select may say, as far as the request alone shows. */
export function checkSelect({
  Select,
  IndexName,
}: {
  readonly Select?: Select | undefined;
  readonly IndexName?: string | undefined;
}): void {
  if (Select === 'SPECIFIC_ATTRIBUTES')
    throw invalid('Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES');
  if (Select === 'ALL_PROJECTED_ATTRIBUTES' && IndexName === undefined)
    throw invalid('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
}

export interface PageAnswer {
  Items?: Attributes[];
  Count: number;
  ScannedCount: number;
  LastEvaluatedKey?: Attributes;
}

export function answerPage({ items, lastKey }: Page, select: Select | undefined): PageAnswer {
  return {
    ...(select === 'COUNT' ? {} : { Items: [...items] }),
    Count: items.length,
    ScannedCount: items.length,
    ...(lastKey === undefined ? {} : { LastEvaluatedKey: lastKey }),
  };
}
