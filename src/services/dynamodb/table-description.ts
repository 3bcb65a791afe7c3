/** TableDescription as AWS shows it: on creation, later, and on deletion. */
import type { TableDescription } from '../../../generated/dynamodb/types.js';
import type { TableRecord, TableSize } from './storage.js';
import { describeTableStream } from './streams/stream-specification.js';

const EMPTY: TableSize = { items: 0, bytes: 0 };

/** What an on-demand table takes at once. */
const ON_DEMAND_WARM = { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000 };

export const describeNew = (table: TableRecord): TableDescription => ({
  ...describeKeys(table),
  ...describeRest(table, EMPTY),
  TableStatus: 'CREATING',
  ...(isOnDemand(table) ? { BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' } } : {}),
});

export const describeActive = (table: TableRecord, size: TableSize): TableDescription => ({
  ...describeKeys(table),
  ...describeRest(table, size),
  TableStatus: 'ACTIVE',
  ...billingModeSummary(table),
  WarmThroughput: {
    ...(isOnDemand(table)
      ? ON_DEMAND_WARM
      : { ReadUnitsPerSecond: table.readCapacityUnits, WriteUnitsPerSecond: table.writeCapacityUnits }),
    Status: 'ACTIVE',
  },
});

/** AWS leaves out the keys and the date of creation. */
export const describeDeleted = (table: TableRecord, size: TableSize): TableDescription => ({
  ...describeRest(table, size),
  TableStatus: 'DELETING',
  ...billingModeSummary(table),
});

const isOnDemand = ({ billingMode }: TableRecord): boolean => billingMode === 'PAY_PER_REQUEST';

/** Provisioned tables have none until they change their mode. */
const billingModeSummary = (table: TableRecord): TableDescription =>
  isOnDemand(table)
    ? { BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST', LastUpdateToPayPerRequestDateTime: new Date(table.createdAt) } }
    : {};

const describeKeys = (table: TableRecord): TableDescription => ({
  AttributeDefinitions: [...table.attributeDefinitions],
  KeySchema: [...table.keySchema],
  CreationDateTime: new Date(table.createdAt),
});

const describeRest = (table: TableRecord, size: TableSize): TableDescription => ({
  TableName: table.name,
  ProvisionedThroughput: {
    NumberOfDecreasesToday: 0,
    ReadCapacityUnits: table.readCapacityUnits,
    WriteCapacityUnits: table.writeCapacityUnits,
  },
  TableSizeBytes: size.bytes,
  ItemCount: size.items,
  TableArn: table.arn,
  TableId: table.id,
  DeletionProtectionEnabled: false,
  ...describeTableStream(table),
});
