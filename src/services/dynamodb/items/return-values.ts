/** What ReturnValues asks for. */
import type { ReturnValue } from '../../../../generated/dynamodb/types.js';
import { type Change, project, projectionOf, putValues } from '../expressions/change-tree.js';
import { invalid } from '../refusals.js';
import type { StoredItem } from '../storage.js';
import type { Attributes } from '../values/attribute-value.js';

/** Of PutItem and DeleteItem, which leave nothing new to return. */
export function returnsOldValues(wanted: ReturnValue | undefined): boolean {
  if (wanted !== undefined && wanted !== 'NONE' && wanted !== 'ALL_OLD') throw invalid('Return values set to invalid value');
  return wanted === 'ALL_OLD';
}

/** Of UpdateItem. UPDATED_OLD and UPDATED_NEW show the parts of attributes that the update names, not the attributes around them. */
export function updatedValues(
  wanted: ReturnValue | undefined,
  old: StoredItem | undefined,
  item: StoredItem | undefined,
  changes: readonly Change[],
): Attributes | undefined {
  switch (wanted) {
    case 'ALL_OLD':
      return old?.attributes;
    case 'ALL_NEW':
      return item?.attributes;
    case 'UPDATED_OLD':
      return old && someOf(project(old.attributes, projectionOf(changes.map(({ path }) => path))));
    case 'UPDATED_NEW':
      return someOf(putValues(changes));
    default:
      return undefined;
  }
}

const someOf = (attributes: Attributes): Attributes | undefined => (Object.keys(attributes).length === 0 ? undefined : attributes);
