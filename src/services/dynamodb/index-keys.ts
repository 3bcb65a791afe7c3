/** What attributes that are keys of indexes may hold. */
import type { AttributeValue } from '../../../generated/dynamodb/types.js';
import { type Attributes, attributeOf, typeOf } from './attribute-value.js';
import { keyPartOf, LONGEST_HASH_KEY, LONGEST_RANGE_KEY } from './item-key.js';
import { invalid, invalidParameter } from './refusals.js';
import type { IndexRecord } from './secondary-index.js';
import type { KeyAttribute, TableRecord } from './storage.js';

/** An item may lack an index's keys, and then isn't in the index; what it has must fit them. */
export function checkIndexKeys({ indexes }: TableRecord, attributes: Attributes): void {
  for (const index of indexes) {
    for (const key of index.hashKeys) checkKey(index, key, attributeOf(attributes, key.name), LONGEST_HASH_KEY);
    for (const key of index.rangeKeys) checkKey(index, key, attributeOf(attributes, key.name), LONGEST_RANGE_KEY);
  }
}

function checkKey(index: IndexRecord, key: KeyAttribute, value: AttributeValue | undefined, longest: number): void {
  if (value === undefined) return;
  const part = keyPartOf(key, value);
  if (part === undefined)
    throw invalidParameter(
      `Type mismatch for Index Key ${key.name} Expected: ${key.type} Actual: ${typeOf(value)} IndexName: ${index.name}`,
    );
  if (key.type === 'N') return;
  const size = Buffer.byteLength(part);
  if (size === 0) throw emptyIndexKey(index, key);
  if (size <= longest) return;
  throw longest === LONGEST_HASH_KEY
    ? invalidParameter(`Size of hashkey has exceeded the maximum size limit of${LONGEST_HASH_KEY} bytes`)
    : invalidParameter(`Aggregated size of all range keys has exceeded the size limit of ${LONGEST_RANGE_KEY} bytes`);
}

export const emptyIndexKey = (index: IndexRecord, { name, type }: KeyAttribute): Error =>
  invalid(
    `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${type === 'S' ? 'string' : 'binary'} value. IndexName: ${index.name}, IndexKey: ${name}`,
  );
