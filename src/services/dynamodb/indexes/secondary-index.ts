/** Secondary indexes: which items they hold, under which keys, and what of an item they show. */
import { crc32 } from 'node:zlib';
import type {
  AttributeValue,
  KeySchemaElement,
  OnDemandThroughput,
  Projection,
  WarmThroughput,
} from '../../../../generated/dynamodb/types.js';
import type { KeyPart } from '../../../state/table.js';
import { type ItemKey, keyPartOf, LONGEST_HASH_KEY, LONGEST_RANGE_KEY } from '../items/item-key.js';
import type { KeyAttribute, StoredItem, TableRecord } from '../storage.js';
import type { Pending } from '../tables/pending.js';
import type { PendingTableStatus } from '../tables/table-status.js';
import { type Attributes, attributeOf, attributesSize } from '../values/attribute-value.js';

export interface IndexRecord {
  readonly name: string;
  readonly kind: 'global' | 'local';
  /** Stands in the keys of the index's entries. A number is used once in a table. */
  readonly number: number;
  readonly keySchema: readonly KeySchemaElement[];
  /** Up to four of each for global indexes; a local one has the table's hash key and one range key. */
  readonly hashKeys: readonly KeyAttribute[];
  readonly rangeKeys: readonly KeyAttribute[];
  readonly projection: Projection;
  /** Names of what is projected; undefined for everything. */
  readonly projected?: readonly string[];
  /** Zeros for on-demand tables and local indexes. */
  readonly readCapacityUnits: number;
  readonly writeCapacityUnits: number;
  readonly onDemandThroughput?: OnDemandThroughput;
  readonly warmThroughput?: WarmThroughput;
  /** What is under way with it. */
  readonly pending?: Pending<PendingTableStatus>;
  /** While not all of its entries are there. */
  readonly isFilling?: true;
}

/**
 * Divides an entry's own keys from the table's, and sorts below `BEHIND`: the bounds of a range end either before all entries
 * of a key or behind all of them.
 */
const SUFFIX = false;
export const BEHIND = true;

/**
 * [table, index, hash of the hash keys, hash keys, range keys, SUFFIX, the table's keys].
 * @returns undefined for an item that lacks one of the keys, or has one that can't be a key: items that were there before their index
 * may, and stay out of it.
 */
export function entryKey(table: TableRecord, index: IndexRecord, attributes: Attributes, itemKey: ItemKey): ItemKey | undefined {
  const parts: KeyPart[] = [];
  for (const key of index.hashKeys) {
    const part = fittingPart(key, attributes, LONGEST_HASH_KEY);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  for (const key of index.rangeKeys) {
    const part = fittingPart(key, attributes, LONGEST_RANGE_KEY);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  const [, , hash = '', range] = itemKey;
  // A local index has the hash key in front already.
  const own = index.kind === 'local' ? [] : [hash];
  return [
    table.number,
    index.number,
    hashOf(parts.slice(0, index.hashKeys.length)),
    ...parts,
    SUFFIX,
    ...own,
    ...(range === undefined ? [] : [range]),
  ];
}

function fittingPart(key: KeyAttribute, attributes: Attributes, longest: number): string | Uint8Array | undefined {
  const value = attributeOf(attributes, key.name);
  const part = value && keyPartOf(key, value);
  if (part === undefined || part.length === 0) return undefined;
  return Buffer.byteLength(part) > longest && key.type !== 'N' ? undefined : part;
}

/** Where the entries with these hash keys lie. */
export function entryPartition(table: TableRecord, index: IndexRecord, values: readonly AttributeValue[]): ItemKey {
  const parts = index.hashKeys.map((key, at) => (values[at] && keyPartOf(key, values[at])) ?? '');
  return [table.number, index.number, hashOf(parts), ...parts];
}

const hashOf = (parts: readonly KeyPart[]): number =>
  parts.reduce<number>((hash, part) => crc32(typeof part === 'object' ? part : String(part), hash), 0);

/** What the index shows of an item: the item itself when that is everything. */
export function projectItem({ projected }: IndexRecord, item: StoredItem): StoredItem {
  if (projected === undefined) return item;
  const shown: [string, AttributeValue][] = [];
  for (const name of projected) {
    const value = attributeOf(item.attributes, name);
    if (value !== undefined) shown.push([name, value]);
  }
  if (shown.length === Object.keys(item.attributes).length) return item;
  const attributes: Attributes = Object.fromEntries(shown);
  return { attributes, size: attributesSize(attributes) };
}

/** The names that an index with this projection shows; keys are always among them. */
export function projectedNames(
  { ProjectionType: type, NonKeyAttributes: more = [] }: Projection,
  keySchema: readonly KeySchemaElement[],
  tableKeys: readonly KeySchemaElement[],
): readonly string[] | undefined {
  if (type === 'ALL') return undefined;
  const keys = [...tableKeys, ...keySchema].map(({ AttributeName }) => AttributeName);
  return [...new Set(type === 'INCLUDE' ? [...keys, ...more] : keys)];
}
