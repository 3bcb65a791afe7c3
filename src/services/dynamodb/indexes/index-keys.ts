/** What attributes that are keys of indexes may hold. */

import type { Change } from '../expressions/change-tree.js';
import { keyPartOf, LONGEST_HASH_KEY, LONGEST_RANGE_KEY } from '../items/item-key.js';
import { invalid, invalidParameter, notValid } from '../refusals.js';
import type { KeyAttribute, TableRecord } from '../storage.js';
import { type Attributes, attributeOf, typeOf } from '../values/attribute-value.js';
import type { IndexRecord } from './secondary-index.js';

/** Of an update: the names of the attributes that it changed. Of a whole item undefined. */
type Changed = ReadonlySet<string> | undefined;

/** An item may lack an index's keys, and then isn't in the index; what it has must fit them. */
export function checkIndexKeys({ indexes }: TableRecord, attributes: Attributes, changed?: Changed): void {
  if (indexes.every((index) => problemOf(index, attributes, changed) === undefined)) return;
  // Of several indexes AWS names the one whose name sorts first.
  for (const index of [...indexes].sort((left, right) => (left.name < right.name ? -1 : 1))) {
    const problem = problemOf(index, attributes, changed);
    if (problem !== undefined) throw problem;
  }
}

/**
 * What an update leaves as it was isn't looked at: an index may be younger than its table's items.
 * @param attributes as they are after the changes.
 */
export function checkUpdatedKeys(table: TableRecord, attributes: Attributes, changes: readonly Change[]): void {
  if (table.indexes.length > 0) checkIndexKeys(table, attributes, new Set(changes.map(({ path: [name] }) => name)));
}

function problemOf(index: IndexRecord, attributes: Attributes, changed: Changed): Error | undefined {
  for (const key of index.hashKeys) {
    const problem = problemOfKey(index, key, attributes, LONGEST_HASH_KEY, changed);
    if (problem !== undefined) return problem;
  }
  for (const key of index.rangeKeys) {
    const problem = problemOfKey(index, key, attributes, LONGEST_RANGE_KEY, changed);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function problemOfKey(index: IndexRecord, key: KeyAttribute, attributes: Attributes, longest: number, changed: Changed): Error | undefined {
  const value = attributeOf(attributes, key.name);
  if (value === undefined || changed?.has(key.name) === false) return undefined;
  const part = keyPartOf(key, value);
  if (part === undefined)
    return invalidParameter(
      `Type mismatch for Index Key ${key.name} Expected: ${key.type} Actual: ${typeOf(value)} IndexName: ${index.name}`,
    );
  if (key.type === 'N') return undefined;
  const size = Buffer.byteLength(part);
  if (size === 0) return changed === undefined ? emptyIndexKey(index, key) : emptyUpdatedKey(key);
  if (size <= longest) return undefined;
  // The API reference has it among TransactWriteItems' cancellation reasons.
  if (changed !== undefined) return invalid('The update expression attempted to update the secondary index key beyond allowed size limits');
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
