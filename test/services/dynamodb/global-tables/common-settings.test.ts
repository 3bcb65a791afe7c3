import {
  DescribeTimeToLiveCommand,
  QueryCommand,
  TagResourceCommand,
  UpdateTableReplicaAutoScalingCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../../emulator.js';
import { N, S } from '../open-dynamodb.js';
import { OHIO, type OpenRegions, OREGON, openRegions, type Region } from './open-regions.js';

const MINUTE = 60_000;

describe.each(engines)('settings that replicas have in common (%s)', (engine) => {
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

  const scaled = {
    MinimumUnits: 1,
    MaximumUnits: 100,
    ScalingPolicyUpdate: { TargetTrackingScalingPolicyConfiguration: { TargetValue: 70 } },
  };

  it('follow billing mode and throughput, with reads that may be overridden until they are changed', async () => {
    const ProvisionedThroughput = { ReadCapacityUnits: 200, WriteCapacityUnits: 10 };
    await virginia.createTable('units', { id: 'S' }, { BillingMode: 'PROVISIONED', ProvisionedThroughput });
    await virginia.client.send(
      new UpdateTableReplicaAutoScalingCommand({ TableName: 'units', ProvisionedWriteCapacityAutoScalingUpdate: scaled }),
    );
    const Create = { RegionName: OHIO, ProvisionedThroughputOverride: { ReadCapacityUnits: 100 } };
    await virginia.update('units', { ReplicaUpdates: [{ Create }] });
    expect((await ohio.describe('units')).ProvisionedThroughput).toMatchObject({ ReadCapacityUnits: 100, WriteCapacityUnits: 10 });
    expect((await virginia.describe('units')).Replicas).toMatchObject([{ ProvisionedThroughputOverride: { ReadCapacityUnits: 100 } }]);
    // The developer guide's own example: the override ends.
    await virginia.update('units', { ProvisionedThroughput: { ReadCapacityUnits: 300, WriteCapacityUnits: 20 } });
    expect((await ohio.describe('units')).ProvisionedThroughput).toMatchObject({ ReadCapacityUnits: 300, WriteCapacityUnits: 20 });
    expect((await virginia.describe('units')).Replicas?.[0]).not.toHaveProperty('ProvisionedThroughputOverride');
    await ohio.update('units', { BillingMode: 'PAY_PER_REQUEST' });
    expect(await virginia.describe('units')).toMatchObject({
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
    });
    await virginia.update('units', { OnDemandThroughput: { MaxReadRequestUnits: 5, MaxWriteRequestUnits: 6 } });
    expect((await ohio.describe('units')).OnDemandThroughput).toEqual({ MaxReadRequestUnits: 5, MaxWriteRequestUnits: 6 });
    await virginia.update('units', { WarmThroughput: { ReadUnitsPerSecond: 15_000, WriteUnitsPerSecond: 5_000 } });
    expect((await ohio.describe('units')).WarmThroughput).toMatchObject({ ReadUnitsPerSecond: 15_000, WriteUnitsPerSecond: 5_000 });
  });

  it('follow table class and encryption', async () => {
    await virginia.createTable('stored');
    await virginia.createReplica('stored', OHIO);
    await ohio.update('stored', { TableClass: 'STANDARD_INFREQUENT_ACCESS' });
    expect((await virginia.describe('stored')).TableClassSummary?.TableClass).toBe('STANDARD_INFREQUENT_ACCESS');
    await virginia.update('stored', { SSESpecification: { Enabled: true } });
    expect((await ohio.describe('stored')).SSEDescription?.KMSMasterKeyArn).toMatch(/^arn:aws:kms:us-east-2:/);
    await ohio.update('stored', { SSESpecification: { Enabled: false } });
    expect(await virginia.describe('stored')).not.toHaveProperty('SSEDescription');
  });

  it('follow the global indexes, with their entries', async () => {
    await virginia.createTable('indexes');
    await virginia.createReplica('indexes', OHIO);
    await virginia.put('indexes', { id: S('a'), kind: S('x') });
    await ohio.update('indexes', {
      AttributeDefinitions: [{ AttributeName: 'kind', AttributeType: 'S' }],
      GlobalSecondaryIndexUpdates: [
        {
          Create: { IndexName: 'by-kind', KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } },
        },
      ],
    });
    const { GlobalSecondaryIndexes, AttributeDefinitions } = await virginia.describe('indexes');
    expect(GlobalSecondaryIndexes).toMatchObject([{ IndexName: 'by-kind', IndexStatus: 'ACTIVE', ItemCount: 1 }]);
    expect(AttributeDefinitions).toHaveLength(2);
    const query = {
      TableName: 'indexes',
      IndexName: 'by-kind',
      KeyConditionExpression: 'kind = :kind',
      ExpressionAttributeValues: { ':kind': S('x') },
    };
    expect((await virginia.client.send(new QueryCommand(query))).Items).toEqual([{ id: S('a'), kind: S('x') }]);
    await virginia.update('indexes', { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by-kind' } }] });
    expect(await ohio.describe('indexes')).not.toHaveProperty('GlobalSecondaryIndexes');
    await virginia.put('indexes', { id: S('b'), kind: S('x') });
    expect(await ohio.ids('indexes')).toEqual(['a', 'b']);
  });

  it('leave alone what each replica has of its own', async () => {
    await virginia.createTable('own');
    await virginia.createReplica('own', OHIO);
    const { TableArn } = await virginia.describe('own');
    await virginia.client.send(new TagResourceCommand({ ResourceArn: TableArn, Tags: [{ Key: 'stage', Value: 'test' }] }));
    await virginia.update('own', { DeletionProtectionEnabled: true, TableClass: 'STANDARD_INFREQUENT_ACCESS' });
    expect(await ohio.describe('own')).toMatchObject({
      DeletionProtectionEnabled: false,
      TableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' },
    });
  });

  it('follow time to live, whose deletions name DynamoDB in the region alone that they begin in', async () => {
    await virginia.createTable('expiring');
    await virginia.createReplica('expiring', OHIO);
    await virginia.createReplica('expiring', OREGON);
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expires' };
    await ohio.client.send(new UpdateTimeToLiveCommand({ TableName: 'expiring', TimeToLiveSpecification }));
    const { TimeToLiveDescription } = await virginia.client.send(new DescribeTimeToLiveCommand({ TableName: 'expiring' }));
    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' });
    const soon = Math.floor(regions.dynamodb.aws.clock.now().getTime() / 1000) + 60;
    await oregon.put('expiring', { id: S('a'), expires: N(soon) });
    await regions.dynamodb.aws.clock.advance(3 * MINUTE);
    const identities: unknown[] = [];
    for (const region of [virginia, ohio, oregon]) {
      expect(await region.ids('expiring')).toEqual([]);
      const records = await region.records('expiring');
      expect(records.map(({ eventName }) => eventName)).toEqual(['INSERT', 'REMOVE']);
      identities.push(records[1]?.userIdentity);
    }
    expect(identities).toEqual([{ Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' }, undefined, undefined]);
    await virginia.client.send(
      new UpdateTimeToLiveCommand({ TableName: 'expiring', TimeToLiveSpecification: { Enabled: false, AttributeName: 'expires' } }),
    );
    const after = await oregon.client.send(new DescribeTimeToLiveCommand({ TableName: 'expiring' }));
    expect(after.TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'DISABLED' });
  });

  it('lets another replica remove expired items when the first one is gone', async () => {
    await virginia.createTable('moved');
    await virginia.client.send(
      new UpdateTimeToLiveCommand({ TableName: 'moved', TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' } }),
    );
    await virginia.createReplica('moved', OHIO);
    await virginia.createReplica('moved', OREGON);
    await regions.dynamodb.aws.clock.advance(24 * 60 * MINUTE);
    const soon = Math.floor(regions.dynamodb.aws.clock.now().getTime() / 1000) + 60;
    await ohio.put('moved', { id: S('a'), expires: N(soon) });
    await ohio.deleteReplica('moved', 'us-east-1');
    await regions.dynamodb.aws.clock.advance(3 * MINUTE);
    expect(await ohio.ids('moved')).toEqual([]);
    expect(await oregon.ids('moved')).toEqual([]);
  });
});
