/** Cases by their subject. */
import fc from 'fast-check';
import { createTable, describeTable, timeToLive, updateTable } from './definitions.js';
import { query, scan } from './reads.js';
import type { Case } from './run-case.js';
import type { Call } from './sides.js';
import { batchExecuteStatement, executeStatement, executeTransaction } from './statements.js';
import { type TableDefinition, table } from './tables.js';
import {
  batchGetItem,
  batchWriteItem,
  deleteItem,
  getItem,
  putItem,
  TABLE,
  transactGetItems,
  transactWriteItems,
  updateItem,
} from './writes.js';

type Calls = (table: TableDefinition) => fc.Arbitrary<Call>;

const weighed =
  (...choices: readonly (readonly [number, Calls])[]): Calls =>
  (definition) =>
    fc.oneof(...choices.map(([weight, calls]) => ({ weight, arbitrary: calls(definition) })));

const kinds = {
  items: weighed([5, putItem], [5, updateItem], [2, deleteItem], [2, getItem]),
  reads: weighed([4, putItem], [2, batchWriteItem], [1, updateItem], [6, query], [4, scan]),
  several: weighed([3, putItem], [2, batchWriteItem], [2, batchGetItem], [4, transactWriteItems], [2, transactGetItems]),
  statements: weighed([2, putItem], [8, executeStatement], [2, batchExecuteStatement], [2, executeTransaction]),
  definitions: weighed([8, createTable], [3, updateTable], [1, describeTable], [1, timeToLive]),
  streams: weighed([5, putItem], [4, updateItem], [2, deleteItem], [2, batchWriteItem], [2, transactWriteItems]),
};

export type Kind = keyof typeof kinds;

const LONGEST = 20;

/** Not an operation: reads all records of the table's stream. */
const readStream: Call = { operation: 'ReadStream', input: { TableName: TABLE } };

export const caseOf = (kind: Kind): fc.Arbitrary<Case> => (kind === 'streams' ? streamed : plain(kind));

const plain = (kind: Kind): fc.Arbitrary<Case> =>
  table.chain((definition) =>
    fc.record({
      table: fc.constant(definition),
      calls: fc.array(kinds[kind](definition), { minLength: 4, maxLength: LONGEST, size: 'max' }),
    }),
  );

const streamed: fc.Arbitrary<Case> = plain('streams').map(({ table: definition, calls }) => ({
  table: { ...definition, stream: definition.stream ?? 'NEW_AND_OLD_IMAGES' },
  calls: [...calls, readStream],
}));
