/** Removes backups: when a caller wants it, and DynamoDB's own once their time is over. */
import type { Scope } from '../../../contract/context.js';
import { removeRows } from '../background/remove-rows.js';
import type { Storage } from '../storage.js';
import { backupKeyOf } from './backup-lookup.js';
import type { BackupRecord } from './backup-storage.js';

export function removeBackup(storage: Storage, backup: BackupRecord, scope: Scope): void {
  storage.backups.backups.in(scope).delete(backupKeyOf(backup.arn));
  removeRows(storage, 'backupItems', [backup.number], scope);
}

/** @returns when there is more to remove, in ms since the epoch. */
export function expireBackups(storage: Storage, now: number): number | undefined {
  let next: number | undefined;
  const { backups } = storage.backups;
  for (const scope of backups.scopes()) {
    for (const [, backup] of [...backups.in(scope).range()]) {
      const { expiresAt } = backup;
      if (expiresAt === undefined) continue;
      if (expiresAt <= now) removeBackup(storage, backup, scope);
      else next = Math.min(next ?? expiresAt, expiresAt);
    }
  }
  return next;
}
