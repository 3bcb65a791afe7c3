/** Many rows at once. They are read before any is written: a range reads again after each change. */
import type { ItemKey } from './items/item-key.js';
import type { ItemTable, RowsSize, StoredItem } from './storage.js';

const CHUNK = 1000;

export interface RowCopy {
  /** Rows are those whose key begins with the number; the copies' keys begin with the other one. */
  readonly from: number;
  readonly to: number;
  /** Keys that aren't copied, without their first part. */
  readonly isLeftOut?: (key: ItemKey) => boolean;
}

/** @returns what was copied. */
export function copyRows(source: ItemTable, target: ItemTable, { from, to, isLeftOut }: RowCopy): RowsSize {
  let items = 0;
  let bytes = 0;
  let chunk = firstRows(source, [from]);
  while (chunk.length > 0) {
    for (const [key, item] of chunk) {
      const rest = key.slice(1);
      if (isLeftOut?.(rest) === true) continue;
      target.put([to, ...rest], item);
      items += 1;
      bytes += item.size;
    }
    chunk = firstRows(source, [from], chunk.at(-1)?.[0]);
  }
  return { items, bytes };
}

function firstRows(rows: ItemTable, prefix: ItemKey, after?: ItemKey): (readonly [ItemKey, StoredItem])[] {
  const chunk: (readonly [ItemKey, StoredItem])[] = [];
  for (const row of rows.range({ prefix, ...(after === undefined ? {} : { after }) })) {
    chunk.push(row);
    if (chunk.length === CHUNK) break;
  }
  return chunk;
}
