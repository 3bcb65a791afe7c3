import type { ListBackupsInput, ListBackupsOutput } from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import type { Storage } from '../storage.js';
import { addressOf } from '../tables/table-lookup.js';
import { summarize } from './backup-description.js';
import { backupKeyOf } from './backup-lookup.js';
import type { BackupRecord } from './backup-storage.js';

const MOST = 100;

/**
 * By table, then in the order of their creation. Backups outlive their table, so that the table needn't be there.
 * Those of DynamoDB's own are shown when they are asked for.
 */
export function listBackups(storage: Storage, input: ListBackupsInput, ctx: Context): ListBackupsOutput {
  const { Limit: limit = MOST, ExclusiveStartBackupArn: start } = input;
  const listed: BackupRecord[] = [];
  const now = ctx.clock.now();
  const answer = (end: string | undefined): ListBackupsOutput => ({
    BackupSummaries: listed.map((backup) => summarize(backup, now)),
    ...(end === undefined ? {} : { LastEvaluatedBackupArn: end }),
  });
  for (const backup of backupsAfter(storage, input.TableName, start, ctx)) {
    if (!isListed(backup, input)) continue;
    const last = listed.at(-1);
    if (listed.length === limit && last !== undefined) return answer(last.arn);
    listed.push(backup);
  }
  return answer(undefined);
}

function* backupsAfter(storage: Storage, nameOrArn: string | undefined, start: string | undefined, ctx: Context): Generator<BackupRecord> {
  const table = nameOrArn === undefined ? undefined : addressOf(nameOrArn, ctx);
  const after = start === undefined ? {} : { after: backupKeyOf(start) };
  if (table?.isElsewhere === true) return;
  const range = { ...after, ...(table === undefined ? {} : { prefix: [table.name] }) };
  for (const [, backup] of storage.backups.backups.in(ctx).range(range)) yield backup;
}

/** The lower bound is inclusive, the upper one isn't. */
function isListed({ type, createdAt }: BackupRecord, input: ListBackupsInput): boolean {
  const { BackupType: wanted = 'USER', TimeRangeLowerBound: from, TimeRangeUpperBound: to } = input;
  if (wanted !== 'ALL' && wanted !== type) return false;
  if (from !== undefined && createdAt < from.getTime()) return false;
  return to === undefined || createdAt < to.getTime();
}
