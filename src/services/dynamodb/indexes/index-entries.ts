/** Keeps the entries of secondary indexes in step with the items of their table. */
import { isDeepStrictEqual } from 'node:util';
import type { Scope } from '../../../contract/context.js';
import { type ItemKey, keyText } from '../items/item-key.js';
import type { Storage, StoredItem, TableRecord } from '../storage.js';
import { entryKey, type IndexRecord, projectItem } from './secondary-index.js';

interface Entry {
  readonly key: ItemKey;
  readonly item: StoredItem;
}

function entryOf(table: TableRecord, index: IndexRecord, itemKey: ItemKey, item: StoredItem | undefined): Entry | undefined {
  const key = item && entryKey(table, index, item.attributes, itemKey);
  return item === undefined || key === undefined ? undefined : { key, item: projectItem(index, item) };
}

/** What a write does to an index that it changes. */
export interface EntryChange {
  readonly index: IndexRecord;
  /** An entry that is removed, or whose key changes. */
  readonly removed?: Entry | undefined;
  readonly put?: Entry | undefined;
  /** What `put` takes the place of, under the same key. */
  readonly replaced?: Entry | undefined;
}

/** Indexes whose entry stays as it was aren't among them. */
export function entryChanges(
  table: TableRecord,
  key: ItemKey,
  old: StoredItem | undefined,
  item: StoredItem | undefined,
): readonly EntryChange[] {
  const changes: EntryChange[] = [];
  for (const index of table.indexes) {
    const removed = entryOf(table, index, key, old);
    const put = entryOf(table, index, key, item);
    if (removed !== undefined && put !== undefined && keyText(removed.key) === keyText(put.key)) {
      if (!isSame(removed.item, put.item)) changes.push({ index, put, replaced: removed });
    } else if (removed !== undefined || put !== undefined) changes.push({ index, removed, put });
  }
  return changes;
}

const isSame = (left: StoredItem, right: StoredItem): boolean => left === right || isDeepStrictEqual(left.attributes, right.attributes);

/** To be called by whoever writes the item, with the item as it was and as it will be. */
export function writeEntries(
  storage: Storage,
  table: TableRecord,
  key: ItemKey,
  old: StoredItem | undefined,
  item: StoredItem | undefined,
  scope: Scope,
): void {
  const entries = storage.entries.in(scope);
  for (const { removed, put } of entryChanges(table, key, old, item)) {
    if (removed !== undefined) entries.delete(removed.key);
    if (put !== undefined) entries.put(put.key, put.item);
  }
}

/** The entry of one item, for an index that is filled. */
export function putEntry(storage: Storage, table: TableRecord, index: IndexRecord, key: ItemKey, item: StoredItem, scope: Scope): void {
  const entry = entryOf(table, index, key, item);
  if (entry !== undefined) storage.entries.in(scope).put(entry.key, entry.item);
}

/** Fills a new index from the items that are there. */
export function backfill(storage: Storage, table: TableRecord, index: IndexRecord, scope: Scope): void {
  const entries = storage.entries.in(scope);
  for (const [key, item] of storage.items.in(scope).range({ prefix: [table.number] })) {
    const entry = entryOf(table, index, key, item);
    if (entry !== undefined) entries.put(entry.key, entry.item);
  }
}
