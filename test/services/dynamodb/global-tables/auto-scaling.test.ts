import {
  type AutoScalingSettingsUpdate,
  DescribeTableReplicaAutoScalingCommand,
  UpdateTableReplicaAutoScalingCommand,
  type UpdateTableReplicaAutoScalingCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { invalid, invalidParameter } from '../open-dynamodb.js';
import { OHIO, type OpenRegions, OREGON, openRegions, type Region, VIRGINIA } from './open-regions.js';

const ROLE =
  'arn:aws:iam::000000000000:role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_DynamoDBTable';
const DISABLED = { AutoScalingDisabled: true };
const scaledTo = (MinimumUnits: number, MaximumUnits: number): AutoScalingSettingsUpdate => ({
  MinimumUnits,
  MaximumUnits,
  ScalingPolicyUpdate: { TargetTrackingScalingPolicyConfiguration: { TargetValue: 70, ScaleInCooldown: 60 } },
});
const settings = (MinimumUnits: number, MaximumUnits: number, policy: string) => ({
  MinimumUnits,
  MaximumUnits,
  AutoScalingRoleArn: ROLE,
  ScalingPolicies: [{ PolicyName: policy, TargetTrackingScalingPolicyConfiguration: { TargetValue: 70, ScaleInCooldown: 60 } }],
});

describe.each(engines)('auto scaling of replicas (%s)', (engine) => {
  let regions: OpenRegions;
  let virginia: Region;
  beforeAll(async () => {
    regions = await openRegions(engine);
    ({ virginia } = regions);
  });
  afterAll(() => regions?.close());

  const ProvisionedThroughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 5 };
  const createTable = (name: string) =>
    virginia.createTable(
      name,
      { id: 'S' },
      {
        BillingMode: 'PROVISIONED',
        ProvisionedThroughput,
        AttributeDefinitions: ['id', 'kind'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by-kind',
            KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
            ProvisionedThroughput,
          },
        ],
      },
    );
  const update = async (TableName: string, input: Omit<UpdateTableReplicaAutoScalingCommandInput, 'TableName'>) =>
    (await virginia.client.send(new UpdateTableReplicaAutoScalingCommand({ TableName, ...input }))).TableAutoScalingDescription;
  const show = async (TableName: string) =>
    (await virginia.client.send(new DescribeTableReplicaAutoScalingCommand({ TableName }))).TableAutoScalingDescription;

  it('is described for each replica and index, also where there is none', async () => {
    await createTable('none');
    expect(await show('none')).toEqual({
      TableName: 'none',
      TableStatus: 'ACTIVE',
      Replicas: [
        {
          RegionName: VIRGINIA,
          ReplicaStatus: 'ACTIVE',
          ReplicaProvisionedReadCapacityAutoScalingSettings: DISABLED,
          ReplicaProvisionedWriteCapacityAutoScalingSettings: DISABLED,
          GlobalSecondaryIndexes: [
            {
              IndexName: 'by-kind',
              IndexStatus: 'ACTIVE',
              ProvisionedReadCapacityAutoScalingSettings: DISABLED,
              ProvisionedWriteCapacityAutoScalingSettings: DISABLED,
            },
          ],
        },
      ],
    });
  });

  it('scales writes alike in all replicas, and reads in each by itself', async () => {
    await createTable('scaled');
    expect(await refusal(virginia.createReplica('scaled', OHIO))).toEqual(
      invalid('Table write capacity should either be Pay-Per-Request or AutoScaled.'),
    );
    await update('scaled', { ProvisionedWriteCapacityAutoScalingUpdate: scaledTo(5, 50) });
    expect(await refusal(virginia.createReplica('scaled', OHIO))).toEqual(
      invalid('Index write capacity should either be Pay-Per-Request or AutoScaled. Index: by-kind'),
    );
    await update('scaled', {
      GlobalSecondaryIndexUpdates: [{ IndexName: 'by-kind', ProvisionedWriteCapacityAutoScalingUpdate: scaledTo(6, 60) }],
    });
    await virginia.createReplica('scaled', OHIO);
    await update('scaled', {
      ReplicaUpdates: [
        {
          RegionName: OHIO,
          ReplicaProvisionedReadCapacityAutoScalingUpdate: scaledTo(7, 70),
          ReplicaGlobalSecondaryIndexUpdates: [{ IndexName: 'by-kind', ProvisionedReadCapacityAutoScalingUpdate: scaledTo(8, 80) }],
        },
      ],
    });
    const write = settings(5, 50, 'DynamoDBWriteCapacityUtilization:table/scaled');
    const indexWrite = settings(6, 60, 'DynamoDBWriteCapacityUtilization:table/scaled/index/by-kind');
    expect((await show('scaled'))?.Replicas).toMatchObject([
      {
        RegionName: VIRGINIA,
        ReplicaProvisionedReadCapacityAutoScalingSettings: DISABLED,
        ReplicaProvisionedWriteCapacityAutoScalingSettings: write,
        GlobalSecondaryIndexes: [
          { ProvisionedReadCapacityAutoScalingSettings: DISABLED, ProvisionedWriteCapacityAutoScalingSettings: indexWrite },
        ],
      },
      {
        RegionName: OHIO,
        ReplicaProvisionedReadCapacityAutoScalingSettings: settings(7, 70, 'DynamoDBReadCapacityUtilization:table/scaled'),
        ReplicaProvisionedWriteCapacityAutoScalingSettings: write,
        GlobalSecondaryIndexes: [
          {
            ProvisionedReadCapacityAutoScalingSettings: settings(8, 80, 'DynamoDBReadCapacityUtilization:table/scaled/index/by-kind'),
            ProvisionedWriteCapacityAutoScalingSettings: indexWrite,
          },
        ],
      },
    ]);
    const changed = await update('scaled', {
      ReplicaUpdates: [{ RegionName: OHIO, ReplicaProvisionedReadCapacityAutoScalingUpdate: { MaximumUnits: 700 } }],
      ProvisionedWriteCapacityAutoScalingUpdate: DISABLED,
    });
    expect(changed?.Replicas).toMatchObject([
      { ReplicaProvisionedWriteCapacityAutoScalingSettings: DISABLED },
      {
        ReplicaProvisionedReadCapacityAutoScalingSettings: settings(7, 700, 'DynamoDBReadCapacityUtilization:table/scaled'),
        ReplicaProvisionedWriteCapacityAutoScalingSettings: DISABLED,
      },
    ]);
  });

  it('is refused for what is not there, and for settings that say too little', async () => {
    await createTable('refused');
    const missing = 'Requested resource not found: Table: nowhere not found';
    expect(await refusal(show('nowhere'))).toMatchObject({ code: 'ResourceNotFoundException', message: missing });
    expect(await refusal(update('nowhere', {}))).toMatchObject({ code: 'ResourceNotFoundException', message: missing });
    expect(await refusal(update('refused', {}))).toEqual(
      invalid('At least one of ProvisionedWriteCapacityAutoScalingUpdate, GlobalSecondaryIndexUpdates or ReplicaUpdates is required'),
    );
    expect(await refusal(update('refused', { ReplicaUpdates: [{ RegionName: OREGON }] }))).toMatchObject({
      code: 'ResourceNotFoundException',
      message: 'Requested resource not found: Replica of table: refused in region: us-west-2 not found',
    });
    expect(await refusal(update('refused', { GlobalSecondaryIndexUpdates: [{ IndexName: 'none' }] }))).toMatchObject({
      code: 'ResourceNotFoundException',
      message: 'Requested resource not found: Table: refused, Index: none not found',
    });
    const write = (input: AutoScalingSettingsUpdate) => update('refused', { ProvisionedWriteCapacityAutoScalingUpdate: input });
    expect(await refusal(write({ MinimumUnits: 1 }))).toEqual(
      invalidParameter('MinimumUnits and MaximumUnits must both be specified for auto scaling'),
    );
    expect(await refusal(write(scaledTo(2, 1)))).toEqual(invalidParameter('MinimumUnits must not exceed MaximumUnits: 2, 1'));
    expect(await refusal(write({ MinimumUnits: 1, MaximumUnits: 2 }))).toEqual(
      invalidParameter('ScalingPolicyUpdate must be specified for auto scaling'),
    );
    await virginia.createTable('on-demand');
    expect(await refusal(update('on-demand', { ProvisionedWriteCapacityAutoScalingUpdate: scaledTo(1, 2) }))).toEqual(
      invalidParameter('Auto scaling settings can be specified only when BillingMode is PROVISIONED'),
    );
  });
});
