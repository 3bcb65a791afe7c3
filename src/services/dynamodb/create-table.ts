import { ResourceInUseException } from '../../../generated/dynamodb/errors.js';
import type { CreateTableInput, CreateTableOutput } from '../../../generated/dynamodb/types.js';
import type { Context } from '../../contract/context.js';
import { refuseUnemulated, unemulated } from '../../contract/not-emulated.js';
import type { Random } from '../dependencies.js';
import { readKeySchema } from './key-schema.js';
import { invalidParameter } from './refusals.js';
import { nextNumber, type Storage, type TableRecord } from './storage.js';
import { checkStreamSpecification, createTableStream } from './streams/stream-specification.js';
import { describeNew } from './table-description.js';
import { addressOf } from './table-lookup.js';
import { readThroughput } from './throughput.js';

/** A table can be used at once, although the answer says CREATING. */
export function createTable(storage: Storage, random: Random, input: CreateTableInput, ctx: Context): CreateTableOutput {
  refuseParameters(input);
  const { name } = addressOf(input.TableName, ctx);
  const throughput = readThroughput(input);
  const keys = readKeySchema(input);
  if (input.StreamSpecification !== undefined) checkStreamSpecification(input.StreamSpecification);
  const tables = storage.tables.in(ctx);
  if (tables.has([name])) throw new ResourceInUseException(`Table already exists: ${name}`);
  const arn = `arn:${ctx.partition}:dynamodb:${ctx.region}:${ctx.accountId}:table/${name}`;
  const stream = createTableStream(storage, { name, arn, keySchema: keys.elements }, input.StreamSpecification, ctx);
  const table: TableRecord = {
    name,
    number: nextNumber(storage, 'table', ctx),
    id: random.uuid(),
    arn,
    createdAt: ctx.clock.now(),
    attributeDefinitions: keys.definitions,
    keySchema: keys.elements,
    hashKey: keys.hashKey,
    ...(keys.rangeKey === undefined ? {} : { rangeKey: keys.rangeKey }),
    ...throughput,
    tags: input.Tags ?? [],
    ...(stream === undefined ? {} : { stream }),
  };
  tables.put([name], table);
  return { TableDescription: describeNew(table) };
}

/** What says no more than a new table has anyway is taken: Terraform and CloudFormation send it. */
function refuseParameters(input: CreateTableInput): void {
  const operation = 'dynamodb CreateTable';
  if (input.GlobalSecondaryIndexes?.length === 0) throw invalidParameter('List of GlobalSecondaryIndexes is empty');
  if (input.LocalSecondaryIndexes?.length === 0) throw invalidParameter('List of LocalSecondaryIndexes is empty');
  refuseUnemulated(operation, input, [
    'GlobalSecondaryIndexes',
    'LocalSecondaryIndexes',
    'VectorIndexes',
    'WarmThroughput',
    'OnDemandThroughput',
    'ResourcePolicy',
    'GlobalTableSourceArn',
    'GlobalTableSettingsReplicationMode',
  ]);
  if (input.SSESpecification !== undefined && input.SSESpecification.Enabled !== false) throw unemulated(operation, 'SSESpecification');
  refuseUnemulated(operation, input.SSESpecification ?? {}, ['SSEType', 'KMSMasterKeyId']);
  if (input.TableClass !== undefined && input.TableClass !== 'STANDARD') throw unemulated(operation, `TableClass ${input.TableClass}`);
  if (input.DeletionProtectionEnabled === true) throw unemulated(operation, 'DeletionProtectionEnabled');
}
