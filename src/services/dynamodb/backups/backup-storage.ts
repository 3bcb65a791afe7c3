/** What a backup is: the table as it was, and its items among those of all backups of an account and region. */
import type { BackupType } from '../../../../generated/dynamodb/types.js';
import type { ScopedTable, State } from '../../../state/table.js';
import type { ItemKey } from '../items/item-key.js';
import type { StoredItem, TableRecord } from '../storage.js';
import { type Pending, pendingStatus } from '../tables/pending.js';
import { packedItems } from '../values/packed-items.js';

export interface BackupRecord {
  /** Stands in the keys of the backup's items. A number is used once in an account and region. */
  readonly number: number;
  readonly arn: string;
  readonly name: string;
  readonly type: BackupType;
  /** Milliseconds since the epoch, as all times here. */
  readonly createdAt: number;
  readonly expiresAt?: number;
  readonly table: TableRecord;
  readonly items: number;
  readonly bytes: number;
  readonly pending?: Pending<'CREATING'>;
  /** While not all of its items are there. */
  readonly isFilling?: true;
}

export const backupStatus = ({ pending, isFilling }: BackupRecord, now: number): 'CREATING' | 'AVAILABLE' =>
  isFilling === true ? 'CREATING' : (pendingStatus(pending, now) ?? 'AVAILABLE');

/** By table, and in the order of their creation: the id begins with the time. */
export type BackupKey = readonly [tableName: string, id: string];

export interface BackupTables {
  readonly backups: ScopedTable<BackupKey, BackupRecord>;
  /** Under the items' own keys, with the backup's number in the place of the table's. */
  readonly items: ScopedTable<ItemKey, StoredItem>;
}

export const openBackupTables = (state: State): BackupTables => ({
  backups: state.table('backups'),
  items: packedItems(state, 'backupItems'),
});
