import type { RestoreTableFromBackupInput, RestoreTableFromBackupOutput } from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import type { Storage } from '../storage.js';
import { describeNew } from '../tables/table-description.js';
import { LARGE } from '../tables/table-size.js';
import { atHome, backupToUse } from './backup-lookup.js';
import { addRestoredTable, checkTarget } from './restored-table.js';

/** Without delays the table can be used with the answer, although that says CREATING. */
export function restoreTableFromBackup(storage: Storage, input: RestoreTableFromBackupInput, ctx: Context): RestoreTableFromBackupOutput {
  const home = atHome(input.BackupArn, ctx);
  const backup = backupToUse(storage, input.BackupArn, home);
  checkTarget(storage, input.TargetTableName, ctx);
  const origin = { tableArn: backup.table.arn, backupArn: backup.arn, at: backup.createdAt };
  const source = { kind: 'backup', number: backup.number } as const;
  const table = addRestoredTable(storage, backup.table, input, origin, { source, home, areMany: backup.items > LARGE }, ctx);
  return { TableDescription: describeNew(table) };
}
