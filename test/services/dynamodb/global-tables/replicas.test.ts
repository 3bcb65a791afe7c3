import {
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTimeToLiveCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { invalid, invalidParameter, S } from '../open-dynamodb.js';
import { DAY, OHIO, type OpenRegions, OREGON, openRegions, type Region, VIRGINIA } from './open-regions.js';

const NO_REPLICA = invalid('Replica specified in the Replica Update or Replica Delete action of the request was not found.');
const LOCAL_REGION = invalid(
  'Cannot add, delete, or update the local region through ReplicaUpdates. Use CreateTable, DeleteTable, or UpdateTable as required.',
);
const SOURCE = invalid(
  'Replica cannot be deleted because it has acted as a source region for new replica(s) being added to the table in the last 24 hours.',
);

describe.each(engines)('replicas of version 2019.11.21 (%s)', (engine) => {
  let regions: OpenRegions;
  let virginia: Region;
  let ohio: Region;
  let oregon: Region;
  beforeAll(async () => {
    regions = await openRegions(engine);
    ({ virginia, ohio, oregon } = regions);
    await regions.dynamodb.aws.clock.freeze();
  });
  afterAll(() => regions?.close());

  const deleteTable = (region: Region, TableName: string) => region.client.send(new DeleteTableCommand({ TableName }));
  const replicasOf = async (region: Region, table: string) =>
    ((await region.describe(table)).Replicas ?? []).map(({ RegionName, ReplicaStatus }) => [RegionName, ReplicaStatus]);

  it('are described with the other regions', async () => {
    await virginia.createTable('music');
    expect(await virginia.describe('music')).not.toHaveProperty('Replicas');
    expect(await virginia.createReplica('music', OHIO)).toMatchObject({
      TableStatus: 'UPDATING',
      GlobalTableVersion: '2019.11.21',
      Replicas: [{ RegionName: OHIO, ReplicaStatus: 'CREATING' }],
    });
    await virginia.createReplica('music', OREGON);
    expect(await virginia.describe('music')).toMatchObject({
      TableStatus: 'ACTIVE',
      GlobalTableVersion: '2019.11.21',
      GlobalTableSettingsReplicationMode: 'ENABLED_WITH_OVERRIDES',
      MultiRegionConsistency: 'EVENTUAL',
    });
    expect(await replicasOf(virginia, 'music')).toEqual([
      [OHIO, 'ACTIVE'],
      [OREGON, 'ACTIVE'],
    ]);
    expect(await replicasOf(oregon, 'music')).toEqual([
      [VIRGINIA, 'ACTIVE'],
      [OHIO, 'ACTIVE'],
    ]);
    expect((await ohio.describe('music')).TableArn).toBe('arn:aws:dynamodb:us-east-2:000000000000:table/music');
    expect((await ohio.client.send(new ListTablesCommand({}))).TableNames).toContain('music');
  });

  it('get the stream that they need, which cannot be disabled', async () => {
    await virginia.createTable('streaming');
    const expected = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' };
    expect((await virginia.createReplica('streaming', OHIO)).StreamSpecification).toEqual(expected);
    const { LatestStreamArn, StreamSpecification } = await ohio.describe('streaming');
    expect(LatestStreamArn).toMatch(/^arn:aws:dynamodb:us-east-2:000000000000:table\/streaming\/stream\//);
    expect(StreamSpecification).toEqual(expected);
    const disabled = invalidParameter('Disabling Stream is not allowed for a Global Table replica.');
    expect(await refusal(virginia.update('streaming', { StreamSpecification: { StreamEnabled: false } }))).toEqual(disabled);
    await virginia.deleteReplica('streaming', OHIO);
    await virginia.update('streaming', { StreamSpecification: { StreamEnabled: false } });
  });

  it('take over settings, but none that each replica has of its own', async () => {
    await virginia.createTable(
      'settings',
      { id: 'S', at: 'N' },
      {
        Tags: [{ Key: 'stage', Value: 'test' }],
        TableClass: 'STANDARD_INFREQUENT_ACCESS',
        DeletionProtectionEnabled: true,
        SSESpecification: { Enabled: true },
        OnDemandThroughput: { MaxReadRequestUnits: 10, MaxWriteRequestUnits: 20 },
      },
    );
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expires' };
    await virginia.client.send(new UpdateTimeToLiveCommand({ TableName: 'settings', TimeToLiveSpecification }));
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
    await virginia.client.send(new UpdateContinuousBackupsCommand({ TableName: 'settings', PointInTimeRecoverySpecification }));
    await virginia.createReplica('settings', OHIO);
    const own = await virginia.describe('settings');
    const replica = await ohio.describe('settings');
    expect(replica).toMatchObject({
      KeySchema: own.KeySchema,
      AttributeDefinitions: own.AttributeDefinitions,
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      TableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' },
      OnDemandThroughput: { MaxReadRequestUnits: 10, MaxWriteRequestUnits: 20 },
      DeletionProtectionEnabled: false,
      SSEDescription: { Status: 'ENABLED', SSEType: 'KMS' },
    });
    expect(replica.SSEDescription?.KMSMasterKeyArn).toContain(':us-east-2:');
    expect(replica.TableId).not.toBe(own.TableId);
    const ttl = await ohio.client.send(new DescribeTimeToLiveCommand({ TableName: 'settings' }));
    expect(ttl.TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' });
    const tags = await ohio.client.send(new ListTagsOfResourceCommand({ ResourceArn: replica.TableArn }));
    expect(tags.Tags).toEqual([]);
    const backups = await ohio.client.send(new DescribeContinuousBackupsCommand({ TableName: 'settings' }));
    expect(backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus).toBe('DISABLED');
  });

  it('may be read, stored and encrypted in another way than the others', async () => {
    const attributes = ['id', 'kind'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }));
    await virginia.createTable(
      'overridden',
      { id: 'S' },
      {
        AttributeDefinitions: attributes,
        SSESpecification: { Enabled: true },
        GlobalSecondaryIndexes: [
          { IndexName: 'by-kind', KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }], Projection: { ProjectionType: 'KEYS_ONLY' } },
        ],
      },
    );
    const key = 'arn:aws:kms:us-east-2:000000000000:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const create = {
      RegionName: OHIO,
      KMSMasterKeyId: key,
      OnDemandThroughputOverride: { MaxReadRequestUnits: 7 },
      TableClassOverride: 'STANDARD_INFREQUENT_ACCESS' as const,
      GlobalSecondaryIndexes: [{ IndexName: 'by-kind', OnDemandThroughputOverride: { MaxReadRequestUnits: 3 } }],
    };
    await virginia.update('overridden', { ReplicaUpdates: [{ Create: create }] });
    expect((await virginia.describe('overridden')).Replicas).toMatchObject([
      {
        RegionName: OHIO,
        KMSMasterKeyId: key,
        OnDemandThroughputOverride: { MaxReadRequestUnits: 7 },
        GlobalSecondaryIndexes: [{ IndexName: 'by-kind', OnDemandThroughputOverride: { MaxReadRequestUnits: 3 } }],
        ReplicaTableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' },
      },
    ]);
    expect(await ohio.describe('overridden')).toMatchObject({
      SSEDescription: { KMSMasterKeyArn: key },
      OnDemandThroughput: { MaxReadRequestUnits: 7 },
      TableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' },
      GlobalSecondaryIndexes: [{ OnDemandThroughput: { MaxReadRequestUnits: 3 } }],
    });
    const update = { RegionName: OHIO, OnDemandThroughputOverride: { MaxReadRequestUnits: 9 }, TableClassOverride: 'STANDARD' as const };
    expect((await virginia.update('overridden', { ReplicaUpdates: [{ Update: update }] })).Replicas).toMatchObject([
      { ReplicaStatus: 'UPDATING', OnDemandThroughputOverride: { MaxReadRequestUnits: 9 } },
    ]);
    expect(await ohio.describe('overridden')).toMatchObject({
      OnDemandThroughput: { MaxReadRequestUnits: 9 },
      TableClassSummary: { TableClass: 'STANDARD' },
    });
    // Both of these are AWS's answer, whose wording says something else.
    const nothing = invalidParameter('KMSMasterKeyId must be specified for each replica.');
    expect(await refusal(virginia.update('overridden', { ReplicaUpdates: [{ Update: { RegionName: OHIO } }] }))).toEqual(nothing);
    const otherKey = { Update: { RegionName: OHIO, KMSMasterKeyId: `${key}c` } };
    expect(await refusal(virginia.update('overridden', { ReplicaUpdates: [otherKey] }))).toEqual(nothing);
    const SSESpecification = { Enabled: true, KMSMasterKeyId: 'arn:aws:kms:us-east-1:000000000000:key/own' };
    expect(await refusal(virginia.update('overridden', { SSESpecification }))).toEqual(nothing);
    await virginia.update('overridden', { SSESpecification, ReplicaUpdates: [otherKey] });
    expect((await ohio.describe('overridden')).SSEDescription?.KMSMasterKeyArn).toBe(`${key}c`);
    const index = { Update: { RegionName: OHIO, GlobalSecondaryIndexes: [{ IndexName: 'none' }] } };
    expect(await refusal(virginia.update('overridden', { ReplicaUpdates: [index] }))).toMatchObject({
      code: 'ResourceNotFoundException',
      message: 'Requested resource not found',
    });
  });

  it('are not made of what is there, nor where nothing can be', async () => {
    await virginia.createTable('taken');
    await ohio.createTable('taken');
    expect(await refusal(virginia.createReplica('taken', OHIO))).toEqual(
      invalid("Failed to create a the new replica of table with name: 'taken' because one or more replicas already existed as tables."),
    );
    expect(await refusal(virginia.createReplica('taken', VIRGINIA))).toEqual(LOCAL_REGION);
    expect(await refusal(virginia.deleteReplica('taken', VIRGINIA))).toEqual(LOCAL_REGION);
    expect(await refusal(virginia.deleteReplica('taken', OHIO))).toEqual(NO_REPLICA);
    const Update = { RegionName: OREGON, TableClassOverride: 'STANDARD' as const };
    expect(await refusal(virginia.update('taken', { ReplicaUpdates: [{ Update }] }))).toEqual(NO_REPLICA);
    for (const region of ['nowhere', 'cn-north-1', 'us-gov-west-1'])
      expect(await refusal(virginia.createReplica('taken', region))).toEqual(
        invalidParameter(`Region ${region} is not a region in which a replica can be`),
      );
    const Create = { RegionName: OREGON };
    expect(await refusal(virginia.update('taken', { ReplicaUpdates: [{ Create }, { Create: { RegionName: 'eu-west-1' } }] }))).toEqual(
      invalidParameter('Only one replica can be created or deleted in one request'),
    );
    expect(await refusal(virginia.update('taken', { ReplicaUpdates: [{ Create, Delete: Create }] }))).toEqual(
      invalidParameter('Exactly one of Create, Update or Delete must be specified in each ReplicationGroupUpdate'),
    );
    expect(await refusal(virginia.update('taken', { ReplicaUpdates: [{ Update }, { Update }] }))).toEqual(
      invalidParameter(`Only one replica update per region is allowed. Region: ${OREGON}`),
    );
    const Key = { RegionName: OREGON, KMSMasterKeyId: 'alias/key' };
    expect(await refusal(virginia.update('taken', { ReplicaUpdates: [{ Create: Key }] }))).toEqual(
      invalidParameter('KMSMasterKeyId cannot be specified for a replica of a table whose SSEType is not KMS'),
    );
    expect(await replicasOf(virginia, 'taken')).toEqual([]);
  });

  it('need a stream with both images where there is one', async () => {
    await virginia.createTable('keys', { id: 'S' }, { StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } });
    expect(await refusal(virginia.createReplica('keys', OHIO))).toEqual(
      invalidParameter('StreamViewType of a Global Table replica must be NEW_AND_OLD_IMAGES, but it is KEYS_ONLY'),
    );
  });

  it('need writes on demand, or scaled ones', async () => {
    const ProvisionedThroughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 5 };
    await virginia.createTable('provisioned', { id: 'S' }, { BillingMode: 'PROVISIONED', ProvisionedThroughput });
    expect(await refusal(virginia.createReplica('provisioned', OHIO))).toEqual(
      invalid('Table write capacity should either be Pay-Per-Request or AutoScaled.'),
    );
  });

  it('go with DeleteTable or through another region, but for a source of the last 24 hours', async () => {
    await virginia.createTable('deleted');
    await virginia.createReplica('deleted', OHIO);
    await virginia.createReplica('deleted', OREGON);
    await virginia.put('deleted', { id: S('a') });
    expect(await refusal(deleteTable(virginia, 'deleted'))).toEqual(SOURCE);
    expect(await refusal(ohio.deleteReplica('deleted', VIRGINIA))).toEqual(SOURCE);
    await deleteTable(oregon, 'deleted');
    expect(await replicasOf(virginia, 'deleted')).toEqual([[OHIO, 'ACTIVE']]);
    expect(await refusal(virginia.deleteReplica('deleted', OREGON))).toEqual(NO_REPLICA);
    await regions.dynamodb.aws.clock.advance(DAY);
    expect((await ohio.deleteReplica('deleted', VIRGINIA)).Replicas).toMatchObject([{ RegionName: VIRGINIA, ReplicaStatus: 'DELETING' }]);
    await expect(virginia.describe('deleted')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const left = await ohio.describe('deleted');
    expect(left).not.toHaveProperty('Replicas');
    expect(left).not.toHaveProperty('GlobalTableVersion');
    expect(await ohio.ids('deleted')).toEqual(['a']);
    await deleteTable(ohio, 'deleted');
  });

  it('that are left alone can be deleted at once, and be made again', async () => {
    await virginia.createTable('again');
    await virginia.createReplica('again', OHIO);
    await virginia.deleteReplica('again', OHIO);
    await virginia.put('again', { id: S('a') });
    await virginia.createReplica('again', OHIO);
    expect(await ohio.ids('again')).toEqual(['a']);
    await virginia.deleteReplica('again', OHIO);
    await deleteTable(virginia, 'again');
  });

  it('are protected against deletion each by itself', async () => {
    await virginia.createTable('protected');
    await virginia.createReplica('protected', OHIO);
    await ohio.update('protected', { DeletionProtectionEnabled: true });
    expect((await virginia.describe('protected')).DeletionProtectionEnabled).toBe(false);
    expect(await refusal(virginia.deleteReplica('protected', OHIO))).toEqual(
      invalid('Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.'),
    );
  });
});
