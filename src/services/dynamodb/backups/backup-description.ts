/** BackupDescription and BackupSummary as AWS shows them. */
import type {
  BackupDescription,
  BackupDetails,
  BackupStatus,
  BackupSummary,
  SourceTableDetails,
  SourceTableFeatureDetails,
} from '../../../../generated/dynamodb/types.js';
import type { IndexRecord } from '../indexes/secondary-index.js';
import type { TableRecord } from '../storage.js';
import { encryptionMember } from '../tables/encryption.js';
import { type BackupRecord, backupStatus } from './backup-storage.js';

export const describeDetails = (backup: BackupRecord, status: BackupStatus): BackupDetails => ({
  BackupArn: backup.arn,
  BackupName: backup.name,
  BackupSizeBytes: backup.bytes,
  BackupStatus: status,
  BackupType: backup.type,
  BackupCreationDateTime: new Date(backup.createdAt),
  ...expiryMember(backup),
});

export const describeBackupWhole = (backup: BackupRecord, status: BackupStatus): BackupDescription => ({
  BackupDetails: describeDetails(backup, status),
  SourceTableDetails: describeSource(backup),
  SourceTableFeatureDetails: describeFeatures(backup.table),
});

export const summarize = (backup: BackupRecord, now: number): BackupSummary => ({
  TableName: backup.table.name,
  TableId: backup.table.id,
  TableArn: backup.table.arn,
  ...describeDetails(backup, backupStatus(backup, now)),
});

const expiryMember = ({ expiresAt }: BackupRecord): { BackupExpiryDateTime?: Date } =>
  expiresAt === undefined ? {} : { BackupExpiryDateTime: new Date(expiresAt) };

const describeSource = ({ table, items, bytes }: BackupRecord): SourceTableDetails => ({
  TableName: table.name,
  TableId: table.id,
  TableArn: table.arn,
  TableSizeBytes: bytes,
  KeySchema: [...table.keySchema],
  TableCreationDateTime: new Date(table.createdAt),
  ProvisionedThroughput: unitsOf(table),
  ...(table.onDemandThroughput === undefined ? {} : { OnDemandThroughput: table.onDemandThroughput }),
  ItemCount: items,
  BillingMode: table.billingMode,
});

/** Only what the table has. */
function describeFeatures({ indexes, stream, timeToLive, encryption }: TableRecord): SourceTableFeatureDetails {
  const locals = indexes.filter(({ kind }) => kind === 'local').map(describeShared);
  const globals = indexes
    .filter(({ kind }) => kind === 'global')
    .map((index) => ({
      ...describeShared(index),
      ProvisionedThroughput: unitsOf(index),
      ...(index.onDemandThroughput === undefined ? {} : { OnDemandThroughput: index.onDemandThroughput }),
    }));
  return {
    ...(locals.length === 0 ? {} : { LocalSecondaryIndexes: locals }),
    ...(globals.length === 0 ? {} : { GlobalSecondaryIndexes: globals }),
    ...(stream?.viewType === undefined ? {} : { StreamDescription: { StreamEnabled: true, StreamViewType: stream.viewType } }),
    ...(timeToLive === undefined ? {} : { TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: timeToLive.attribute } }),
    ...encryptionMember(encryption),
  };
}

const describeShared = (index: IndexRecord) => ({
  IndexName: index.name,
  KeySchema: [...index.keySchema],
  Projection: index.projection,
});

const unitsOf = ({ readCapacityUnits, writeCapacityUnits }: Pick<TableRecord, 'readCapacityUnits' | 'writeCapacityUnits'>) => ({
  ReadCapacityUnits: readCapacityUnits,
  WriteCapacityUnits: writeCapacityUnits,
});
