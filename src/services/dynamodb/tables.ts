/** The operations on tables other than CreateTable. */
import type {
  DeleteTableInput,
  DeleteTableOutput,
  DescribeContinuousBackupsInput,
  DescribeContinuousBackupsOutput,
  DescribeTableInput,
  DescribeTableOutput,
  DescribeTimeToLiveInput,
  DescribeTimeToLiveOutput,
  ListTablesInput,
  ListTablesOutput,
} from '../../../generated/dynamodb/types.js';
import type { Context } from '../../contract/context.js';
import type { Storage, TableRecord } from './storage.js';
import { describeActive, describeDeleted, type TableSize } from './table-description.js';
import { tableByName, tableForBackups } from './table-lookup.js';

export function describeTable(storage: Storage, input: DescribeTableInput, ctx: Context): DescribeTableOutput {
  const table = tableByName(storage, input.TableName, ctx);
  return { Table: describeActive(table, sizeOf(storage, table, ctx)) };
}

/** The table is gone with the answer. */
export function deleteTable(storage: Storage, input: DeleteTableInput, ctx: Context): DeleteTableOutput {
  const table = tableByName(storage, input.TableName, ctx);
  const TableDescription = describeDeleted(table, sizeOf(storage, table, ctx));
  storage.tables.in(ctx).delete([table.name]);
  const items = storage.items.in(ctx);
  for (const [key] of items.range({ prefix: [table.number] })) items.delete(key);
  return { TableDescription };
}

function sizeOf(storage: Storage, table: TableRecord, ctx: Context): TableSize {
  let items = 0;
  let bytes = 0;
  for (const [, item] of storage.items.in(ctx).range({ prefix: [table.number] })) {
    items += 1;
    bytes += item.size;
  }
  return { items, bytes };
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

/** Nothing expires before UpdateTimeToLive says so. */
export function describeTimeToLive(storage: Storage, input: DescribeTimeToLiveInput, ctx: Context): DescribeTimeToLiveOutput {
  tableByName(storage, input.TableName, ctx);
  return { TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } };
}

/** Every table has continuous backups; restoring to a point in time is off until it is switched on. */
export function describeContinuousBackups(
  storage: Storage,
  input: DescribeContinuousBackupsInput,
  ctx: Context,
): DescribeContinuousBackupsOutput {
  tableForBackups(storage, input.TableName, ctx);
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
    },
  };
}
