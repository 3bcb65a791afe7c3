/** The operations on tables other than CreateTable. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type {
  DeleteTableInput,
  DeleteTableOutput,
  DescribeTableInput,
  DescribeTableOutput,
  ListTablesInput,
  ListTablesOutput,
} from '../../../../generated/dynamodb/types.js';
import type { Answer, Context } from '../../../contract/context.js';
import { takeSystemBackup } from '../backups/backups.js';
import { refuseDeletion } from '../global-tables/delete-replica.js';
import { leaveGroup } from '../global-tables/leave-group.js';
import { replicationMembers } from '../global-tables/replica-description.js';
import { withoutReplication } from '../global-tables/replication.js';
import { refuseLoneDeletion } from '../global-tables/strong-consistency.js';
import { type Storage, sizeOf } from '../storage.js';
import { endTableStream } from '../streams/stream-specification.js';
import { describeAt, describeDeleted, EMPTY } from './table-description.js';
import { beginDeletion, removeTable } from './table-endings.js';
import { tableByName, tableToChange } from './table-lookup.js';
import { countedSize, type TableSize } from './table-size.js';
import { isGone, refuseBusyIndex } from './table-status.js';

/** The items of a large table that was written to are counted between other requests, so that the answer takes a while. */
export function describeTable(storage: Storage, input: DescribeTableInput, ctx: Context): Answer<DescribeTableOutput> {
  const table = tableByName(storage, input.TableName, ctx);
  const members = replicationMembers(storage, table, ctx);
  const describe = (size: TableSize): DescribeTableOutput => ({ Table: { ...describeAt(table, size, ctx.clock.now()), ...members } });
  // Of a table that is filled no size is shown.
  const size = table.isFilling === true ? EMPTY : countedSize(storage, table, ctx);
  const answer = size instanceof Promise ? size.then(describe) : describe(size);
  // Whoever waits for it by asking again and again, in this process, lets it go on.
  return table.isFilling === true || table.indexes.some(({ isFilling }) => isFilling) ? nextTurn().then(() => answer) : answer;
}

/** Without delays the table is gone with the answer. */
export function deleteTable(storage: Storage, input: DeleteTableInput, ctx: Context): DeleteTableOutput {
  const now = ctx.clock.now();
  const table = tableToChange(storage, input.TableName, ctx);
  for (const index of table.indexes) if (index.pending !== undefined) refuseBusyIndex(table, index, now);
  refuseDeletion(table, ctx);
  refuseLoneDeletion(table);
  const TableDescription = describeDeleted(table, sizeOf(storage, table, ctx));
  if (table.pointInTimeRecovery !== undefined) takeSystemBackup(storage, table, ctx);
  leaveGroup(storage, table, ctx);
  endTableStream(storage, table, ctx);
  if (storage.delays) beginDeletion(storage, withoutReplication(table), ctx);
  else removeTable(storage, table, ctx);
  return { TableDescription };
}

const MOST_NAMES = 100;

/** In order of name; the last name of a full page is given when more may follow. */
export function listTables(storage: Storage, input: ListTablesInput, ctx: Context): ListTablesOutput {
  const { ExclusiveStartTableName: after, Limit: limit = MOST_NAMES } = input;
  const names: string[] = [];
  const now = ctx.clock.now();
  for (const [[name], { pending }] of storage.tables.in(ctx).range(after === undefined ? {} : { after: [after] })) {
    if (isGone(pending, now)) continue;
    const last = names.at(-1);
    if (names.length === limit && last !== undefined) return { TableNames: names, LastEvaluatedTableName: last };
    names.push(name);
  }
  return { TableNames: names };
}
