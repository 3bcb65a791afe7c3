/** What attributes that are keys of indexes may hold. */
import type { AttributeValue } from '../../../generated/dynamodb/types.js';
import { type Attributes, attributeOf, typeOf } from './attribute-value.js';
import { keyPartOf, LONGEST_HASH_KEY, LONGEST_RANGE_KEY } from './item-key.js';
import { invalid, invalidParameter, notValid } from './refusals.js';
import type { IndexRecord } from './secondary-index.js';
import type { KeyAttribute, TableRecord } from './storage.js';

/** Where the attributes come from: a whole item, or an update that made it. */
export type Origin = 'item' | 'update';

/** An item may lack an index's keys, and then isn't in the index; what it has must fit them. */
export function checkIndexKeys({ indexes }: TableRecord, attributes: Attributes, origin: Origin = 'item'): void {
  if (indexes.every((index) => problemOf(index, attributes, origin) === undefined)) return;
  // Of several indexes AWS names the one whose name sorts first.
  for (const index of [...indexes].sort((left, right) => (left.name < right.name ? -1 : 1))) {
    const problem = problemOf(index, attributes, origin);
    if (problem !== undefined) throw problem;
  }
}

function problemOf(index: IndexRecord, attributes: Attributes, origin: Origin): Error | undefined {
  for (const key of index.hashKeys) {
    const problem = problemOfKey(index, key, attributeOf(attributes, key.name), LONGEST_HASH_KEY, origin);
    if (problem !== undefined) return problem;
  }
  for (const key of index.rangeKeys) {
    const problem = problemOfKey(index, key, attributeOf(attributes, key.name), LONGEST_RANGE_KEY, origin);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function problemOfKey(
  index: IndexRecord,
  key: KeyAttribute,
  value: AttributeValue | undefined,
  longest: number,
  origin: Origin,
): Error | undefined {
  if (value === undefined) return undefined;
  const part = keyPartOf(key, value);
  if (part === undefined)
    return invalidParameter(
      `Type mismatch for Index Key ${key.name} Expected: ${key.type} Actual: ${typeOf(value)} IndexName: ${index.name}`,
    );
  if (key.type === 'N') return undefined;
  const size = Buffer.byteLength(part);
  if (size === 0) return origin === 'item' ? emptyIndexKey(index, key) : emptyUpdatedKey(key);
  if (size <= longest) return undefined;
  // The API reference has it among TransactWriteItems' cancellation reasons.
  if (origin === 'update') return invalid('The update expression attempted to update the secondary index key beyond allowed size limits');
  return longest === LONGEST_HASH_KEY
    ? invalidParameter(`Size of hashkey has exceeded the maximum size limit of${LONGEST_HASH_KEY} bytes`)
    : invalidParameter(`Aggregated size of all range keys has exceeded the size limit of ${LONGEST_RANGE_KEY} bytes`);
}

export const emptyIndexKey = (index: IndexRecord, key: KeyAttribute): Error =>
  notValid(
    `A value specified for a secondary index key is not supported. ${cannotBeEmpty(key)} IndexName: ${index.name}, IndexKey: ${key.name}`,
  );

const emptyUpdatedKey = (key: KeyAttribute): Error =>
  notValid(`The update expression attempted to update a secondary index key to a value that is not supported. ${cannotBeEmpty(key)}`);

const cannotBeEmpty = ({ type }: KeyAttribute): string =>
  `The AttributeValue for a key attribute cannot contain an empty ${type === 'S' ? 'string' : 'binary'} value.`;
