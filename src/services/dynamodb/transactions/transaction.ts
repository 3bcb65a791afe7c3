/** What transactions that read and transactions that write have in common. */
import { DuplicateItemException, TransactionCanceledException, ValidationException } from '../../../../generated/dynamodb/errors.js';
import type { CancellationReason, Capacity, ConsumedCapacity } from '../../../../generated/dynamodb/types.js';
import { addUnits, consumedCapacity, NO_UNITS, type Units } from '../items/capacity.js';
import { type ItemKey, keyText } from '../items/item-key.js';
import { invalid, isNotValid } from '../refusals.js';
import type { TableRecord } from '../storage.js';

/** Either what was asked for, or why the transaction can't be carried out. */
export type Outcome<T> = { readonly value: T; readonly reason?: never } | { readonly reason: CancellationReason; readonly value?: never };

export const ofReason = (reason: CancellationReason): Outcome<never> => ({ reason });

/** What is wrong with one item's key or update is a reason among others; a key that is empty is wrong with the whole request. */
export function settle<T>(work: () => T): Outcome<T> {
  try {
    return { value: work() };
  } catch (error) {
    if (error instanceof ValidationException && !isNotValid(error)) return ofReason({ Code: 'ValidationError', Message: error.message });
    if (error instanceof DuplicateItemException) return ofReason({ Code: 'DuplicateItem', Message: error.message });
    throw error;
  }
}

/** @throws TransactionCanceledException with a reason for every item, when there is one for any */
export function cancelUnlessAll<T>(outcomes: readonly Outcome<T>[]): T[] {
  const values: T[] = [];
  for (const { value } of outcomes) if (value !== undefined) values.push(value);
  if (values.length === outcomes.length) return values;
  const reasons = outcomes.map(({ reason }) => reason ?? { Code: 'None' });
  throw new TransactionCanceledException(
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
    { CancellationReasons: reasons },
  );
}

/** Keys hold the number of their table. */
export function refuseRepeatedKeys(located: readonly Outcome<{ readonly key: ItemKey }>[]): void {
  const texts = new Set<string>();
  let keys = 0;
  for (const { value } of located) {
    if (value === undefined) continue;
    texts.add(keyText(value.key));
    keys += 1;
  }
  if (texts.size < keys) throw invalid('Transaction request cannot include multiple operations on one item');
}

/** Everything costs twice: once to prepare, once to commit. */
export const TIMES = 2;

/** By table, in the order in which the tables are first named. */
export function transactionCapacity(
  wanted: 'TOTAL' | 'INDEXES',
  spent: readonly { readonly table: TableRecord; readonly units: Units }[],
  member: 'ReadCapacityUnits' | 'WriteCapacityUnits',
): ConsumedCapacity[] {
  const byTable = new Map<string, { readonly table: TableRecord; readonly units: Units }>();
  for (const { table, units } of spent) {
    const sum = addUnits(byTable.get(table.id)?.units ?? NO_UNITS, units);
    byTable.set(table.id, { table, units: sum });
  }
  return [...byTable.values()].map(({ table, units }) => named(consumedCapacity(wanted, table, doubled(units)), member));
}

const doubled = ({ table, indexes }: Units): Units => ({
  table: table * TIMES,
  indexes: new Map([...indexes].map(([index, units]) => [index, units * TIMES])),
});

/** Transactions say of the units whether they are for reading or for writing. */
function named(capacity: ConsumedCapacity, member: 'ReadCapacityUnits' | 'WriteCapacityUnits'): ConsumedCapacity {
  const of = <T extends Capacity>(each: T): T => (each.CapacityUnits === undefined ? each : { ...each, [member]: each.CapacityUnits });
  const all = (each: Record<string, Capacity>): Record<string, Capacity> =>
    Object.fromEntries(Object.entries(each).map(([name, units]) => [name, of(units)]));
  const { Table: table, LocalSecondaryIndexes: local, GlobalSecondaryIndexes: global } = capacity;
  return {
    ...of(capacity),
    ...(table === undefined ? {} : { Table: of(table) }),
    ...(local === undefined ? {} : { LocalSecondaryIndexes: all(local) }),
    ...(global === undefined ? {} : { GlobalSecondaryIndexes: all(global) }),
  };
}
