/** What a Query or a Scan reads: a table, or one of its indexes. */
import type { AttributeValue } from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { emptyIndexKey } from '../indexes/index-keys.js';
import { entryKey, entryPartition, type IndexRecord } from '../indexes/secondary-index.js';
import { type ItemKey, keyOfKey, keyPartOf, partitionOf } from '../items/item-key.js';
import { invalid } from '../refusals.js';
import type { ItemTable, KeyAttribute, Storage, StoredItem, TableRecord } from '../storage.js';
import { indexStatus } from '../tables/table-status.js';
import { type Attributes, attributeOf } from '../values/attribute-value.js';
import { keyAttributeOf } from '../values/packed-items.js';

export interface Source {
  readonly table: TableRecord;
  readonly index?: IndexRecord;
  readonly hashKeys: readonly KeyAttribute[];
  readonly rangeKeys: readonly KeyAttribute[];
  /** What a page's last key is made of: the index's keys and the table's. */
  readonly keyNames: readonly string[];
  readonly rows: ItemTable;
  /** What all its rows' keys begin with. */
  readonly prefix: ItemKey;
  /** The table's items, for what a local index doesn't show. */
  readonly items: ItemTable;
}

export interface SourceParameters {
  readonly IndexName?: string | undefined;
  readonly ConsistentRead?: boolean | undefined;
}

/** @throws ValidationException for an index that isn't there, and for a consistent read of a global one */
export function sourceOf(storage: Storage, table: TableRecord, input: SourceParameters, ctx: Context): Source {
  const items = storage.items.in(ctx);
  const tableNames = table.keySchema.map(({ AttributeName }) => AttributeName);
  if (input.IndexName === undefined) {
    const rangeKeys = table.rangeKey === undefined ? [] : [table.rangeKey];
    return { table, hashKeys: [table.hashKey], rangeKeys, keyNames: tableNames, rows: items, prefix: [table.number], items };
  }
  const index = table.indexes.find(({ name }) => name === input.IndexName);
  if (index === undefined || index.pending?.status === 'DELETING')
    throw invalid(`The table does not have the specified index: ${input.IndexName}`);
  if ((index.pending !== undefined || index.isFilling === true) && indexStatus(index, ctx.clock.now()) === 'CREATING')
    throw invalid(`Cannot read from backfilling global secondary index: ${input.IndexName}`);
  if (index.kind === 'global' && input.ConsistentRead === true)
    throw invalid('Consistent reads are not supported on global secondary indexes');
  return {
    table,
    index,
    hashKeys: index.hashKeys,
    rangeKeys: index.rangeKeys,
    keyNames: [...new Set([...index.keySchema.map(({ AttributeName }) => AttributeName), ...tableNames])],
    rows: storage.entries.in(ctx),
    prefix: [table.number, index.number],
    items,
  };
}

/** Where all rows with these hash keys lie. */
export function partitionIn({ table, index, hashKeys }: Source, values: readonly AttributeValue[]): ItemKey {
  const [hash] = values;
  if (hash === undefined) throw new Error('A query without a hash key passed the check');
  if (index === undefined) return partitionOf(table, hash);
  for (const [at, key] of hashKeys.entries()) refuseEmpty(index, key, values[at]);
  return entryPartition(table, index, values);
}

export function refuseEmpty(index: IndexRecord, key: KeyAttribute, value: AttributeValue | undefined): void {
  if (value !== undefined && keyPartOf(key, value)?.length === 0) throw emptyIndexKey(index, key);
}

/**
 * Where the row with this last key lies, or would.
 * @returns undefined for attributes that aren't exactly the keys, each of its type
 */
export function rowKeyOf({ table, index, keyNames }: Source, attributes: Attributes): ItemKey | undefined {
  const names = Object.keys(attributes);
  if (names.length !== keyNames.length || !keyNames.every((name) => attributeOf(attributes, name) !== undefined)) return undefined;
  if (index === undefined) return keyOfKey(table, attributes);
  for (const key of [...index.hashKeys, ...index.rangeKeys]) refuseEmpty(index, key, attributeOf(attributes, key.name));
  const key = Object.fromEntries(
    table.keySchema.flatMap(({ AttributeName: name }) => {
      const value = attributeOf(attributes, name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
  return entryKey(table, index, attributes, keyOfKey(table, key));
}

/** The last key of a page that ends with this row. */
export function lastKeyOf({ table, hashKeys, rangeKeys, keyNames }: Source, row: StoredItem): Attributes {
  const keys = [...hashKeys, ...rangeKeys, table.hashKey, ...(table.rangeKey === undefined ? [] : [table.rangeKey])];
  return Object.fromEntries(
    keyNames.flatMap((name) => {
      const key = keys.find((key) => key.name === name);
      const value = key && keyAttributeOf(row, key);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
