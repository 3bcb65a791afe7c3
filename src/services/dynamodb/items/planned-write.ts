/** A write of one item, read from a request as far as that goes without its table. */
import { ConditionalCheckFailedException } from '../../../../generated/dynamodb/errors.js';
import type {
  AttributeValue,
  ConditionalOperator,
  ExpectedAttributeValue,
  ReturnValuesOnConditionCheckFailure,
} from '../../../../generated/dynamodb/types.js';
import { type ItemCondition, readCondition } from '../expressions/condition.js';
import { pathIntoKey } from '../expressions/document-path.js';
import { Placeholders } from '../expressions/placeholders.js';
import { readExpected } from '../legacy/legacy-conditions.js';
import { invalid } from '../refusals.js';
import type { Storage, StoredItem, TableRecord } from '../storage.js';
import { checkAttributes } from '../values/attribute-value.js';
import { unitsOfWrite, writeUnits } from './capacity.js';
import { type ItemKey, keyOfKey } from './item-key.js';
import { type RequestParameters, refuseLoosePlaceholders, refuseMixed } from './request-parameters.js';
import { checkItem, putOf, type Write, type WritePlace, write } from './write-item.js';

export interface PlannedWrite {
  readonly condition: ItemCondition | undefined;
  /** Whether the refusal of a failed condition shows the item. */
  readonly showsItem: boolean;
  /** @throws ValidationException for a key that isn't the table's */
  readonly locate: (table: TableRecord) => LocatedWrite;
}

export interface LocatedWrite {
  readonly table: TableRecord;
  readonly key: ItemKey;
  /** What is to be in the place of the old item; 'same' for a mere check. */
  readonly next: (old: StoredItem | undefined) => StoredItem | undefined | 'same';
  /** Whether next looks at the old item. */
  readonly readsOld: boolean;
}

export interface ConditionParameters extends RequestParameters {
  readonly ConditionExpression?: string | undefined;
  readonly Expected?: Readonly<Record<string, ExpectedAttributeValue>> | undefined;
  readonly ConditionalOperator?: ConditionalOperator | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: ReturnValuesOnConditionCheckFailure | undefined;
}

type Planned = Pick<PlannedWrite, 'condition' | 'showsItem'>;

/** Of a write that has no other expression than its condition. */
function refuseLooseParameters(input: ConditionParameters): void {
  const hasExpression = refuseMixed(input);
  refuseLoosePlaceholders(input, hasExpression, hasExpression ? undefined : 'ConditionExpression is null');
}

/** AWS reads it when it has checked the item's or the key's values. */
function planCondition(input: ConditionParameters): Planned {
  const showsItem = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
  if (input.ConditionExpression === undefined && input.Expected === undefined && input.ConditionalOperator === undefined)
    return { condition: undefined, showsItem };
  if (input.ConditionExpression === undefined) return { condition: readExpected(input.Expected, input.ConditionalOperator), showsItem };
  const placeholders = new Placeholders(input);
  const condition = readCondition(input.ConditionExpression, 'ConditionExpression', placeholders);
  placeholders.refuseUnused();
  return { condition, showsItem };
}

export function planPut(input: ConditionParameters & { readonly Item: Record<string, AttributeValue> }): PlannedWrite & {
  readonly item: StoredItem;
} {
  refuseLooseParameters(input);
  const item = checkItem(input.Item);
  const { condition, showsItem } = planCondition(input);
  return { condition, showsItem, item, locate: (table) => ({ table, key: putOf(table, item).key, next: () => item, readsOld: false }) };
}

export function planDelete(input: ConditionParameters & { readonly Key: Record<string, AttributeValue> }): PlannedWrite {
  refuseLooseParameters(input);
  const key = checkAttributes(input.Key);
  const planned = planCondition(input);
  return { ...planned, locate: (table) => ({ table, key: keyOfKey(table, key), next: () => undefined, readsOld: false }) };
}

/** A condition on an item that stays as it is. */
export function planCheck(input: ConditionParameters & { readonly Key: Record<string, AttributeValue> }): PlannedWrite {
  refuseLooseParameters(input);
  const key = checkAttributes(input.Key);
  const planned = planCondition(input);
  return { ...planned, locate: (table) => ({ table, key: keyOfKey(table, key), next: () => 'same', readsOld: false }) };
}

export function refusePathsIntoKey(table: TableRecord, condition: Pick<ItemCondition, 'paths'> | undefined): void {
  if (condition === undefined || condition.paths.every((path) => path.length === 1)) return;
  const key = pathIntoKey(condition.paths, keyNamesOf(table));
  if (key !== undefined) throw intoKey('Key', key);
  const indexKey = pathIntoKey(condition.paths, indexKeyNamesOf(table));
  if (indexKey !== undefined) throw intoKey('IndexKey', indexKey);
}

const intoKey = (kind: 'Key' | 'IndexKey', name: string): Error =>
  invalid(`Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ${kind}: ${name}`);

const indexKeyNamesOf = ({ indexes }: TableRecord): readonly string[] =>
  indexes.flatMap(({ hashKeys, rangeKeys }) => [...hashKeys, ...rangeKeys].map(({ name }) => name));

export const keyNamesOf = ({ hashKey, rangeKey }: TableRecord): readonly string[] =>
  rangeKey === undefined ? [hashKey.name] : [hashKey.name, rangeKey.name];

/** What a write that was carried out found and left. */
export interface WrittenItem {
  readonly located: LocatedWrite;
  readonly old: StoredItem | undefined;
  readonly item: StoredItem | undefined;
}

/** @param needsOld whether the caller wants the item as it was before. */
export function perform(storage: Storage, planned: PlannedWrite, table: TableRecord, at: WritePlace, needsOld: boolean): WrittenItem {
  const located = planned.locate(table);
  refusePathsIntoKey(table, planned.condition);
  const { throttle } = storage;
  throttle?.admitWrite(table);
  const isAsked = planned.condition !== undefined || located.readsOld || throttle !== undefined;
  const old = isAsked ? storage.items.in(at).get(located.key) : undefined;
  if (!isHeld(planned.condition, old)) {
    throttle?.spendWrite(table, writeUnits(old?.size ?? 0));
    throw conditionFailed(planned, old);
  }
  const item = located.next(old);
  throttle?.write(table, unitsOfWrite(table, located.key, old, item === 'same' ? old : item));
  if (item === 'same' || (isAsked && item === undefined && old === undefined)) return { located, old, item: old };
  const replaced = write(storage, writeOf(located, item), at, needsOld && !isAsked);
  return { located, old: isAsked ? old : replaced, item };
}

export const isHeld = (condition: ItemCondition | undefined, old: StoredItem | undefined): boolean =>
  condition?.holds(old?.attributes ?? {}) ?? true;

export const writeOf = ({ table, key }: LocatedWrite, item: StoredItem | undefined): Write => ({ table, key, item });

export const FAILED_CONDITION = 'The conditional request failed';

const conditionFailed = ({ showsItem }: PlannedWrite, old: StoredItem | undefined): Error =>
  new ConditionalCheckFailedException(FAILED_CONDITION, showsItem && old !== undefined ? { Item: old.attributes } : {});
