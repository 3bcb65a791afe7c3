/** The operations on tables other than CreateTable. */
import type {
  DeleteTableInput,
  DeleteTableOutput,
  DescribeTableInput,
  DescribeTableOutput,
  ListTablesInput,
  ListTablesOutput,
} from '../../../generated/dynamodb/types.js';
import type { Context } from '../../contract/context.js';
import { takeSystemBackup } from './backups/backups.js';
import { deleteHistory } from './backups/change-history.js';
import { deleteEntries } from './index-entries.js';
import { invalid } from './refusals.js';
import { deleteItems, type Storage, sizeOf } from './storage.js';
import { endTableStream } from './streams/stream-specification.js';
import { describeActive, describeDeleted } from './table-description.js';
import { tableByName } from './table-lookup.js';
import { deleteExpiries } from './time-to-live/expiries.js';

export function describeTable(storage: Storage, input: DescribeTableInput, ctx: Context): DescribeTableOutput {
  const table = tableByName(storage, input.TableName, ctx);
  return { Table: describeActive(table, sizeOf(storage, table, ctx)) };
}

/** The table is gone with the answer. */
export function deleteTable(storage: Storage, input: DeleteTableInput, ctx: Context): DeleteTableOutput {
  const table = tableByName(storage, input.TableName, ctx);
  if (table.deletionProtection)
    throw invalid('Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.');
  const TableDescription = describeDeleted(table, sizeOf(storage, table, ctx));
  if (table.pointInTimeRecovery !== undefined) takeSystemBackup(storage, table, ctx);
  storage.tables.in(ctx).delete([table.name]);
  endTableStream(storage, table, ctx);
  deleteExpiries(storage, table, ctx);
  deleteItems(storage, table, ctx);
  deleteHistory(storage, table, ctx);
  deleteEntries(storage, table, ctx);
  return { TableDescription };
}

const MOST_NAMES = 100;

/** In order of name; the last name of a full page is given when more may follow. */
export function listTables(storage: Storage, input: ListTablesInput, ctx: Context): ListTablesOutput {
  const { ExclusiveStartTableName: after, Limit: limit = MOST_NAMES } = input;
  const names: string[] = [];
  for (const [[name]] of storage.tables.in(ctx).range(after === undefined ? {} : { after: [after] })) {
    const last = names.at(-1);
    if (names.length === limit && last !== undefined) return { TableNames: names, LastEvaluatedTableName: last };
    names.push(name);
  }
  return { TableNames: names };
}
