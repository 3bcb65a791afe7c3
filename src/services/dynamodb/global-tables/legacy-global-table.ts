/** Global tables of version 2017.11.29: made of tables that are there already. */
import { isDeepStrictEqual } from 'node:util';
import {
  GlobalTableAlreadyExistsException,
  ReplicaAlreadyExistsException,
  ReplicaNotFoundException,
  TableNotFoundException,
} from '../../../../generated/dynamodb/errors.js';
import type {
  CreateGlobalTableInput,
  CreateGlobalTableOutput,
  DescribeGlobalTableInput,
  DescribeGlobalTableOutput,
  ListGlobalTablesInput,
  ListGlobalTablesOutput,
  UpdateGlobalTableInput,
  UpdateGlobalTableOutput,
} from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { invalidParameter } from '../refusals.js';
import { type Storage, sizeOf, type TableRecord } from '../storage.js';
import { leaveGroup } from './leave-group.js';
import { describeGlobal, findGlobalTable, globalTable } from './legacy-lookup.js';
import { inRegion, isReplica, LEGACY_VERSION, type Replication, withoutReplication } from './replication.js';

export function createGlobalTable(storage: Storage, input: CreateGlobalTableInput, ctx: Context): CreateGlobalTableOutput {
  const { GlobalTableName: name, ReplicationGroup: group } = input;
  if (findGlobalTable(storage, name, ctx).length > 0)
    throw new GlobalTableAlreadyExistsException(`Global table with name: '${name}' already exists.`);
  const regions = group.flatMap(({ RegionName }) => RegionName ?? []);
  if (regions.length === 0) throw invalidParameter('ReplicationGroup must name at least one region');
  if (new Set(regions).size < regions.length) throw invalidParameter('ReplicationGroup must not name a region twice');
  const tables = regions.map((region) => tableIn(storage, name, region, ctx));
  const [first] = tables;
  for (const [at, table] of tables.entries()) checkReplica(storage, table, first ?? table, regions[at] ?? '', ctx);
  const replication: Replication = {
    group: storage.random.uuid(),
    version: LEGACY_VERSION,
    consistency: 'EVENTUAL',
    regions,
    createdAt: ctx.clock.now(),
  };
  for (const [at, table] of tables.entries()) storage.tables.in(inRegion(ctx, regions[at] ?? '')).put([name], { ...table, replication });
  return { GlobalTableDescription: describeGlobal(name, regions, replication.createdAt, 'CREATING', ctx) };
}

function tableIn(storage: Storage, name: string, region: string, ctx: Context): TableRecord {
  const table = storage.tables.in(inRegion(ctx, region)).get([name]);
  if (table === undefined) throw new TableNotFoundException(`Table not found: ${name} in region ${region}`);
  return table;
}

/** What the API reference asks of a replica. @param like another replica. */
function checkReplica(storage: Storage, table: TableRecord, like: TableRecord, region: string, ctx: Context): void {
  const subject = `Table ${table.name} in region ${region}`;
  if (isReplica(table)) throw invalidParameter(`${subject} is a replica of another global table`);
  if (!isDeepStrictEqual(keysOf(table), keysOf(like))) throw invalidParameter(`${subject} must have the key schema of the other replicas`);
  for (const kind of ['global', 'local'] as const)
    if (!isDeepStrictEqual(indexesOf(table, kind), indexesOf(like, kind)))
      throw invalidParameter(`${subject} must have the ${kind} secondary indexes of the other replicas`);
  if (table.stream?.viewType !== 'NEW_AND_OLD_IMAGES')
    throw invalidParameter(`${subject} must have a stream with the view type NEW_AND_OLD_IMAGES`);
  if (sizeOf(storage, table, inRegion(ctx, region)).items > 0) throw invalidParameter(`${subject} must be empty`);
}

const keysOf = ({ hashKey, rangeKey }: TableRecord) => ({ hashKey, rangeKey });

const indexesOf = ({ indexes }: TableRecord, wanted: string) =>
  new Map(indexes.filter(({ kind }) => kind === wanted).map(({ name, hashKeys, rangeKeys }) => [name, { hashKeys, rangeKeys }] as const));

export function describeGlobalTable(storage: Storage, input: DescribeGlobalTableInput, ctx: Context): DescribeGlobalTableOutput {
  const [replica] = globalTable(storage, input.GlobalTableName, ctx);
  const { regions = [], createdAt = 0 } = replica?.table.replication ?? {};
  return { GlobalTableDescription: describeGlobal(input.GlobalTableName, regions, createdAt, 'ACTIVE', ctx) };
}

const MOST_NAMES = 100;

/** Those with a replica in that region. */
export function listGlobalTables(storage: Storage, input: ListGlobalTablesInput, ctx: Context): ListGlobalTablesOutput {
  const { ExclusiveStartGlobalTableName: after, Limit: limit = MOST_NAMES, RegionName: region = ctx.region } = input;
  const tables: { GlobalTableName: string; ReplicationGroup: { RegionName: string }[] }[] = [];
  for (const [[name], table] of storage.tables.in(inRegion(ctx, region)).range(after === undefined ? {} : { after: [after] })) {
    if (table.replication?.version !== LEGACY_VERSION) continue;
    const last = tables.at(-1);
    if (tables.length === limit && last !== undefined) return { GlobalTables: tables, LastEvaluatedGlobalTableName: last.GlobalTableName };
    tables.push({ GlobalTableName: name, ReplicationGroup: table.replication.regions.map((RegionName) => ({ RegionName })) });
  }
  return { GlobalTables: tables };
}

/** A table that is removed stays, with its items, as a table of its own. */
export function updateGlobalTable(storage: Storage, input: UpdateGlobalTableInput, ctx: Context): UpdateGlobalTableOutput {
  const { GlobalTableName: name, ReplicaUpdates: updates } = input;
  const createdAt = globalTable(storage, name, ctx)[0]?.table.replication.createdAt ?? 0;
  if (updates.length === 0) throw invalidParameter('At least one replica update is required');
  let regions: readonly string[] = [];
  for (const { Create: create, Delete: remove } of updates) {
    if ((create === undefined) === (remove === undefined))
      throw invalidParameter('Exactly one of Create or Delete must be specified in each ReplicaUpdate');
    if (create !== undefined) regions = addRegion(storage, name, create.RegionName, ctx);
    if (remove !== undefined) regions = removeRegion(storage, name, remove.RegionName, ctx);
  }
  return { GlobalTableDescription: describeGlobal(name, regions, createdAt, 'ACTIVE', ctx) };
}

function addRegion(storage: Storage, name: string, region: string, ctx: Context): readonly string[] {
  const replicas = globalTable(storage, name, ctx);
  const [first] = replicas;
  if (first === undefined) return [];
  if (replicas.some(({ scope }) => scope.region === region))
    throw new ReplicaAlreadyExistsException(`Replica already exists: Global table: '${name}' Region: '${region}'`);
  const table = tableIn(storage, name, region, ctx);
  checkReplica(storage, table, first.table, region, ctx);
  const full = replicas.find((each) => sizeOf(storage, each.table, each.scope).items > 0);
  if (full !== undefined) throw invalidParameter(`Table ${name} in region ${full.scope.region} must be empty`);
  const replication = { ...first.table.replication, regions: [...first.table.replication.regions, region] };
  for (const each of [...replicas, { scope: inRegion(ctx, region), table }])
    storage.tables.in(each.scope).put([name], { ...each.table, replication });
  return replication.regions;
}

function removeRegion(storage: Storage, name: string, region: string, ctx: Context): readonly string[] {
  const replica = globalTable(storage, name, ctx).find(({ scope }) => scope.region === region);
  if (replica === undefined) throw new ReplicaNotFoundException(`Replica not found: Global table: '${name}' Region: '${region}'`);
  leaveGroup(storage, replica.table, replica.scope);
  storage.tables.in(replica.scope).put([name], withoutReplication(replica.table));
  return replica.table.replication.regions.filter((each) => each !== region);
}
