/** AttributeUpdates: what UpdateItem did before there were expressions. */
import type { AttributeValue, AttributeValueUpdate } from '../../../../generated/dynamodb/types.js';
import { addValues, removeMembers, TYPE_WORDS } from '../expressions/set-values.js';
import type { ItemUpdate } from '../expressions/update.js';
import { invalid, invalidParameter } from '../refusals.js';
import { attributeOf, checkValue, typeOf } from '../values/attribute-value.js';

type Compute = (old: AttributeValue | undefined) => AttributeValue | undefined;

export function readAttributeUpdates(updates: Readonly<Record<string, AttributeValueUpdate>>): ItemUpdate {
  const computed = Object.entries(updates).map(([name, update]) => ({ name, compute: readUpdate(update) }));
  return {
    paths: computed.map(({ name }) => [name]),
    operands: [],
    // "DELETE - Causes nothing to happen; there is no attribute to delete", says the API reference of items that aren't there.
    creates: computed.length === 0 || Object.values(updates).some(({ Action }) => Action !== 'DELETE'),
    changes: (item) => computed.map(({ name, compute }) => ({ path: [name], value: compute(attributeOf(item, name)) })),
  };
}

function readUpdate({ Action: action = 'PUT', Value: given }: AttributeValueUpdate): Compute {
  if (given === undefined) {
    if (action !== 'DELETE') throw invalidParameter('Only DELETE action is allowed when no attribute value is specified');
    return () => undefined;
  }
  const value = checkValue(given);
  const type = typeOf(value);
  if (action === 'PUT') return () => value;
  if (action === 'ADD') {
    if (type !== 'N' && type !== 'SS' && type !== 'NS' && type !== 'BS' && type !== 'L')
      throw invalidParameter(`ADD action is not supported for the type ${TYPE_WORDS[type]}`);
    return (old) => {
      const sum = old?.L !== undefined && value.L !== undefined ? { L: [...old.L, ...value.L] } : addValues(old, value);
      if (sum === undefined) throw invalid('Type mismatch for attribute to update');
      return sum;
    };
  }
  if (type !== 'SS' && type !== 'NS' && type !== 'BS')
    throw invalidParameter(`DELETE action with value is not supported for the type ${TYPE_WORDS[type]}`);
  return (old) => {
    const rest = old && removeMembers(old, value);
    if (rest === false) throw invalid('Type mismatch for attribute to update');
    return rest;
  };
}
