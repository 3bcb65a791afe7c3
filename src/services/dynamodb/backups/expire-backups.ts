/** Removes backups: when a caller wants it, and DynamoDB's own once their time is over. */
import type { Scope } from '../../../contract/context.js';
import { deleteRows } from '../rows.js';
import { backupKeyOf } from './backup-lookup.js';
import type { BackupRecord, BackupTables } from './backup-storage.js';

export function removeBackup(tables: BackupTables, backup: BackupRecord, scope: Scope): void {
  tables.backups.in(scope).delete(backupKeyOf(backup.arn));
  deleteRows(tables.items.in(scope), [backup.number]);
}

/** @returns when there is more to remove, in ms since the epoch. */
export function expireBackups(tables: BackupTables, now: number): number | undefined {
  let next: number | undefined;
  for (const scope of tables.backups.scopes()) {
    for (const [, backup] of [...tables.backups.in(scope).range()]) {
      const { expiresAt } = backup;
      if (expiresAt === undefined) continue;
      if (expiresAt <= now) removeBackup(tables, backup, scope);
      else next = Math.min(next ?? expiresAt, expiresAt);
    }
  }
  return next;
}
