/** From key conditions to the rows of a table or an index that they select. */
import type { AttributeValue } from '../../../../generated/dynamodb/types.js';
import type { Range } from '../../../state/table.js';
import type { KeyCondition } from '../expressions/key-condition.js';
import { BEHIND } from '../indexes/secondary-index.js';
import { type ItemKey, partOf } from '../items/item-key.js';
import { invalid, invalidParameter } from '../refusals.js';
import type { KeyAttribute } from '../storage.js';
import { type Attributes, attributeOf } from '../values/attribute-value.js';
import { compareScalars } from '../values/scalar-order.js';
import { partitionIn, refuseEmpty, rowKeyOf, type Source } from './source.js';

/** The conditions in the order of the keys. */
export interface KeyConditions {
  readonly hashes: readonly KeyCondition[];
  /** Of as many range keys, from the first one on; only the last may be other than an equality. */
  readonly ranges: readonly KeyCondition[];
}

export function matchConditions(source: Source, conditions: readonly KeyCondition[]): KeyConditions {
  const { hashKeys, rangeKeys } = source;
  if (conditions.length > Math.max(2, hashKeys.length + rangeKeys.length)) throw invalid('Conditions can be of length 1 or 2 only');
  const on = ({ name }: KeyAttribute): KeyCondition | undefined => conditions.find(({ attribute }) => attribute === name);
  const hashes = hashKeys.map((key) => {
    const condition = on(key);
    if (condition === undefined) throw invalid(`Query condition missed key schema element: ${key.name}`);
    return condition;
  });
  const others = conditions.length - hashes.length;
  if (others > rangeKeys.length) throw invalid('Query key condition not supported');
  const ranges = rangeKeys.slice(0, others).map((key) => {
    const condition = on(key);
    if (condition === undefined) throw invalid(`Query condition missed key schema element: ${key.name}`);
    return condition;
  });
  if (hashes.some(isNoEquality) || ranges.some((range, at) => at < ranges.length - 1 && isNoEquality(range)))
    throw invalid('Query key condition not supported');
  hashKeys.forEach((key, at) => {
    checkTypes(key, hashes[at]);
  });
  rangeKeys.forEach((key, at) => {
    checkTypes(key, ranges[at]);
  });
  return { hashes, ranges };
}

const isNoEquality = ({ operator }: KeyCondition): boolean => operator !== '=';

function checkTypes({ type }: KeyAttribute, condition: KeyCondition | undefined): void {
  if (condition?.values.some((value) => value[type] === undefined))
    throw invalidParameter('Condition parameter type does not match schema type');
}

/** Where the query goes on from: a key that the same query could have ended with. */
export function queryStart(source: Source, { hashes, ranges }: KeyConditions, attributes: Attributes): ItemKey {
  const { hashKey, rangeKey } = source.table;
  const tableKeys = rangeKey === undefined ? [hashKey] : [hashKey, rangeKey];
  const isOfTypes = [...source.hashKeys, ...source.rangeKeys, ...tableKeys].every(
    ({ name, type }) => attributeOf(attributes, name)?.[type] !== undefined,
  );
  if (!isOfTypes || Object.keys(attributes).length !== source.keyNames.length) throw invalid('The provided starting key is invalid');
  const satisfied = (condition: KeyCondition): boolean => {
    const value = attributeOf(attributes, condition.attribute);
    return value !== undefined && satisfies(value, condition);
  };
  if (!hashes.every(satisfied)) throw invalid('The provided starting key is outside query boundaries based on provided conditions');
  if (!ranges.every(satisfied)) throw invalid('The provided starting key does not match the range key predicate');
  const key = rowKeyOf(source, attributes);
  if (key === undefined) throw invalid('The provided starting key is invalid');
  return key;
}

function satisfies(value: AttributeValue, { operator, values: [low, high] }: KeyCondition): boolean {
  if (low === undefined) return false;
  const order = compareScalars(value, low);
  switch (operator) {
    case '=':
      return order === 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case 'BETWEEN':
      return order >= 0 && high !== undefined && compareScalars(value, high) <= 0;
    case 'begins_with':
      return beginsWith(value, low);
  }
}

function beginsWith(value: AttributeValue, start: AttributeValue): boolean {
  if (value.S !== undefined && start.S !== undefined) return value.S.startsWith(start.S);
  if (value.B === undefined || start.B === undefined) return false;
  return Buffer.compare(value.B.subarray(0, start.B.length), start.B) === 0;
}

export function rangeOf(source: Source, { hashes, ranges }: KeyConditions, start: ItemKey | undefined, forward: boolean): Range {
  const parts = ranges.map(({ values }, at) => values.map((value) => boundOf(source, source.rangeKeys[at], value)));
  const equal = parts.slice(0, -1).flatMap(([part]) => (part === undefined ? [] : [part]));
  const prefix = [
    ...partitionIn(
      source,
      hashes.flatMap(({ values }) => values),
    ),
    ...equal,
  ];
  const last = ranges.at(-1);
  return {
    prefix,
    reverse: !forward,
    ...(last === undefined ? {} : boundsOf(prefix, last, parts.at(-1) ?? [])),
    // Lies within the bounds already, so that it may take the place of one.
    ...(start === undefined ? {} : forward ? { after: start } : { before: start }),
  };
}

function boundOf({ index }: Source, key: KeyAttribute | undefined, value: AttributeValue): string | Uint8Array {
  if (key === undefined) throw new Error('A condition on a key that is not there passed the check');
  if (index !== undefined) refuseEmpty(index, key, value);
  return partOf(key, value, false);
}

/** Rows of an index have further parts behind the range key's, so that a bound behind one has to be behind all of them. */
function boundsOf(prefix: ItemKey, { operator }: KeyCondition, [low, high]: readonly (string | Uint8Array)[]): Range {
  if (low === undefined) return {};
  const at = [...prefix, low];
  switch (operator) {
    case '=':
      return { prefix: at };
    case '<':
      return { before: at };
    case '<=':
      return { to: [...at, BEHIND] };
    case '>':
      return { after: [...at, BEHIND] };
    case '>=':
      return { from: at };
    case 'BETWEEN':
      return high === undefined ? { from: at } : { from: at, to: [...prefix, high, BEHIND] };
    case 'begins_with':
      return { startsWith: low };
  }
}
