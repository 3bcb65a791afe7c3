/** One page of a Query or a Scan. */
import type { Select } from '../../../generated/dynamodb/types.js';
import type { Range } from '../../state/table.js';
import type { Attributes } from './attribute-value.js';
import { keyAttributes } from './item-key.js';
import { invalid } from './refusals.js';
import type { ItemTable, TableRecord } from './storage.js';

/** A page ends with the item that reaches this many bytes. */
const PAGE_BYTES = 1024 * 1024;

export interface Page {
  readonly items: readonly Attributes[];
  readonly bytes: number;
  /** There is one when a limit ended the page, even if nothing follows. */
  readonly lastKey?: Attributes;
}

export function readPage(items: ItemTable, table: TableRecord, range: Range, limit: number | undefined): Page {
  const found: Attributes[] = [];
  let bytes = 0;
  for (const [, item] of items.range(range)) {
    found.push(item.attributes);
    bytes += item.size;
    if (found.length === limit || bytes >= PAGE_BYTES) return { items: found, bytes, lastKey: keyAttributes(table, item.attributes) };
  }
  return { items: found, bytes };
}

/** Without an index or a projection there is only everything or a count to choose from. */
export function checkSelect(select: Select | undefined): void {
  if (select === 'SPECIFIC_ATTRIBUTES')
    throw invalid('Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES');
  if (select === 'ALL_PROJECTED_ATTRIBUTES') throw invalid('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
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
