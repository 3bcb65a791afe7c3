/** From a backup's ARN to the backup. */
import { BackupInUseException, BackupNotFoundException } from '../../../../generated/dynamodb/errors.js';
import type { Context } from '../../../contract/context.js';
import { invalid } from '../refusals.js';
import type { Storage } from '../storage.js';
import { type BackupKey, type BackupRecord, backupStatus } from './backup-storage.js';

const ARN = /^arn:[a-z-]+:dynamodb:([a-z0-9-]+):(\d{12}):table\/([a-zA-Z0-9_.-]{3,255})\/backup\/([0-9a-zA-Z-]+)$/;

/** @throws ValidationException for what isn't a backup's ARN */
export function backupKeyOf(arn: string): BackupKey {
  const [, , , table, id] = ARN.exec(arn) ?? [];
  if (table === undefined || id === undefined) throw invalid(`Invalid BackupArn: Invalid ResourceArn provided as input ${arn}`);
  return [table, id];
}

export function backupByArn(storage: Storage, arn: string, ctx: Context): BackupRecord {
  const backup = storage.backups.backups.in(ctx).get(backupKeyOf(arn));
  // The ARN also says whose it is and where.
  if (backup?.arn !== arn) throw new BackupNotFoundException(`Backup not found: ${arn}`);
  return backup;
}

/** Where the caller would be that asks for what has this ARN in the region where it lies: a restore may be into another one. */
export function atHome(arn: string, ctx: Context): Context {
  const [, region, accountId] = HOME.exec(arn) ?? [];
  return region === undefined || accountId !== ctx.accountId ? ctx : { ...ctx, region };
}

const HOME = /^arn:[a-z-]+:dynamodb:([a-z0-9-]+):(\d{12}):/;

/**
 * To be deleted or restored.
 * @throws BackupInUseException for one that isn't AVAILABLE
 */
export function backupToUse(storage: Storage, arn: string, ctx: Context): BackupRecord {
  const backup = backupByArn(storage, arn, ctx);
  if (backupStatus(backup, ctx.clock.now()) !== 'AVAILABLE') throw backupInUse();
  return backup;
}

/** The wording is the model's. */
export const backupInUse = (): Error =>
  new BackupInUseException(
    'There is another ongoing conflicting backup control plane operation on the table. The backup is either being created, deleted or restored to a table.',
  );
