/** An update of one item, read from a request. */
import type { AttributeValue, AttributeValueUpdate } from '../../../../generated/dynamodb/types.js';
import { applyChanges, type Change } from '../expressions/change-tree.js';
import { readCondition } from '../expressions/condition.js';
import { Placeholders } from '../expressions/placeholders.js';
import { type ItemUpdate, readUpdate } from '../expressions/update.js';
import { checkUpdatedKeys } from '../indexes/index-keys.js';
import { readExpected } from '../legacy/legacy-conditions.js';
import { readAttributeUpdates } from '../legacy/legacy-updates.js';
import { invalid, invalidParameter } from '../refusals.js';
import type { StoredItem, TableRecord } from '../storage.js';
import { type Attributes, attributesSize, checkAttributes } from '../values/attribute-value.js';
import { keyOfKey } from './item-key.js';
import { type ConditionParameters, type PlannedWrite, refusePathsIntoKey } from './planned-write.js';
import { refuseLoosePlaceholders, refuseMixed } from './request-parameters.js';
import { LARGEST_ITEM } from './write-item.js';

export interface UpdateParameters extends ConditionParameters {
  readonly Key: Record<string, AttributeValue>;
  readonly UpdateExpression?: string | undefined;
  readonly AttributeUpdates?: Readonly<Record<string, AttributeValueUpdate>> | undefined;
}

export interface PlannedUpdate extends PlannedWrite {
  /** Of the item that was updated last. */
  readonly changes: () => readonly Change[];
}

/** Changes nothing, but makes the item when there is none. */
const NOTHING: ItemUpdate = { paths: [], operands: [], changes: () => [], creates: true };

export function planUpdate(input: UpdateParameters): PlannedUpdate {
  const hasExpression = refuseMixed(input);
  refuseLoosePlaceholders(input, hasExpression, hasExpression ? undefined : 'UpdateExpression and ConditionExpression are null');
  const key = checkAttributes(input.Key);
  const placeholders = new Placeholders(input);
  const text = input.UpdateExpression;
  const planned = text === undefined ? undefined : readUpdate(text, placeholders);
  const condition =
    input.ConditionExpression === undefined
      ? readExpected(input.Expected, input.ConditionalOperator)
      : readCondition(input.ConditionExpression, 'ConditionExpression', placeholders);
  // What there was before expressions is read the other way round.
  const update = planned ?? (input.AttributeUpdates && readAttributeUpdates(input.AttributeUpdates));
  placeholders.refuseUnused();
  return updatePlan({ condition, showsItem: input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' }, update ?? NOTHING, () => key);
}

/** @param keyIn the key of the item in its table */
export function updatePlan(
  planned: Pick<PlannedWrite, 'condition' | 'showsItem'>,
  update: ItemUpdate,
  keyIn: (table: TableRecord) => Attributes,
): PlannedUpdate {
  let changes: readonly Change[] = [];
  return {
    ...planned,
    changes: () => changes,
    locate: (table) => {
      const key = keyIn(table);
      return {
        table,
        key: keyOfKey(table, key),
        readsOld: true,
        next: (old) => {
          const { item, applied } = updated(table, key, update, old);
          changes = applied;
          return item;
        },
      };
    },
  };
}

function updated(
  table: TableRecord,
  key: Attributes,
  update: ItemUpdate,
  old: StoredItem | undefined,
): { readonly item: StoredItem | undefined; readonly applied: readonly Change[] } {
  const ofKey = [table.hashKey.name, table.rangeKey?.name].find((key) => update.paths.some(([name]) => name === key));
  if (ofKey !== undefined) throw invalidParameter(`Cannot update attribute ${ofKey}. This attribute is part of the key`);
  refusePathsIntoKey(table, { paths: [...update.paths, ...update.operands] });
  if (old === undefined && !update.creates) return { item: undefined, applied: [] };
  const before = old?.attributes ?? key;
  const applied = update.changes(before);
  const attributes = applyChanges(before, applied);
  const size = attributesSize(attributes);
  if (size > LARGEST_ITEM) throw invalid('Item size to update has exceeded the maximum allowed size');
  checkUpdatedKeys(table, attributes, applied);
  return { item: { attributes, size }, applied };
}
