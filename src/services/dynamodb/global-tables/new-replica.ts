/** Makes a replica of a table in another region, with its items. */
import type { CreateReplicationGroupMemberAction } from '../../../../generated/dynamodb/types.js';
import type { Context } from '../../../contract/context.js';
import { backfill } from '../indexes/index-entries.js';
import type { IndexRecord } from '../indexes/secondary-index.js';
import { invalidParameter } from '../refusals.js';
import { copyRows } from '../rows.js';
import { nextNumber, type Storage, type TableRecord } from '../storage.js';
import { createTableStream } from '../streams/stream-specification.js';
import { type Encryption, readEncryption } from '../tables/encryption.js';
import { pendingMember } from '../tables/pending.js';
import { withOverrides } from './replica-overrides.js';
import type { ReplicaRecord, Replication } from './replication.js';

/**
 * Takes over what replicas have in common. Tags, policies, deletion protection, point-in-time recovery, contributor insights and
 * Kinesis destinations are each replica's own, as on AWS.
 * @param ctx of the source's region
 */
export function addReplica(
  storage: Storage,
  source: TableRecord,
  action: CreateReplicationGroupMemberAction,
  replication: Replication,
  ctx: Context,
): void {
  const place: Context = { ...ctx, region: action.RegionName };
  const encryption = encryptionOf(source, action.KMSMasterKeyId, place);
  const copy = copyOf(storage, source, replication, place);
  const replica = withOverrides({ ...copy, ...(encryption === undefined ? {} : { encryption }) }, action);
  storage.tables.in(place).put([replica.name], replica);
  copyRows(storage.items.in(ctx), storage.items.in(place), { from: source.number, to: replica.number });
  for (const index of replica.indexes) backfill(storage, replica, index, place);
  if (replica.timeToLive !== undefined) storage.expiry.by(storage.clock.now());
}

function copyOf(storage: Storage, source: TableRecord, replication: Replication, place: Context): ReplicaRecord {
  const { name, keySchema } = source;
  const arn = `arn:${place.partition}:dynamodb:${place.region}:${place.accountId}:table/${name}`;
  const specification =
    replication.consistency === 'STRONG' ? undefined : ({ StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } as const);
  const stream = createTableStream(storage, { name, arn, keySchema }, specification, place);
  return {
    name,
    number: nextNumber(storage, 'table', place),
    id: storage.random.uuid(),
    arn,
    createdAt: place.clock.now(),
    attributeDefinitions: source.attributeDefinitions,
    keySchema,
    hashKey: source.hashKey,
    ...(source.rangeKey === undefined ? {} : { rangeKey: source.rangeKey }),
    indexes: source.indexes.map(settled),
    ...(source.lastIndex === undefined ? {} : { lastIndex: source.lastIndex }),
    billingMode: source.billingMode,
    readCapacityUnits: source.readCapacityUnits,
    writeCapacityUnits: source.writeCapacityUnits,
    ...(source.onDemandSince === undefined ? {} : { onDemandSince: source.onDemandSince }),
    ...(source.onDemandThroughput === undefined ? {} : { onDemandThroughput: source.onDemandThroughput }),
    ...(source.warmThroughput === undefined ? {} : { warmThroughput: source.warmThroughput }),
    ...(source.tableClass === undefined ? {} : { tableClass: { name: source.tableClass.name } }),
    deletionProtection: false,
    tags: [],
    ...(stream === undefined ? {} : { stream }),
    ...(source.timeToLive === undefined ? {} : { timeToLive: { attribute: source.timeToLive.attribute, filling: {} } }),
    ...(source.autoScaling === undefined ? {} : { autoScaling: source.autoScaling }),
    ...pendingMember(storage, 'CREATING', place.clock.now(), 'replica'),
    replication,
  };
}

/** A replica has all of its entries from the beginning. */
const settled = ({ pending: _pending, isFilling: _isFilling, ...index }: IndexRecord): IndexRecord => index;

/** A source that is encrypted with a key of KMS has replicas that are: with the key they are given, or with DynamoDB's own one in KMS. */
function encryptionOf({ encryption }: TableRecord, key: string | undefined, place: Context): Encryption | undefined {
  if (encryption === undefined) {
    if (key !== undefined) throw invalidParameter('KMSMasterKeyId cannot be specified for a replica of a table whose SSEType is not KMS');
    return undefined;
  }
  return readEncryption({ Enabled: true, ...(key === undefined ? {} : { KMSMasterKeyId: key }) }, place);
}
