/** TableDescription as AWS shows it: on creation, later, and on deletion. */
import type {
  GlobalSecondaryIndexDescription,
  LocalSecondaryIndexDescription,
  ProvisionedThroughputDescription,
  TableDescription,
} from '../../../../generated/dynamodb/types.js';
import { restoreMember } from '../backups/restored-table.js';
import type { IndexRecord } from '../indexes/secondary-index.js';
import type { TableRecord, TableSize } from '../storage.js';
import { describeTableStream } from '../streams/stream-specification.js';
import { encryptionMember } from './encryption.js';
import { warmOf } from './on-demand.js';
import { indexStatus, isGone, type TableStatus, tableStatus } from './table-status.js';

export const EMPTY: TableSize = { items: 0, bytes: 0, indexes: new Map() };

/** By the indexes' names, of those that aren't ACTIVE. */
export type IndexStatuses = ReadonlyMap<string, TableStatus>;

const allCreating = ({ indexes }: TableRecord): IndexStatuses => new Map(indexes.map(({ name }) => [name, 'CREATING']));

export const describeNew = (table: TableRecord): TableDescription => ({
  ...describeKeys(table),
  ...describeRest(table, EMPTY),
  ...describeIndexes(table, EMPTY, allCreating(table), 'new'),
  TableStatus: 'CREATING',
  ...restoreMember(table, true),
  ...(isOnDemand(table) ? { BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' } } : {}),
});

/** The table as it is at that time. */
export function describeAt(table: TableRecord, size: TableSize, now: number): TableDescription {
  const status = tableStatus(table, now);
  if (status === 'CREATING') return describeNew(table);
  if (status === 'DELETING') return describeDeleted(table, size);
  const indexes = table.indexes.filter(({ pending }) => !isGone(pending, now));
  const statuses = new Map(indexes.map((index) => [index.name, indexStatus(index, now)]));
  const shown = indexes.length === table.indexes.length ? table : { ...table, indexes };
  return status === 'UPDATING'
    ? describeUpdating(shown, size, statuses)
    : { ...describeActive(shown, size), ...describeIndexes(shown, size, statuses, 'backfilling') };
}

const describeActive = (table: TableRecord, size: TableSize): TableDescription => ({
  ...describeKeys(table),
  ...describeRest(table, size),
  ...describeIndexes(table, size, new Map(), 'allocating'),
  TableStatus: 'ACTIVE',
  ...restoreMember(table, false),
  ...billingModeSummary(table),
  WarmThroughput: { ...warmOf(table, table.warmThroughput), Status: 'ACTIVE' },
});

/** @param indexes also those that are being deleted. */
export const describeUpdating = (table: TableRecord, size: TableSize, statuses: IndexStatuses): TableDescription => ({
  ...describeActive(table, size),
  ...describeIndexes(table, size, statuses, 'allocating'),
  TableStatus: 'UPDATING',
});

/** AWS leaves out the keys and the date of creation. */
export const describeDeleted = (table: TableRecord, size: TableSize): TableDescription => ({
  ...describeRest(table, size),
  TableStatus: 'DELETING',
  ...billingModeSummary(table),
});

const isOnDemand = ({ billingMode }: TableRecord): boolean => billingMode === 'PAY_PER_REQUEST';

/** Provisioned tables have none until they change their mode. */
const billingModeSummary = ({ billingMode, onDemandSince }: TableRecord): TableDescription =>
  onDemandSince === undefined
    ? {}
    : { BillingModeSummary: { BillingMode: billingMode, LastUpdateToPayPerRequestDateTime: new Date(onDemandSince) } };

const describeKeys = (table: TableRecord): TableDescription => ({
  AttributeDefinitions: [...table.attributeDefinitions],
  KeySchema: [...table.keySchema],
  CreationDateTime: new Date(table.createdAt),
});

const describeRest = (table: TableRecord, size: TableSize): TableDescription => ({
  TableName: table.name,
  ProvisionedThroughput: {
    ...describeUnits(table),
    ...(table.increasedAt === undefined ? {} : { LastIncreaseDateTime: new Date(table.increasedAt) }),
    ...(table.decreasedAt === undefined ? {} : { LastDecreaseDateTime: new Date(table.decreasedAt) }),
  },
  TableSizeBytes: size.bytes,
  ItemCount: size.items,
  TableArn: table.arn,
  TableId: table.id,
  DeletionProtectionEnabled: table.deletionProtection,
  ...(table.onDemandThroughput === undefined ? {} : { OnDemandThroughput: table.onDemandThroughput }),
  ...(table.tableClass === undefined
    ? {}
    : {
        TableClassSummary: {
          TableClass: table.tableClass.name,
          ...(table.tableClass.changedAt === undefined ? {} : { LastUpdateDateTime: new Date(table.tableClass.changedAt) }),
        },
      }),
  ...encryptionMember(table.encryption),
  ...describeTableStream(table),
});

/** What becomes of indexes: they come with a new table, or into one that has to make room for them, and then has them filled. */
type Stage = 'new' | 'allocating' | 'backfilling';

function describeIndexes(table: TableRecord, size: TableSize, statuses: IndexStatuses, stage: Stage): TableDescription {
  const locals = table.indexes.filter(({ kind }) => kind === 'local').map((index) => describeShared(table, index, size));
  const globals = table.indexes
    .filter(({ kind }) => kind === 'global')
    .map((index) => describeGlobal(table, index, size, statuses.get(index.name) ?? 'ACTIVE', stage));
  return {
    ...(locals.length === 0 ? {} : { LocalSecondaryIndexes: locals }),
    ...(globals.length === 0 ? {} : { GlobalSecondaryIndexes: globals }),
  };
}

function describeGlobal(
  table: TableRecord,
  index: IndexRecord,
  size: TableSize,
  status: TableStatus,
  stage: Stage,
): GlobalSecondaryIndexDescription {
  const throughput = { ...index, billingMode: table.billingMode };
  return {
    ...describeShared(table, index, size),
    IndexStatus: status,
    ...(status === 'CREATING' && stage !== 'new' ? { Backfilling: stage === 'backfilling' } : {}),
    ProvisionedThroughput: describeUnits(index),
    ...(index.onDemandThroughput === undefined ? {} : { OnDemandThroughput: index.onDemandThroughput }),
    // AWS shows warm throughput once the table is there.
    ...(stage !== 'new' ? { WarmThroughput: { ...warmOf(throughput, index.warmThroughput), Status: status } } : {}),
  };
}

function describeShared(table: TableRecord, index: IndexRecord, size: TableSize): LocalSecondaryIndexDescription {
  const { items, bytes } = size.indexes.get(index.number) ?? { items: 0, bytes: 0 };
  return {
    IndexName: index.name,
    KeySchema: [...index.keySchema],
    Projection: index.projection,
    IndexSizeBytes: bytes,
    ItemCount: items,
    IndexArn: `${table.arn}/index/${index.name}`,
  };
}

const describeUnits = ({
  readCapacityUnits,
  writeCapacityUnits,
}: Pick<TableRecord, 'readCapacityUnits' | 'writeCapacityUnits'>): ProvisionedThroughputDescription => ({
  NumberOfDecreasesToday: 0,
  ReadCapacityUnits: readCapacityUnits,
  WriteCapacityUnits: writeCapacityUnits,
});
