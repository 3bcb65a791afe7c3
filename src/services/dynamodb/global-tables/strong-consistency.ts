/**
 * Multi-Region strong consistency, by the rules of the developer guide: three regions of one set, one of which may be a witness, all of
 * them there from the beginning to the end. Their wordings aren't documented.
 */
import type { UpdateTableInput } from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { invalidParameter } from '../refusals.js';
import { type Storage, sizeOf, type TableRecord } from '../storage.js';
import { isStrong, otherReplicas } from './replication.js';

const REGION_SETS: readonly (readonly string[])[] = [
  ['us-east-1', 'us-east-2', 'us-west-2'],
  ['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1'],
  ['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3'],
];

type StrongInput = Pick<UpdateTableInput, 'MultiRegionConsistency' | 'GlobalTableWitnessUpdates'>;

/** Requests of such a global table have several updates at once. */
export const isStrongUpdate = ({ MultiRegionConsistency: wanted, GlobalTableWitnessUpdates: witnesses }: StrongInput): boolean =>
  wanted === 'STRONG' || witnesses !== undefined;

export function checkStrongUpdates(storage: Storage, table: TableRecord, input: UpdateTableInput, ctx: Context): void {
  const { ReplicaUpdates: updates = [], GlobalTableWitnessUpdates: witnesses = [], MultiRegionConsistency: wanted } = input;
  if (table.replication !== undefined && wanted !== undefined && wanted !== table.replication.consistency)
    throw invalidParameter('MultiRegionConsistency of a global table cannot be changed');
  const created = updates.flatMap(({ Create: action }) => action?.RegionName ?? []);
  const deleted = updates.flatMap(({ Delete: action }) => action?.RegionName ?? []);
  const newWitnesses = witnesses.flatMap(({ Create: action }) => action?.RegionName ?? []);
  const oldWitnesses = witnesses.flatMap(({ Delete: action }) => action?.RegionName ?? []);
  if (witnesses.some(({ Create: create, Delete: remove }) => (create === undefined) === (remove === undefined)))
    throw invalidParameter('Exactly one of Create or Delete must be specified in each GlobalTableWitnessGroupUpdate');
  if (isStrong(table)) {
    checkEnd(storage, table, { created: [...created, ...newWitnesses], deleted, witnesses: oldWitnesses }, ctx);
    return;
  }
  if (wanted !== 'STRONG' && witnesses.length > 0)
    throw invalidParameter('GlobalTableWitnessUpdates can only be specified for a global table with multi-Region strong consistency');
  if (wanted === 'STRONG') checkBeginning(storage, table, [...created, ...newWitnesses], ctx);
}

function checkBeginning(storage: Storage, table: TableRecord, others: readonly string[], ctx: Context): void {
  if (others.length !== 2)
    throw invalidParameter('A global table with multi-Region strong consistency must have three replicas, or two replicas and one witness');
  const regions = [ctx.region, ...others];
  if (new Set(regions).size < regions.length || !REGION_SETS.some((set) => regions.every((region) => set.includes(region))))
    throw invalidParameter(`Regions of multi-Region strong consistency must be different and of one region set: ${regions.join(', ')}`);
  if (sizeOf(storage, table, ctx).items > 0)
    throw invalidParameter(`Table must be empty to create a global table with multi-Region strong consistency: ${table.name}`);
  if (table.timeToLive !== undefined) throw timeToLiveUnsupported();
  if (table.indexes.some(({ kind }) => kind === 'local'))
    throw invalidParameter('Local secondary indexes are not supported for global tables with multi-Region strong consistency');
}

interface StrongChange {
  readonly created: readonly string[];
  readonly deleted: readonly string[];
  readonly witnesses: readonly string[];
}

/** Replicas (and the witness) go together: what remains is a table of one region. */
function checkEnd(storage: Storage, table: TableRecord, { created, deleted, witnesses }: StrongChange, ctx: Context): void {
  if (created.length > 0) throw invalidParameter('Replicas cannot be added to a global table with multi-Region strong consistency');
  if (deleted.length === 0 && witnesses.length === 0) return;
  const { witness } = table.replication ?? {};
  const wrong = witnesses.find((region) => region !== witness);
  if (wrong !== undefined) throw invalidParameter(`Witness not found: ${wrong}`);
  const others = otherReplicas(storage, table, ctx).length + (witness === undefined ? 0 : 1);
  if (deleted.length + witnesses.length < others)
    throw invalidParameter(
      'Replicas of a global table with multi-Region strong consistency can only be deleted together, along with its witness',
    );
}

export function refuseLoneDeletion(table: TableRecord): void {
  if (isStrong(table))
    throw invalidParameter(
      'Replicas of a global table with multi-Region strong consistency can only be deleted together, along with its witness',
    );
}

const timeToLiveUnsupported = (): Error =>
  invalidParameter('TimeToLive is not supported for global tables with multi-Region strong consistency');

export function refuseTimeToLive(table: TableRecord): void {
  if (isStrong(table)) throw timeToLiveUnsupported();
}

/** @param tables of one transaction. */
export function refuseTransaction(table: TableRecord): void {
  if (isStrong(table))
    throw invalidParameter('Transactional operations are not supported for global tables with multi-Region strong consistency');
}
