/** Cases by their subject. */
import fc from 'fast-check';
import { query, scan } from './reads.js';
import type { Case } from './run-case.js';
import type { Call } from './sides.js';
import { type TableDefinition, table } from './tables.js';
import { batchGetItem, batchWriteItem, deleteItem, getItem, putItem, transactGetItems, transactWriteItems, updateItem } from './writes.js';

type Calls = (table: TableDefinition) => fc.Arbitrary<Call>;

const weighed =
  (...choices: readonly (readonly [number, Calls])[]): Calls =>
  (definition) =>
    fc.oneof(...choices.map(([weight, calls]) => ({ weight, arbitrary: calls(definition) })));

const kinds = {
  items: weighed([5, putItem], [5, updateItem], [2, deleteItem], [2, getItem]),
  reads: weighed([4, putItem], [2, batchWriteItem], [1, updateItem], [6, query], [4, scan]),
  several: weighed([3, putItem], [2, batchWriteItem], [2, batchGetItem], [4, transactWriteItems], [2, transactGetItems]),
};

export type Kind = keyof typeof kinds;

const LONGEST = 20;

export const caseOf = (kind: Kind): fc.Arbitrary<Case> =>
  table.chain((definition) =>
    fc.record({
      table: fc.constant(definition),
      calls: fc.array(kinds[kind](definition), { minLength: 4, maxLength: LONGEST, size: 'max' }),
    }),
  );
