/** Fills a new index from the items that are there. Whoever writes an item meanwhile writes its entry, too. */
import type { Scope } from '../../../contract/context.js';
import { putEntry } from '../indexes/index-entries.js';
import type { IndexRecord } from '../indexes/secondary-index.js';
import type { ItemKey } from '../items/item-key.js';
import type { Storage, TableRecord } from '../storage.js';
import { isLarge } from '../tables/table-size.js';
import { carryOut, STEP_BYTES, STEP_ROWS } from './jobs.js';

export interface FillJob {
  readonly kind: 'fill';
  readonly tableName: string;
  readonly table: number;
  readonly index: number;
  /** The last item so far. */
  readonly after?: ItemKey;
}

/** @param index one of the stored table's that is marked as being filled; it no longer is when it is done. */
export const fillIndex = (storage: Storage, table: TableRecord, index: IndexRecord, scope: Scope): void =>
  carryOut(
    storage,
    { kind: 'fill', tableName: table.name, table: table.number, index: index.number },
    isLarge(storage, table, scope),
    scope,
  );

export function fillStep(storage: Storage, job: FillJob, scope: Scope): FillJob | undefined {
  const table = storage.tables.in(scope).get([job.tableName]);
  // Both may have been deleted since, and the name given to another table.
  if (table?.number !== job.table) return undefined;
  const index = table.indexes.find(({ number, isFilling }) => number === job.index && isFilling === true);
  if (index === undefined) return undefined;
  let rows = 0;
  let bytes = 0;
  let after: ItemKey | undefined;
  for (const [key, item] of storage.items
    .in(scope)
    .range({ prefix: [job.table], ...(job.after === undefined ? {} : { after: job.after }) })) {
    putEntry(storage, table, index, key, item, scope);
    rows += 1;
    bytes += item.size;
    if (rows < STEP_ROWS && bytes < STEP_BYTES) continue;
    after = key;
    break;
  }
  if (after !== undefined) return { ...job, after };
  storage.sizes.changed(table);
  const indexes = table.indexes.map((each) => (each === index ? filled(each) : each));
  storage.tables.in(scope).put([table.name], { ...table, indexes });
  return undefined;
}

function filled({ isFilling: _isOver, ...index }: IndexRecord): IndexRecord {
  return index;
}
