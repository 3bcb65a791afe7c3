/** GlobalSecondaryIndexUpdates of UpdateTable: indexes created, changed and deleted. */
import { LimitExceededException, ResourceNotFoundException } from '../../../../generated/dynamodb/errors.js';
import type {
  BillingMode,
  CreateGlobalSecondaryIndexAction,
  GlobalSecondaryIndexUpdate,
  UpdateGlobalSecondaryIndexAction,
  UpdateTableInput,
} from '../../../../generated/dynamodb/types.js';
import { invalid, invalidParameter } from '../refusals.js';
import type { TableRecord } from '../storage.js';
import { typesOf } from '../tables/key-schema.js';
import { changeOnDemand, checkOnDemand, checkWarm } from '../tables/on-demand.js';
import { pendingStatus } from '../tables/pending.js';
import { indexStatus, refuseBusyIndex } from '../tables/table-status.js';
import { checkUnits } from '../tables/throughput.js';
import { refuseSame } from '../tables/update-throughput.js';
import { checkIncluded, MOST_GLOBAL, readGlobalIndex } from './index-schema.js';
import type { IndexRecord } from './secondary-index.js';

export interface IndexChanges {
  /** All of the table's, after the changes. */
  readonly indexes: readonly IndexRecord[];
  readonly created: readonly IndexRecord[];
  readonly updated: readonly IndexRecord[];
  readonly deleted: readonly IndexRecord[];
}

/** What AWS refuses whatever the table looks like. */
export function checkIndexUpdates(updates: readonly GlobalSecondaryIndexUpdate[]): void {
  const names = new Set<string>();
  for (const { Create: create, Update: update, Delete: remove } of updates) {
    const actions = [create, update, remove].flatMap((action) => (action === undefined ? [] : [action]));
    const [action] = actions;
    if (action === undefined || actions.length > 1)
      throw invalidParameter('Exactly one of Create, Update or Delete must be specified in each GlobalSecondaryIndexUpdate');
    if (names.has(action.IndexName))
      throw invalidParameter(`Only one global secondary index update per index is allowed simultaneously. Index: ${action.IndexName}`);
    names.add(action.IndexName);
  }
  if (updates.filter(({ Update }) => Update === undefined).length > 1) throw onlyOneIndex();
}

const onlyOneIndex = (): Error =>
  new LimitExceededException('Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table');

/** What AWS refuses while something is under way with an index: an index can be deleted while it is filled, but no other be made. */
export function refuseBusyIndexes(table: TableRecord, updates: readonly GlobalSecondaryIndexUpdate[], now: number): void {
  const pending = table.indexes.filter((index) => pendingStatus(index.pending, now) !== undefined);
  if (pending.length === 0) return;
  const comesOrGoes = pending.find((index) => indexStatus(index, now) !== 'UPDATING');
  for (const { Create: create, Update: update, Delete: remove } of updates) {
    const index = pending.find(({ name }) => name === (update ?? remove)?.IndexName);
    const isFilled = index !== undefined && indexStatus(index, now) === 'CREATING';
    if (index !== undefined && !isFilled) refuseBusyIndex(table, index, now);
    if ((create !== undefined || remove !== undefined) && comesOrGoes !== undefined && !isFilled) throw onlyOneIndex();
  }
}

/** @param table with its new throughput. */
export function changeIndexes(table: TableRecord, formerMode: BillingMode, input: UpdateTableInput): IndexChanges {
  const updates = input.GlobalSecondaryIndexUpdates ?? [];
  const created: IndexRecord[] = [];
  const updated = new Map<IndexRecord, IndexRecord>();
  const deleted: IndexRecord[] = [];
  for (const { Create: create, Update: update, Delete: remove } of updates) {
    if (create !== undefined) created.push(createIndex(table, create, input));
    if (update !== undefined) updated.set(...updateIndex(table, formerMode, update));
    if (remove !== undefined) deleted.push(globalIndex(table, remove.IndexName));
  }
  const kept = table.indexes.filter((index) => !deleted.includes(index));
  const indexes = [...kept.map((index) => updated.get(index) ?? inMode(table, formerMode, index)), ...created];
  if (created.length > 0) checkIncluded(indexes);
  return { indexes, created, updated: [...updated.values()], deleted };
}

function globalIndex({ indexes }: TableRecord, wanted: string): IndexRecord {
  const index = indexes.find(({ name, kind }) => name === wanted && kind === 'global');
  if (index === undefined) throw new ResourceNotFoundException('Requested resource not found');
  return index;
}

/** An index follows its table to another billing mode; to a provisioned one only with throughput of its own. */
function inMode(table: TableRecord, formerMode: BillingMode, index: IndexRecord): IndexRecord {
  if (index.kind === 'local' || table.billingMode === formerMode) return index;
  if (table.billingMode === 'PROVISIONED')
    throw invalidParameter(
      `ReadCapacityUnits and WriteCapacityUnits must both be specified for index: ${index.name} when BillingMode is PROVISIONED`,
    );
  return { ...index, readCapacityUnits: 0, writeCapacityUnits: 0 };
}

/** The request has to define the new index's keys, also those that the table has a definition of. */
function createIndex(table: TableRecord, action: CreateGlobalSecondaryIndexAction, input: UpdateTableInput): IndexRecord {
  const definitions = input.AttributeDefinitions ?? [];
  const types = typesOf(definitions);
  if (types.size < definitions.length) throw invalid('Cannot have two attributes with the same name');
  if (action.KeySchema.some(({ AttributeName }) => !types.has(AttributeName)))
    throw invalid('Invalid KeySchema: Some index key attribute have no definition');
  if (table.attributeDefinitions.some(({ AttributeName, AttributeType }) => (types.get(AttributeName) ?? AttributeType) !== AttributeType))
    throw invalidParameter('Attributes cannot be redefined. Please check that your attribute has the same type as previously defined.');
  const highest = table.indexes.reduce((number, index) => Math.max(number, index.number), table.lastIndex ?? 0);
  const index = readGlobalIndex(action, { keySchema: table.keySchema, definitions, billingMode: table.billingMode }, highest + 1);
  if (table.indexes.some(({ name }) => name === index.name)) throw invalid('Attempting to create an index which already exists');
  if (table.indexes.filter(({ kind }) => kind === 'global').length >= MOST_GLOBAL)
    throw invalidParameter(`GlobalSecondaryIndex count exceeds the per-table limit of ${MOST_GLOBAL}`);
  return index;
}

function updateIndex(table: TableRecord, formerMode: BillingMode, action: UpdateGlobalSecondaryIndexAction): [IndexRecord, IndexRecord] {
  const index = globalIndex(table, action.IndexName);
  const { ProvisionedThroughput: units, OnDemandThroughput: limits, WarmThroughput: warm } = action;
  if (units === undefined && limits === undefined && warm === undefined)
    throw invalidParameter(
      `At least one of ProvisionedThroughput, OnDemandThroughput or WarmThroughput is required for index: ${index.name}`,
    );
  if (units !== undefined && table.billingMode === 'PAY_PER_REQUEST')
    throw invalidParameter(
      `Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: ${index.name} when BillingMode is PAY_PER_REQUEST`,
    );
  if (units !== undefined) {
    checkUnits(units, index.name);
    if (formerMode === table.billingMode) refuseSame(index, units, 'index', index.name);
  }
  const moved = units === undefined ? inMode(table, formerMode, index) : index;
  const { onDemandThroughput, ...rest } = moved;
  if (limits !== undefined) checkOnDemand(limits, table.billingMode, `index ${index.name}`);
  if (warm !== undefined) checkWarm(warm, { ...index, billingMode: table.billingMode }, index.warmThroughput);
  const left = changeOnDemand(onDemandThroughput, limits);
  return [
    index,
    {
      ...rest,
      ...(units === undefined ? {} : { readCapacityUnits: units.ReadCapacityUnits, writeCapacityUnits: units.WriteCapacityUnits }),
      ...(left === undefined ? {} : { onDemandThroughput: left }),
      ...(warm === undefined ? {} : { warmThroughput: { ...index.warmThroughput, ...warm } }),
    },
  ];
}
