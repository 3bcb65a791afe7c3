/** The key that a WHERE clause names: an equality for each of the table's key attributes. */
import type { AttributeValue } from '../../../../generated/dynamodb/types.js';
import type { Condition } from '../expressions/syntax.js';
import { invalid } from '../refusals.js';
import type { KeyAttribute, TableRecord } from '../storage.js';
import type { Attributes } from '../values/attribute-value.js';
import type { Translation } from './translation.js';

/** The conditions that all have to hold. */
export const conjunction = (condition: Condition | undefined): readonly Condition[] => {
  if (condition === undefined) return [];
  return condition.kind === 'and' ? condition.conditions.flatMap(conjunction) : [condition];
};

export const noKey = (): Error => invalid('Where clause does not contain a mandatory equality on all key attributes');

/** @throws ValidationException for a clause that may mean more than one item */
export function keyIn(table: TableRecord, where: Condition | undefined, translation: Translation): Attributes {
  const parts = conjunction(where);
  return Object.fromEntries(
    keysOf(table).map((key) => {
      const value = parts.map((part) => equalityOn(key, part, translation)).find((each) => each !== undefined);
      if (value === undefined) throw noKey();
      checkKeyType(key, value);
      return [key.name, value];
    }),
  );
}

export const keysOf = ({ hashKey, rangeKey }: TableRecord): readonly KeyAttribute[] =>
  rangeKey === undefined ? [hashKey] : [hashKey, rangeKey];

/** `name = value`, either way round. */
export function equalityOn({ name }: KeyAttribute, condition: Condition, translation: Translation): AttributeValue | undefined {
  if (condition.kind !== 'compare' || condition.operator !== '=') return undefined;
  const { left, right } = condition;
  const [path, value] = left.kind === 'path' ? [left, right] : [right, left];
  if (path.kind !== 'path' || value.kind !== 'value' || path.steps.length > 1 || translation.nameOf(path.steps[0]) !== name)
    return undefined;
  return translation.valueOf(value);
}

export function checkKeyType({ name, type }: KeyAttribute, value: AttributeValue): void {
  if (value[type] === undefined) throw invalid(`Key attribute's data type should match its data type in table's schema: Key ${name}`);
}
