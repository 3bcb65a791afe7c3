import {
  CreateGlobalTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeGlobalTableCommand,
  DescribeGlobalTableSettingsCommand,
  ListGlobalTablesCommand,
  type ReplicaUpdate,
  UpdateGlobalTableCommand,
  UpdateGlobalTableSettingsCommand,
  type UpdateGlobalTableSettingsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { invalidParameter, type Keys, S } from '../open-dynamodb.js';
import { OHIO, type OpenRegions, OREGON, openRegions, type Region, VIRGINIA } from './open-regions.js';

const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } as const;

describe.each(engines)('global tables of version 2017.11.29 (%s)', (engine) => {
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

  const createTables = async (name: string, keys: Keys = { id: 'S' }, where = [virginia, ohio, oregon]) => {
    for (const region of where) await region.createTable(name, keys, { StreamSpecification });
  };
  const create = async (GlobalTableName: string, ...names: readonly string[]) =>
    (
      await virginia.client.send(
        new CreateGlobalTableCommand({ GlobalTableName, ReplicationGroup: names.map((RegionName) => ({ RegionName })) }),
      )
    ).GlobalTableDescription;
  const describeGlobal = async (GlobalTableName: string, region = virginia) =>
    (await region.client.send(new DescribeGlobalTableCommand({ GlobalTableName }))).GlobalTableDescription;
  const update = (GlobalTableName: string, ...ReplicaUpdates: ReplicaUpdate[]) =>
    virginia.client.send(new UpdateGlobalTableCommand({ GlobalTableName, ReplicaUpdates }));
  const regionsOf = async (name: string) => (await describeGlobal(name))?.ReplicationGroup?.map(({ RegionName }) => RegionName);

  it('are made of tables that are there, and described', async () => {
    await createTables('music');
    const expected = {
      GlobalTableName: 'music',
      GlobalTableArn: 'arn:aws:dynamodb::000000000000:global-table/music',
      ReplicationGroup: [{ RegionName: VIRGINIA }, { RegionName: OHIO }],
    };
    expect(await create('music', VIRGINIA, OHIO)).toMatchObject({ ...expected, GlobalTableStatus: 'CREATING' });
    expect(await describeGlobal('music', oregon)).toEqual({
      ...expected,
      GlobalTableStatus: 'ACTIVE',
      CreationDateTime: regions.dynamodb.aws.clock.now(),
    });
    expect(await virginia.describe('music')).toMatchObject({ GlobalTableVersion: '2017.11.29' });
    expect(await refusal(create('music', VIRGINIA))).toMatchObject({
      code: 'GlobalTableAlreadyExistsException',
      message: "Global table with name: 'music' already exists.",
    });
    expect(await refusal(describeGlobal('none'))).toMatchObject({
      code: 'GlobalTableNotFoundException',
      message: "Global table not found: Global table with name: 'none' does not exist.",
    });
  });

  it('need empty tables of one schema with streams', async () => {
    expect(await refusal(create('missing', VIRGINIA))).toMatchObject({
      code: 'TableNotFoundException',
      message: 'Table not found: missing in region us-east-1',
    });
    await virginia.createTable('alike', { id: 'S' });
    await ohio.createTable('alike', { id: 'S', at: 'N' }, { StreamSpecification });
    const stream = 'Table alike in region us-east-1 must have a stream with the view type NEW_AND_OLD_IMAGES';
    expect(await refusal(create('alike', VIRGINIA, OHIO))).toEqual(invalidParameter(stream));
    await virginia.update('alike', { StreamSpecification });
    const keys = 'Table alike in region us-east-2 must have the key schema of the other replicas';
    expect(await refusal(create('alike', VIRGINIA, OHIO))).toEqual(invalidParameter(keys));
    await virginia.put('alike', { id: S('a') });
    expect(await refusal(create('alike', VIRGINIA))).toEqual(invalidParameter('Table alike in region us-east-1 must be empty'));
    expect(await refusal(create('alike'))).toEqual(invalidParameter('ReplicationGroup must name at least one region'));
    expect(await refusal(create('alike', OHIO, OHIO))).toEqual(invalidParameter('ReplicationGroup must not name a region twice'));
  });

  it('mark their items with what was replicated, where they were written, too', async () => {
    await createTables('marked');
    await create('marked', VIRGINIA, OHIO);
    await virginia.put('marked', { id: S('a') });
    const marks = {
      'aws:rep:deleting': { BOOL: false },
      'aws:rep:updatetime': { N: String(regions.dynamodb.aws.clock.now().getTime() / 1000) },
      'aws:rep:updateregion': { S: VIRGINIA },
    };
    expect(await virginia.get('marked', 'a')).toEqual({ id: S('a'), ...marks });
    expect(await ohio.get('marked', 'a')).toEqual({ id: S('a'), ...marks });
    expect(await oregon.get('marked', 'a')).toBeUndefined();
    await ohio.client.send(new DeleteItemCommand({ TableName: 'marked', Key: { id: S('a') } }));
    expect(await virginia.get('marked', 'a')).toBeUndefined();
    const names = async (region: Region) => (await region.records('marked')).map(({ eventName }) => eventName);
    expect(await names(virginia)).toEqual(['INSERT', 'MODIFY', 'MODIFY', 'REMOVE']);
    expect(await names(ohio)).toEqual(['INSERT', 'REMOVE']);
    const [, , marked] = await virginia.records('marked');
    expect(marked?.dynamodb?.NewImage).toMatchObject({ 'aws:rep:deleting': { BOOL: true }, 'aws:rep:updateregion': { S: OHIO } });
  });

  it('are listed by the regions of their replicas, in pages', async () => {
    for (const name of ['list-a', 'list-b', 'list-c']) await createTables(name);
    await create('list-a', VIRGINIA, OHIO);
    await create('list-b', VIRGINIA);
    await create('list-c', VIRGINIA, OHIO);
    const list = (input: object, region = virginia) => region.client.send(new ListGlobalTablesCommand(input));
    const ofList = (name: string | undefined) => name?.startsWith('list-');
    const inOhio = await list({ RegionName: OHIO });
    expect(inOhio.GlobalTables?.map(({ GlobalTableName }) => GlobalTableName).filter(ofList)).toEqual(['list-a', 'list-c']);
    expect(inOhio.GlobalTables?.[0]?.ReplicationGroup).toEqual([{ RegionName: VIRGINIA }, { RegionName: OHIO }]);
    expect((await list({}, ohio)).GlobalTables).toEqual(inOhio.GlobalTables);
    const page = await list({ Limit: 2 });
    expect(page).toMatchObject({
      GlobalTables: [{ GlobalTableName: 'list-a' }, { GlobalTableName: 'list-b' }],
      LastEvaluatedGlobalTableName: 'list-b',
    });
    const rest = await list({ ExclusiveStartGlobalTableName: page.LastEvaluatedGlobalTableName });
    expect(rest.GlobalTables?.[0]?.GlobalTableName).toBe('list-c');
    expect(rest).not.toHaveProperty('LastEvaluatedGlobalTableName');
  });

  it('get and lose replicas, whose tables stay', async () => {
    await createTables('changing');
    await create('changing', VIRGINIA);
    const Create = { RegionName: OHIO };
    expect((await update('changing', { Create })).GlobalTableDescription?.ReplicationGroup).toEqual([
      { RegionName: VIRGINIA },
      { RegionName: OHIO },
    ]);
    expect(await refusal(update('changing', { Create }))).toMatchObject({
      code: 'ReplicaAlreadyExistsException',
      message: "Replica already exists: Global table: 'changing' Region: 'us-east-2'",
    });
    const Delete = { RegionName: OREGON };
    expect(await refusal(update('changing', { Delete }))).toMatchObject({
      code: 'ReplicaNotFoundException',
      message: "Replica not found: Global table: 'changing' Region: 'us-west-2'",
    });
    expect(await refusal(update('none', { Delete }))).toMatchObject({ code: 'GlobalTableNotFoundException' });
    expect(await refusal(update('changing', { Create: { RegionName: 'eu-west-1' } }))).toMatchObject({ code: 'TableNotFoundException' });
    await virginia.put('changing', { id: S('a') });
    expect(await refusal(update('changing', { Create: { RegionName: OREGON } }))).toEqual(
      invalidParameter('Table changing in region us-east-1 must be empty'),
    );
    expect(await refusal(update('changing', { Create, Delete }))).toEqual(
      invalidParameter('Exactly one of Create or Delete must be specified in each ReplicaUpdate'),
    );
    await update('changing', { Delete: { RegionName: OHIO } });
    await virginia.put('changing', { id: S('b') });
    expect(await ohio.ids('changing')).toEqual(['a']);
    expect(await regionsOf('changing')).toEqual([VIRGINIA]);
  });

  it('lose a replica with its table, and end with the last one', async () => {
    await createTables('ending');
    await create('ending', VIRGINIA, OHIO);
    await virginia.client.send(new DeleteTableCommand({ TableName: 'ending' }));
    expect((await describeGlobal('ending'))?.ReplicationGroup).toEqual([{ RegionName: OHIO }]);
    await ohio.client.send(new DeleteTableCommand({ TableName: 'ending' }));
    expect(await refusal(describeGlobal('ending'))).toMatchObject({ code: 'GlobalTableNotFoundException' });
  });

  it('keep their streams, and the versions apart', async () => {
    await createTables('versions');
    await create('versions', VIRGINIA);
    expect(await refusal(virginia.update('versions', { StreamSpecification: { StreamEnabled: false } }))).toEqual(
      invalidParameter('Disabling Stream is not allowed for a Global Table replica.'),
    );
    expect(await refusal(virginia.createReplica('versions', 'eu-west-1'))).toEqual(
      invalidParameter('Table is a replica of a global table of version 2017.11.29: versions'),
    );
    await createTables('current', { id: 'S' }, [virginia]);
    await virginia.createReplica('current', OHIO);
    expect(await refusal(create('current', VIRGINIA))).toEqual(
      invalidParameter('Table current in region us-east-1 is a replica of another global table'),
    );
  });

  it('show and change the settings of all replicas', async () => {
    const ProvisionedThroughput = { ReadCapacityUnits: 10, WriteCapacityUnits: 5 };
    const attributes = ['id', 'kind'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }));
    for (const region of [virginia, ohio])
      await region.createTable(
        'settings',
        { id: 'S' },
        {
          StreamSpecification,
          BillingMode: 'PROVISIONED',
          ProvisionedThroughput,
          AttributeDefinitions: attributes,
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
    await create('settings', VIRGINIA, OHIO);
    const disabled = { AutoScalingDisabled: true };
    const replica = {
      ReplicaStatus: 'ACTIVE',
      ReplicaProvisionedReadCapacityUnits: 10,
      ReplicaProvisionedReadCapacityAutoScalingSettings: disabled,
      ReplicaProvisionedWriteCapacityUnits: 5,
      ReplicaProvisionedWriteCapacityAutoScalingSettings: disabled,
    };
    const show = () => ohio.client.send(new DescribeGlobalTableSettingsCommand({ GlobalTableName: 'settings' }));
    expect((await show()).ReplicaSettings).toMatchObject([
      { RegionName: VIRGINIA, ...replica },
      { RegionName: OHIO, ...replica },
    ]);
    const change = (input: Omit<UpdateGlobalTableSettingsCommandInput, 'GlobalTableName'>) =>
      virginia.client.send(new UpdateGlobalTableSettingsCommand({ GlobalTableName: 'settings', ...input }));
    const AutoScaling = {
      MinimumUnits: 5,
      MaximumUnits: 50,
      ScalingPolicyUpdate: { TargetTrackingScalingPolicyConfiguration: { TargetValue: 70 } },
    };
    const changed = await change({
      GlobalTableProvisionedWriteCapacityUnits: 15,
      GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate: AutoScaling,
      GlobalTableGlobalSecondaryIndexSettingsUpdate: [{ IndexName: 'by-kind', ProvisionedWriteCapacityUnits: 16 }],
      ReplicaSettingsUpdate: [
        {
          RegionName: OHIO,
          ReplicaProvisionedReadCapacityUnits: 20,
          ReplicaGlobalSecondaryIndexSettingsUpdate: [{ IndexName: 'by-kind', ProvisionedReadCapacityUnits: 21 }],
          ReplicaTableClass: 'STANDARD_INFREQUENT_ACCESS',
        },
      ],
    });
    expect(changed.ReplicaSettings?.map(({ ReplicaStatus }) => ReplicaStatus)).toEqual(['UPDATING', 'UPDATING']);
    const role =
      'arn:aws:iam::000000000000:role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_DynamoDBTable';
    const write = {
      ReplicaProvisionedWriteCapacityUnits: 15,
      ReplicaProvisionedWriteCapacityAutoScalingSettings: {
        MinimumUnits: 5,
        MaximumUnits: 50,
        AutoScalingRoleArn: role,
        ScalingPolicies: [
          {
            PolicyName: 'DynamoDBWriteCapacityUtilization:table/settings',
            TargetTrackingScalingPolicyConfiguration: { TargetValue: 70 },
          },
        ],
      },
    };
    const index = { IndexName: 'by-kind', IndexStatus: 'ACTIVE', ProvisionedWriteCapacityUnits: 16 };
    expect((await show()).ReplicaSettings).toMatchObject([
      {
        ReplicaProvisionedReadCapacityUnits: 10,
        ...write,
        ReplicaGlobalSecondaryIndexSettings: [{ ...index, ProvisionedReadCapacityUnits: 10 }],
      },
      {
        ReplicaProvisionedReadCapacityUnits: 20,
        ...write,
        ReplicaGlobalSecondaryIndexSettings: [{ ...index, ProvisionedReadCapacityUnits: 21 }],
        ReplicaTableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' },
      },
    ]);
    expect((await ohio.describe('settings')).ProvisionedThroughput).toMatchObject({ ReadCapacityUnits: 20, WriteCapacityUnits: 15 });
    expect(await refusal(change({ ReplicaSettingsUpdate: [{ RegionName: OREGON }] }))).toMatchObject({
      code: 'ReplicaNotFoundException',
      message: "Replica not found: Global table: 'settings' Region: 'us-west-2'",
    });
    expect(await refusal(change({ GlobalTableGlobalSecondaryIndexSettingsUpdate: [{ IndexName: 'none' }] }))).toMatchObject({
      code: 'IndexNotFoundException',
      message: "Index not found: Table: 'settings' Index: 'none'",
    });
    await change({ GlobalTableBillingMode: 'PAY_PER_REQUEST' });
    expect((await show()).ReplicaSettings).toMatchObject([
      { ReplicaBillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' }, ReplicaProvisionedWriteCapacityUnits: 0 },
      { ReplicaBillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' }, ReplicaProvisionedReadCapacityUnits: 0 },
    ]);
    expect(await refusal(change({ GlobalTableBillingMode: 'PROVISIONED' }))).toEqual(
      invalidParameter('ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED'),
    );
    expect(await refusal(change({ GlobalTableProvisionedWriteCapacityUnits: 5 }))).toEqual(
      invalidParameter('Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST'),
    );
  });
});
