import { ResourceInUseException } from '../../../../generated/dynamodb/errors.js';
import type { CreateTableInput, CreateTableOutput } from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { refuseUnemulated } from '../../../contract/not-emulated.js';
import type { Random } from '../../dependencies.js';
import { checkDefinitionsUsed, readIndexes } from '../indexes/index-schema.js';
import { invalidParameter } from '../refusals.js';
import { nextNumber, type Storage, type TableRecord } from '../storage.js';
import { checkStreamSpecification, createTableStream } from '../streams/stream-specification.js';
import { readEncryption } from './encryption.js';
import { readKeySchema } from './key-schema.js';
import { checkOnDemand, checkWarm } from './on-demand.js';
import { pendingMember } from './pending.js';
import { newPolicy } from './resource-policy.js';
import { describeNew } from './table-description.js';
import { isTaken } from './table-endings.js';
import { addressOf } from './table-lookup.js';
import { checkTags } from './tags.js';
import { readThroughput } from './throughput.js';

/** Without delays a table can be used at once, although the answer says CREATING. */
export function createTable(storage: Storage, random: Random, input: CreateTableInput, ctx: Context): CreateTableOutput {
  return { TableDescription: describeNew(addTable(storage, random, input, ctx)) };
}

/** @throws ResourceInUseException when there is a table of that name */
export function addTable(storage: Storage, random: Random, input: CreateTableInput, ctx: Context): TableRecord {
  refuseParameters(input);
  const { name } = addressOf(input.TableName, ctx);
  const throughput = readThroughput(input);
  const keys = readKeySchema(input);
  const indexes = readIndexes(input, { keySchema: keys.elements, definitions: keys.definitions, billingMode: throughput.billingMode });
  checkDefinitionsUsed(keys.definitions, keys.elements, indexes);
  if (input.StreamSpecification !== undefined) checkStreamSpecification(input.StreamSpecification);
  const encryption = input.SSESpecification && readEncryption(input.SSESpecification, ctx);
  if (input.OnDemandThroughput !== undefined) checkOnDemand(input.OnDemandThroughput, throughput.billingMode);
  if (input.WarmThroughput !== undefined) checkWarm(input.WarmThroughput, throughput);
  const tags = checkTags(input.Tags ?? []);
  const policy = input.ResourcePolicy === undefined ? undefined : newPolicy(random, input.ResourcePolicy);
  if (isTaken(storage, name, ctx)) throw new ResourceInUseException(`Table already exists: ${name}`);
  const arn = `arn:${ctx.partition}:dynamodb:${ctx.region}:${ctx.accountId}:table/${name}`;
  const stream = createTableStream(storage, { name, arn, keySchema: keys.elements }, input.StreamSpecification, ctx);
  const now = ctx.clock.now();
  const table: TableRecord = {
    name,
    number: nextNumber(storage, 'table', ctx),
    id: random.uuid(),
    arn,
    createdAt: now,
    attributeDefinitions: keys.definitions,
    keySchema: keys.elements,
    hashKey: keys.hashKey,
    ...(keys.rangeKey === undefined ? {} : { rangeKey: keys.rangeKey }),
    indexes,
    ...throughput,
    ...(throughput.billingMode === 'PAY_PER_REQUEST' ? { onDemandSince: now } : {}),
    ...(input.OnDemandThroughput === undefined ? {} : { onDemandThroughput: input.OnDemandThroughput }),
    ...(input.WarmThroughput === undefined ? {} : { warmThroughput: input.WarmThroughput }),
    ...(input.TableClass === undefined ? {} : { tableClass: { name: input.TableClass } }),
    ...(encryption === undefined ? {} : { encryption }),
    deletionProtection: input.DeletionProtectionEnabled ?? false,
    ...(policy === undefined ? {} : { policy }),
    tags,
    ...(stream === undefined ? {} : { stream }),
    ...pendingMember(storage, 'CREATING', now, 'table'),
  };
  storage.tables.in(ctx).put([name], table);
  return table;
}

function refuseParameters(input: CreateTableInput): void {
  if (input.GlobalSecondaryIndexes?.length === 0) throw invalidParameter('List of GlobalSecondaryIndexes is empty');
  if (input.LocalSecondaryIndexes?.length === 0) throw invalidParameter('List of LocalSecondaryIndexes is empty');
  refuseUnemulated('dynamodb CreateTable', input, ['VectorIndexes', 'GlobalTableSourceArn', 'GlobalTableSettingsReplicationMode']);
}
