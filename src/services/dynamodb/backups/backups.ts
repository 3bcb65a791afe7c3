/** Backups on demand, and the one that DynamoDB makes of a table with point-in-time recovery before it is deleted. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type {
  CreateBackupInput,
  CreateBackupOutput,
  DeleteBackupInput,
  DeleteBackupOutput,
  DescribeBackupInput,
  DescribeBackupOutput,
} from '../../../../generated/dynamodb/types.js';
import type { Answer, Context } from '../../../contract/context.js';
import { copyItems } from '../background/copy-items.js';
import { jobsOf } from '../background/jobs.js';
import { invalid } from '../refusals.js';
import { nextNumber, type Storage, sizeOf, type TableRecord } from '../storage.js';
import { pendingMember } from '../tables/pending.js';
import { tableWithBackups } from '../tables/table-lookup.js';
import { isLarge } from '../tables/table-size.js';
import { describeBackupWhole, describeDetails } from './backup-description.js';
import { backupByArn, backupInUse, backupToUse } from './backup-lookup.js';
import { type BackupRecord, backupStatus } from './backup-storage.js';
import { lastChange } from './change-history.js';
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
  const { items, bytes } = sizeOf(storage, table, ctx);
  const backup: BackupRecord = {
    number,
    arn: `${table.arn}/backup/${id}`,
    name,
    type,
    createdAt: now,
    ...(lasts === undefined ? {} : { expiresAt: now + lasts }),
    table,
    items,
    bytes,
    isFilling: true,
    ...pendingMember(storage, 'CREATING', now, 'backup'),
  };
  const key = [table.name, id] as const;
  backups.put(key, backup);
  const since = { sequence: lastChange(storage, table.number, ctx) };
  const source = { kind: 'table', name: table.name, number: table.number, since } as const;
  copyItems(storage, { source, target: { kind: 'backup', key }, number, into: ctx }, isLarge(storage, table, ctx), ctx);
  return backups.get(key) ?? backup;
}

export function describeBackup(storage: Storage, input: DescribeBackupInput, ctx: Context): Answer<DescribeBackupOutput> {
  const backup = backupByArn(storage, input.BackupArn, ctx);
  const answer = { BackupDescription: describeBackupWhole(backup, backupStatus(backup, ctx.clock.now())) };
  // As DescribeTable: whoever asks again and again lets the work go on.
  return backup.isFilling === true ? nextTurn(answer) : answer;
}

export function deleteBackup(storage: Storage, input: DeleteBackupInput, ctx: Context): DeleteBackupOutput {
  const backup = backupToUse(storage, input.BackupArn, ctx);
  if (backup.type === 'SYSTEM') throw invalid(`Cannot delete a backup of type SYSTEM: ${backup.arn}`);
  if (isRestored(storage, backup, ctx)) throw backupInUse();
  removeBackup(storage, backup, ctx);
  return { BackupDescription: describeBackupWhole(backup, 'DELETED') };
}

const isRestored = (storage: Storage, { number }: BackupRecord, ctx: Context): boolean =>
  jobsOf(storage, ctx).some((job) => job.kind === 'copy' && job.source.kind === 'backup' && job.source.number === number);
