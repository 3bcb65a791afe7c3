/** Backups on demand, and the one that DynamoDB makes of a table with point-in-time recovery before it is deleted. */
import type {
  CreateBackupInput,
  CreateBackupOutput,
  DeleteBackupInput,
  DeleteBackupOutput,
  DescribeBackupInput,
  DescribeBackupOutput,
} from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { pendingMember } from '../pending.js';
import { invalid } from '../refusals.js';
import { copyRows } from '../rows.js';
import { nextNumber, type Storage, type TableRecord } from '../storage.js';
import { tableWithBackups } from '../table-lookup.js';
import { describeBackupWhole, describeDetails } from './backup-description.js';
import { backupByArn, backupToUse } from './backup-lookup.js';
import { type BackupRecord, backupStatus } from './backup-storage.js';
import { removeBackup } from './expire-backups.js';

/** Without delays the backup can be restored with the answer, although that says CREATING. Several may have the same name. */
export function createBackup(storage: Storage, input: CreateBackupInput, ctx: Context): CreateBackupOutput {
  const table = tableWithBackups(storage, input.TableName, ctx);
  const backup = takeBackup(storage, table, { name: input.BackupName, type: 'USER', suffix: storage.random.hex(4) }, ctx);
  return { BackupDetails: describeDetails(backup, 'CREATING') };
}

/** How long a backup of DynamoDB's own stays. */
const SYSTEM_RETENTION = 35 * 24 * 3_600_000;

/** To be called before a table with point-in-time recovery is deleted. */
export function takeSystemBackup(storage: Storage, table: TableRecord, ctx: Context): void {
  const name = `${table.name}$DeletedTableBackup`;
  const { expiresAt } = takeBackup(storage, table, { name, type: 'SYSTEM', suffix: '00000000', lasts: SYSTEM_RETENTION }, ctx);
  if (expiresAt !== undefined) storage.recovery.by(expiresAt);
}

interface NewBackup extends Pick<BackupRecord, 'name' | 'type'> {
  /** The end of the id. */
  readonly suffix: string;
  /** Milliseconds. */
  readonly lasts?: number;
}

function takeBackup(storage: Storage, table: TableRecord, { name, type, suffix, lasts }: NewBackup, ctx: Context): BackupRecord {
  const now = ctx.clock.now();
  const backups = storage.backups.backups.in(ctx);
  const idAt = (time: number): string => `${String(time).padStart(14, '0')}-${suffix}`;
  let time = now;
  while (backups.has([table.name, idAt(time)])) time += 1;
  const id = idAt(time);
  const number = nextNumber(storage, 'backup', ctx);
  const size = copyRows(storage.items.in(ctx), storage.backups.items.in(ctx), { from: table.number, to: number });
  const backup: BackupRecord = {
    number,
    arn: `${table.arn}/backup/${id}`,
    name,
    type,
    createdAt: now,
    ...(lasts === undefined ? {} : { expiresAt: now + lasts }),
    table,
    ...size,
    ...pendingMember(storage, 'CREATING', now, 'backup'),
  };
  backups.put([table.name, id], backup);
  return backup;
}

export function describeBackup(storage: Storage, input: DescribeBackupInput, ctx: Context): DescribeBackupOutput {
  const backup = backupByArn(storage, input.BackupArn, ctx);
  return { BackupDescription: describeBackupWhole(backup, backupStatus(backup, ctx.clock.now())) };
}

export function deleteBackup(storage: Storage, input: DeleteBackupInput, ctx: Context): DeleteBackupOutput {
  const backup = backupToUse(storage, input.BackupArn, ctx);
  if (backup.type === 'SYSTEM') throw invalid(`Cannot delete a backup of type SYSTEM: ${backup.arn}`);
  removeBackup(storage.backups, backup, ctx);
  return { BackupDescription: describeBackupWhole(backup, 'DELETED') };
}
