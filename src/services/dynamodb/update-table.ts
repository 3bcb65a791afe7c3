import type { UpdateTableInput, UpdateTableOutput } from '../../../generated/dynamodb/types.js';
import type { Context } from '../../contract/context.js';
import { refuseUnemulated } from '../../contract/not-emulated.js';
import { invalidParameter } from './refusals.js';
import { type Storage, sizeOf, type TableRecord } from './storage.js';
import { updateTableStream } from './streams/stream-specification.js';
import { describeActive } from './table-description.js';
import { tableByName } from './table-lookup.js';

/** The change is done with the answer, although that says UPDATING. */
export function updateTable(storage: Storage, input: UpdateTableInput, ctx: Context): UpdateTableOutput {
  refuseUnemulated('dynamodb UpdateTable', input, [
    'AttributeDefinitions',
    'BillingMode',
    'DeletionProtectionEnabled',
    'GlobalSecondaryIndexUpdates',
    'GlobalTableSettingsReplicationMode',
    'GlobalTableWitnessUpdates',
    'MultiRegionConsistency',
    'OnDemandThroughput',
    'ProvisionedThroughput',
    'ReplicaUpdates',
    'SSESpecification',
    'TableClass',
    'VectorIndexUpdates',
    'WarmThroughput',
  ]);
  const { StreamSpecification: specification } = input;
  if (specification === undefined)
    throw invalidParameter(
      'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required',
    );
  const table = tableByName(storage, input.TableName, ctx);
  const updated: TableRecord = { ...table, stream: updateTableStream(storage, table, specification, ctx) };
  storage.tables.in(ctx).put([table.name], updated);
  return { TableDescription: { ...describeActive(updated, sizeOf(storage, updated, ctx)), TableStatus: 'UPDATING' } };
}
