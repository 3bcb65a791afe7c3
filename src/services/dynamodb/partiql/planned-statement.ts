/** Statements that write, or check, one item: each becomes a write like those of all other operations. */
import { DuplicateItemException } from '../../../../generated/dynamodb/errors.js';
import type { ReturnValue, ReturnValuesOnConditionCheckFailure } from '../../../../generated/dynamodb/types.js';
import type { Change } from '../expressions/change-tree.js';
import type { ItemCondition } from '../expressions/condition.js';
import { keyOfKey } from '../items/item-key.js';
import { updatePlan } from '../items/planned-update.js';
import type { PlannedWrite } from '../items/planned-write.js';
import { checkItem, putOf } from '../items/write-item.js';
import { invalid } from '../refusals.js';
import type { TableRecord } from '../storage.js';
import { attributeOf, attributesSize } from '../values/attribute-value.js';
import { readAssignments } from './assignments.js';
import { membersOf } from './constant.js';
import { checkKeyType, conjunction, keyIn, keysOf, noKey } from './key-equalities.js';
import type { Delete, Exists, Insert, Returning, Update } from './syntax.js';
import { itemCondition, type Translation } from './translation.js';

export type WriteStatement = Insert | Update | Delete | Exists;

export interface PlannedStatement {
  readonly tableName: string;
  readonly plan: PlannedWrite;
  readonly returning: ReturnValue;
  /** What an UPDATE changed, once it is carried out. */
  readonly changes: () => readonly Change[];
  /** Bytes of values. */
  readonly size: number;
  /** What is to be said against the statement once its table is known, and before any other is looked at. */
  readonly checkIn?: (table: TableRecord) => void;
}

type OnFailure = ReturnValuesOnConditionCheckFailure | undefined;

const unchanged = (): readonly Change[] => [];

export function planStatement(statement: WriteStatement, translation: Translation, onFailure: OnFailure): PlannedStatement {
  switch (statement.kind) {
    case 'insert':
      return planInsert(statement, translation);
    case 'update':
      return planUpdate(statement, translation, onFailure);
    case 'delete':
      return planDelete(statement, translation, onFailure);
    case 'exists':
      return planExists(statement, translation, onFailure);
  }
}

function planInsert({ into, item: tuple }: Insert, translation: Translation): PlannedStatement {
  if (tuple.kind !== 'struct')
    throw invalid('Unsupported format in item expression. Please use struct format {...} to express item values for insert statement.');
  const item = checkItem(membersOf(tuple, translation.parameters));
  const locate: PlannedWrite['locate'] = (table) => {
    for (const key of keysOf(table)) {
      const value = attributeOf(item.attributes, key.name);
      if (value === undefined) throw invalid(`Key attribute should be present in the item: Key ${key.name}`);
      checkKeyType(key, value);
    }
    return {
      table,
      key: putOf(table, item).key,
      readsOld: true,
      next: (old) => {
        if (old !== undefined) throw new DuplicateItemException('Duplicate primary key exists in table');
        return item;
      },
    };
  };
  const plan = { condition: undefined, showsItem: false, locate };
  return {
    tableName: onlyTable(into, 'FROM clause may only contain a single table name in data manipulation statements'),
    plan,
    returning: 'NONE',
    changes: unchanged,
    size: item.size,
  };
}

/** An item that isn't there has no key either, and fails the condition. */
function planUpdate({ table: names, actions, where, returning }: Update, translation: Translation, onFailure: OnFailure): PlannedStatement {
  if (where === undefined) throw noKey();
  const condition = translation.condition(where);
  const update = readAssignments(actions, translation);
  const plan = updatePlan({ condition: itemCondition(translation, condition), showsItem: onFailure === 'ALL_OLD' }, update, (table) =>
    keyIn(table, condition, translation),
  );
  return {
    tableName: onlyTable(names, 'This operation is not supported on an index'),
    plan,
    returning: returnValueOf(returning),
    changes: plan.changes,
    size: attributesSize(translation.values),
  };
}

/** An item that isn't there is removed already, whatever else the clause asks. */
function planDelete({ from, where, returning }: Delete, translation: Translation, onFailure: OnFailure): PlannedStatement {
  if (where === undefined) throw noKey();
  const wanted = returnValueOf(returning);
  if (wanted !== 'NONE' && wanted !== 'ALL_OLD')
    throw invalid(
      `Invalid returning clause: RETURNING ${wanted.replace('UPDATED', 'MODIFIED').replace('_', ' ')} *. Only RETURNING ALL OLD * is allowed in DELETE statements.`,
    );
  const condition = translation.condition(where);
  const asked = itemCondition(translation, condition);
  const lenient: ItemCondition | undefined = asked && {
    paths: asked.paths,
    holds: (item) => Object.keys(item).length === 0 || asked.holds(item),
  };
  const plan: PlannedWrite = {
    condition: lenient,
    showsItem: onFailure === 'ALL_OLD',
    locate: (table) => ({
      table,
      key: keyOfKey(table, keyIn(table, condition, translation)),
      next: () => undefined,
      readsOld: true,
    }),
  };
  return {
    tableName: onlyTable(from, 'This operation is not supported on an index'),
    plan,
    returning: wanted,
    changes: unchanged,
    size: attributesSize(translation.values),
  };
}

function planExists({ select }: Exists, translation: Translation, onFailure: OnFailure): PlannedStatement {
  const condition = select.where && translation.condition(select.where);
  const unfit = invalid('EXISTS() must contain a single item read with additional condition');
  if (condition === undefined || select.from.length > 1) throw unfit;
  const plan: PlannedWrite = {
    condition: itemCondition(translation, condition),
    showsItem: onFailure === 'ALL_OLD',
    locate: (table) => ({ table, key: keyOfKey(table, keyIn(table, condition, translation)), next: () => 'same', readsOld: true }),
  };
  return {
    tableName: onlyTable(select.from, ''),
    plan,
    returning: 'NONE',
    changes: unchanged,
    size: attributesSize(translation.values),
    checkIn: (table) => {
      if (conjunction(condition).length <= table.keySchema.length) throw unfit;
    },
  };
}

function onlyTable([table, ...more]: readonly string[], problem: string): string {
  if (table === undefined || more.length > 0) throw invalid(problem);
  return table;
}

function returnValueOf(returning: Returning | undefined): ReturnValue {
  if (returning === undefined) return 'NONE';
  const { what, when } = returning;
  return `${what === 'ALL' ? 'ALL' : 'UPDATED'}_${when}`;
}
