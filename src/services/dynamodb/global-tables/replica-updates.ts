/** ReplicaUpdates of UpdateTable: replicas that are made, changed and deleted. */
import type { ReplicationGroupUpdate, TableDescription, UpdateTableInput } from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { invalid, invalidParameter } from '../refusals.js';
import type { Storage, TableRecord } from '../storage.js';
import { createTableStream } from '../streams/stream-specification.js';
import { readEncryption } from '../tables/encryption.js';
import { pendingMember } from '../tables/pending.js';
import { isTaken } from '../tables/table-endings.js';
import { deleteReplica, refuseDeletion } from './delete-replica.js';
import { addReplica } from './new-replica.js';
import { describeReplica, replicationMembers } from './replica-description.js';
import { withOverrides } from './replica-overrides.js';
import { replicateGroup } from './replicate.js';
import {
  CURRENT_VERSION,
  inRegion,
  isReplica,
  isStrong,
  LEGACY_VERSION,
  otherReplicas,
  type PlacedReplica,
  type Replication,
  replicasOf,
} from './replication.js';
import { checkStrongUpdates, isStrongUpdate } from './strong-consistency.js';

export interface ReplicaChanges {
  /** The table that UpdateTable was called for. */
  readonly table: TableRecord;
  /** What its description says of the global table. */
  readonly members: TableDescription;
}

const NOTHING_TO_CHANGE = 'KMSMasterKeyId must be specified for each replica.';

/** What AWS refuses whatever the table looks like. */
export function checkReplicaUpdates({ ReplicaUpdates: updates = [], ...input }: UpdateTableInput, ctx: Context): void {
  const regions = new Set<string>();
  for (const update of updates) {
    const { RegionName: region } = actionOf(update);
    if (region === ctx.region)
      throw invalid(
        'Cannot add, delete, or update the local region through ReplicaUpdates. Use CreateTable, DeleteTable, or UpdateTable as required.',
      );
    if (!isRegion(region, ctx)) throw invalidParameter(`Region ${region} is not a region in which a replica can be`);
    if (regions.has(region)) throw invalidParameter(`Only one replica update per region is allowed. Region: ${region}`);
    regions.add(region);
  }
  if (input.MultiRegionConsistency !== undefined && !updates.some(({ Create }) => Create !== undefined))
    throw invalidParameter('MultiRegionConsistency can only be specified when replicas are created');
}

function actionOf({ Create: create, Update: update, Delete: remove }: ReplicationGroupUpdate): { readonly RegionName: string } {
  const [action, ...more] = [create, update, remove].filter((each) => each !== undefined);
  if (action === undefined || more.length > 0)
    throw invalidParameter('Exactly one of Create, Update or Delete must be specified in each ReplicationGroupUpdate');
  return action;
}

/** `us-east-1`, in the partition of the caller. */
export const isRegion = (region: string, { partition }: Context): boolean =>
  /^[a-z]{2,3}(-[a-z]+)+-\d$/.test(region) &&
  (region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws') === partition;

/** @param table as it is with the request's other changes. */
export function updateReplicas(storage: Storage, table: TableRecord, input: UpdateTableInput, ctx: Context): ReplicaChanges {
  const { ReplicaUpdates: updates = [] } = input;
  if (!isReplica(table) && updates.length === 0 && !isStrongUpdate(input)) return { table, members: {} };
  const statuses = new Map<string, 'CREATING' | 'UPDATING'>();
  if (!isStrong(table) && !isStrongUpdate(input) && updates.filter(({ Update }) => Update === undefined).length > 1)
    throw invalidParameter('Only one replica can be created or deleted in one request');
  checkStrongUpdates(storage, table, input, ctx);
  checkKeys(storage, table, input, ctx);
  if (isReplica(table)) replicateGroup(storage, table.replication.group, ctx.accountId);
  const deleted = updates.flatMap(({ Delete: action }) =>
    action === undefined ? [] : [replicaIn(storage, table, action.RegionName, ctx)],
  );
  for (const each of deleted) refuseDeletion(each.table, ctx);
  const created = updates.flatMap(({ Create: action }) => (action === undefined ? [] : [action]));
  if (created.length > 0) createReplicas(storage, table, created, input, ctx);
  for (const { Update: action } of updates) {
    if (action === undefined) continue;
    changeReplica(storage, table, action, ctx);
    statuses.set(action.RegionName, 'UPDATING');
  }
  for (const { RegionName: region } of created) statuses.set(region, 'CREATING');
  for (const each of deleted) deleteReplica(storage, each, ctx);
  const after = storage.tables.in(ctx).get([table.name]) ?? table;
  if (deleted.length === 0) return { table: after, members: replicationMembers(storage, after, ctx, statuses) };
  // Once more those that are being deleted.
  const members = replicationMembers(storage, after, ctx, statuses);
  const gone = deleted.map((each) => describeReplica(each, 'DELETING'));
  return { table: after, members: { GlobalTableVersion: CURRENT_VERSION, ...members, Replicas: [...(members.Replicas ?? []), ...gone] } };
}

function replicaIn(storage: Storage, table: TableRecord, region: string, ctx: Context): PlacedReplica {
  const replica = otherReplicas(storage, table, ctx).find(({ scope }) => scope.region === region);
  if (replica === undefined || replica.table.replication.version === LEGACY_VERSION)
    throw invalid('Replica specified in the Replica Update or Replica Delete action of the request was not found.');
  return replica;
}

function createReplicas(
  storage: Storage,
  table: TableRecord,
  actions: readonly { readonly RegionName: string }[],
  input: UpdateTableInput,
  ctx: Context,
): void {
  if (table.replication?.version === LEGACY_VERSION)
    throw invalidParameter(`Table is a replica of a global table of version ${LEGACY_VERSION}: ${table.name}`);
  for (const { RegionName: region } of actions)
    if (isTaken(storage, table.name, { ...inRegion(ctx, region), clock: ctx.clock }))
      throw invalid(
        `Failed to create a the new replica of table with name: '${table.name}' because one or more replicas already existed as tables.`,
      );
  refuseFixedThroughput(table);
  const now = ctx.clock.now();
  const replication: Replication = {
    group: table.replication?.group ?? storage.random.uuid(),
    version: CURRENT_VERSION,
    consistency: table.replication?.consistency ?? input.MultiRegionConsistency ?? 'EVENTUAL',
    regions: [...(table.replication?.regions ?? [ctx.region]), ...actions.map(({ RegionName }) => RegionName)],
    ...witnessMember(table, input),
    createdAt: table.replication?.createdAt ?? now,
  };
  for (const { scope, table: replica } of otherReplicas(storage, table, ctx))
    storage.tables.in(scope).put([replica.name], { ...replica, replication: { ...replica.replication, regions: replication.regions } });
  const source = streamed(
    storage,
    {
      ...table,
      replication: { ...table.replication, ...replication, sourceAt: now },
      ...pendingMember(storage, 'UPDATING', now, 'replica'),
    },
    ctx,
  );
  storage.tables.in(ctx).put([source.name], source);
  for (const action of input.ReplicaUpdates ?? [])
    if (action.Create !== undefined) addReplica(storage, source, action.Create, replication, ctx);
}

function witnessMember(table: TableRecord, { GlobalTableWitnessUpdates: updates = [] }: UpdateTableInput): Pick<Replication, 'witness'> {
  const witness = table.replication?.witness ?? updates[0]?.Create?.RegionName;
  return witness === undefined ? {} : { witness };
}

/** AWS enables the stream that replicas need. */
function streamed<T extends TableRecord & { readonly replication: Replication }>(storage: Storage, table: T, ctx: Context): T {
  if (table.replication.consistency === 'STRONG') return table;
  const { viewType } = table.stream ?? {};
  if (viewType === 'NEW_AND_OLD_IMAGES') return table;
  if (viewType !== undefined)
    throw invalidParameter(`StreamViewType of a Global Table replica must be NEW_AND_OLD_IMAGES, but it is ${viewType}`);
  const stream = createTableStream(storage, table, { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' }, ctx);
  return stream === undefined ? table : { ...table, stream };
}

function refuseFixedThroughput({ billingMode, autoScaling, indexes }: TableRecord): void {
  if (billingMode === 'PAY_PER_REQUEST') return;
  if (autoScaling?.write === undefined) throw invalid('Table write capacity should either be Pay-Per-Request or AutoScaled.');
  for (const { name, kind } of indexes)
    if (kind === 'global' && autoScaling.indexes?.[name]?.write === undefined)
      throw invalid(`Index write capacity should either be Pay-Per-Request or AutoScaled. Index: ${name}`);
}

/** A key is changed for all replicas at once, together with the table's own. */
function checkKeys(storage: Storage, table: TableRecord, input: UpdateTableInput, ctx: Context): void {
  const keys = new Map(
    input.ReplicaUpdates?.flatMap(({ Update: action }) =>
      action?.KMSMasterKeyId === undefined ? [] : [[action.RegionName, action.KMSMasterKeyId]],
    ),
  );
  const isKeyChanged = input.SSESpecification?.KMSMasterKeyId !== undefined;
  if (
    isKeyChanged
      ? replicasOf(storage, table, ctx).some(({ scope: { region } }) => region !== ctx.region && !keys.has(region))
      : keys.size > 0
  )
    throw invalidParameter(NOTHING_TO_CHANGE);
}

function changeReplica(
  storage: Storage,
  table: TableRecord,
  { RegionName: region, ...action }: NonNullable<ReplicationGroupUpdate['Update']>,
  ctx: Context,
): void {
  const { scope, table: replica } = replicaIn(storage, table, region, ctx);
  if (Object.values(action).every((member) => member === undefined)) throw invalidParameter(NOTHING_TO_CHANGE);
  const changed = withOverrides(replica, action, ctx.clock.now());
  const encryption =
    action.KMSMasterKeyId === undefined
      ? undefined
      : readEncryption({ Enabled: true, KMSMasterKeyId: action.KMSMasterKeyId }, { ...ctx, region });
  storage.tables.in(scope).put([replica.name], { ...changed, ...(encryption === undefined ? {} : { encryption }) });
}
