/** The keys under which items are stored, and AWS's words for keys that aren't right. */
import { crc32 } from 'node:zlib';
import type { AttributeValue } from '../../../../generated/dynamodb/types.js';
import type { KeyPart } from '../../../state/table.js';
import { invalid, invalidParameter, notValid } from '../refusals.js';
import type { KeyAttribute, TableRecord } from '../storage.js';
import { type Attributes, attributeOf, typeOf } from '../values/attribute-value.js';
import { numberSortKey } from '../values/number.js';

/**
 * [table, hash of the partition key, partition key, sort key]. Strings and bytes sort as they do in the state's tables, numbers
 * through their sort key. The hash spreads a Scan as AWS's partitions do, and parallel segments are ranges of it.
 */
export type ItemKey = readonly KeyPart[];

/** Hashes are below this. */
export const HASHES = 2 ** 32;

export const LONGEST_HASH_KEY = 2048;
export const LONGEST_RANGE_KEY = 1024;

/** @param attributes checked; a whole item. */
export function keyOfItem(table: TableRecord, attributes: Attributes): ItemKey {
  const { hashKey, rangeKey } = table;
  const hash = partOf(hashKey, present(attributes, hashKey), true);
  if (rangeKey === undefined) return [table.number, crc32(hash), hash];
  return [table.number, crc32(hash), hash, partOf(rangeKey, present(attributes, rangeKey), false)];
}

function present(attributes: Attributes, { name, type }: KeyAttribute): AttributeValue {
  const value = attributeOf(attributes, name);
  if (value === undefined) throw invalidParameter(`Missing the key ${name} in the item`);
  if (value[type] === undefined) throw invalidParameter(`Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`);
  return value;
}

/** @param key checked values; must be exactly the table's key. */
export function keyOfKey(table: TableRecord, key: Attributes): ItemKey {
  const { hashKey, rangeKey } = table;
  const hashValue = attributeOf(key, hashKey.name);
  const isWhole = Object.keys(key).length === table.keySchema.length;
  if (hashValue?.[hashKey.type] === undefined || !isWhole) throw keyMismatch();
  if (rangeKey === undefined) {
    const hash = partOf(hashKey, hashValue, true);
    return [table.number, crc32(hash), hash];
  }
  const rangeValue = attributeOf(key, rangeKey.name);
  if (rangeValue?.[rangeKey.type] === undefined) throw keyMismatch();
  const hash = partOf(hashKey, hashValue, true);
  return [table.number, crc32(hash), hash, partOf(rangeKey, rangeValue, false)];
}

const keyMismatch = (): Error => invalid('The provided key element does not match the schema');

/** Where all items with this partition key lie. */
export function partitionOf(table: TableRecord, value: AttributeValue): ItemKey {
  const hash = partOf(table.hashKey, value, true);
  return [table.number, crc32(hash), hash];
}

/** As it stands in keys, unchecked; undefined for a value of another type. */
export const keyPartOf = ({ type }: KeyAttribute, value: AttributeValue): string | Uint8Array | undefined =>
  type === 'N' ? value.N && numberSortKey(value.N) : type === 'S' ? value.S : value.B;

/** @param value has the attribute's type. */
export function partOf({ name, type }: KeyAttribute, value: AttributeValue, isHash: boolean): string | Uint8Array {
  if (type === 'N') return numberSortKey(value.N ?? '0');
  const part = (type === 'S' ? value.S : value.B) ?? '';
  const size = typeof part === 'string' ? Buffer.byteLength(part) : part.byteLength;
  if (size === 0)
    throw notValid(
      `The AttributeValue for a key attribute cannot contain an empty ${type === 'S' ? 'string' : 'binary'} value. Key: ${name}`,
    );
  if (isHash && size > LONGEST_HASH_KEY)
    throw invalidParameter(`Size of hashkey has exceeded the maximum size limit of${LONGEST_HASH_KEY} bytes`);
  if (!isHash && size > LONGEST_RANGE_KEY)
    throw invalidParameter(`Aggregated size of all range keys has exceeded the size limit of ${LONGEST_RANGE_KEY} bytes`);
  return part;
}

/** The key attributes of an item, as LastEvaluatedKey shows them. */
export function keyAttributes(table: TableRecord, attributes: Attributes): Attributes {
  return Object.fromEntries(
    table.keySchema.flatMap(({ AttributeName: name }) => {
      const value = attributeOf(attributes, name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** Equal for equal keys, to find duplicates. */
export function keyText(key: ItemKey): string {
  let text = '';
  for (const part of key) text += typeof part === 'object' ? textOfBytes(part) : `${String(part).length}:${part}`;
  return text;
}

/** Begins as no text's length does, so that bytes never equal a string. */
const textOfBytes = (bytes: Uint8Array): string =>
  `b${bytes.byteLength}:${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')}`;
