/** A SELECT of one item by its key, as batches and transactions have it. */
import { keyOfKey } from '../items/item-key.js';
import type { KeyAttribute } from '../storage.js';
import type { PlannedGet } from '../transactions/transact-get-items.js';
import { conjunction, equalityOn, keyIn, keysOf } from './key-equalities.js';
import { fromOf } from './select.js';
import { readShown } from './shown.js';
import type { Select } from './syntax.js';
import { itemCondition, type Translation } from './translation.js';

/** @param refuse what is said of a statement that may mean more than one item, or asks for more than the key. */
export function planItemRead(statement: Select, translation: Translation, refuse: () => Error): PlannedGet {
  const shown = readShown(statement.shown);
  const where = statement.where && translation.condition(statement.where);
  itemCondition(translation, where);
  const { table: tableName, index } = fromOf(statement);
  if (where === undefined || index !== undefined || statement.order.length > 0) throw refuse();
  return {
    tableName,
    locate: (table) => {
      const parts = conjunction(where);
      const isNamed = (key: KeyAttribute): boolean => parts.some((part) => equalityOn(key, part, translation) !== undefined);
      if (parts.length !== table.keySchema.length || !keysOf(table).every(isNamed)) throw refuse();
      return keyOfKey(table, keyIn(table, where, translation));
    },
    show: (item) => shown?.show(item) ?? item,
  };
}
