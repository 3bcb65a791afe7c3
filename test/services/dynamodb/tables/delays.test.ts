import {
  CreateBackupCommand,
  CreateTableCommand,
  DeleteBackupCommand,
  DeleteTableCommand,
  DescribeBackupCommand,
  DescribeContributorInsightsCommand,
  DescribeKinesisStreamingDestinationCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DisableKinesisStreamingDestinationCommand,
  EnableKinesisStreamingDestinationCommand,
  GetItemCommand,
  type GlobalSecondaryIndexUpdate,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  RestoreTableFromBackupCommand,
  TagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateContributorInsightsCommand,
  UpdateTableCommand,
  type UpdateTableCommandInput,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import { DescribeStreamCommand, DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engines, type Refusal, refusal } from '../../emulator.js';
import { invalid, type OpenDynamodb, openDynamodb, S, schemaOf } from '../open-dynamodb.js';

const inUse = (what: string): Refusal => ({
  code: 'ResourceInUseException',
  message: `Attempt to change a resource which is still in use: ${what}`,
  status: 400,
  members: { __type: 'com.amazonaws.dynamodb.v20120810#ResourceInUseException' },
});
const notFound = { code: 'ResourceNotFoundException', message: 'Requested resource not found' };
const SECONDS = 1000;

describe.each(engines)('with delays (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  beforeEach(async () => {
    dynamodb = await openDynamodb(engine, { dynamodbDelays: true });
    await dynamodb.aws.clock.freeze();
  });
  afterEach(() => dynamodb.close());

  const pass = (seconds: number) => dynamodb.aws.clock.advance(seconds * SECONDS);
  const describeTable = async (TableName = 'songs') => (await dynamodb.client.send(new DescribeTableCommand({ TableName }))).Table ?? {};
  const status = async (name?: string) => (await describeTable(name)).TableStatus;
  const indexes = async () =>
    ((await describeTable()).GlobalSecondaryIndexes ?? []).map(({ IndexName, IndexStatus, Backfilling }) => [
      IndexName,
      IndexStatus,
      Backfilling,
    ]);
  const update = (change: Partial<UpdateTableCommandInput>) =>
    dynamodb.client.send(new UpdateTableCommand({ TableName: 'songs', ...change }));
  const updateIndex = (change: GlobalSecondaryIndexUpdate) =>
    update({
      ...(change.Create ? { AttributeDefinitions: [{ AttributeName: 'artist', AttributeType: 'S' }] } : {}),
      GlobalSecondaryIndexUpdates: [change],
    });
  const newIndex = (IndexName: string): GlobalSecondaryIndexUpdate => ({
    Create: { IndexName, KeySchema: [{ AttributeName: 'artist', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } },
  });
  const put = () => dynamodb.client.send(new PutItemCommand({ TableName: 'songs', Item: { id: S('1'), artist: S('x') } }));
  const queryIndex = (IndexName: string) =>
    dynamodb.client.send(
      new QueryCommand({
        TableName: 'songs',
        IndexName,
        KeyConditionExpression: 'artist = :a',
        ExpressionAttributeValues: { ':a': S('x') },
      }),
    );
  const createActive = async () => {
    await dynamodb.createTable('songs');
    await pass(10);
  };

  it('a table is CREATING for a while, in which its items are not found and nothing of it can be changed', async () => {
    const { TableDescription } = await dynamodb.createTable('songs');
    expect(TableDescription?.TableStatus).toBe('CREATING');
    expect(await status()).toBe('CREATING');
    expect(await refusal(put())).toMatchObject(notFound);
    expect(await refusal(dynamodb.client.send(new GetItemCommand({ TableName: 'songs', Key: { id: S('1') } })))).toMatchObject(notFound);
    const refused = inUse('Table is being created: songs');
    expect(await refusal(update({ TableClass: 'STANDARD_INFREQUENT_ACCESS' }))).toEqual(refused);
    expect(await refusal(dynamodb.client.send(new DeleteTableCommand({ TableName: 'songs' })))).toEqual(refused);
    expect(
      await refusal(
        dynamodb.client.send(new TagResourceCommand({ ResourceArn: TableDescription?.TableArn, Tags: [{ Key: 'a', Value: 'b' }] })),
      ),
    ).toEqual(refused);
    expect(await refusal(dynamodb.createTable('songs'))).toMatchObject({ message: 'Table already exists: songs' });
    await pass(5);
    expect(await status()).toBe('ACTIVE');
    await put();
  });

  it('a table is UPDATING for a while, in which its items can be used', async () => {
    await createActive();
    const { TableDescription } = await update({ TableClass: 'STANDARD_INFREQUENT_ACCESS' });
    expect(TableDescription?.TableStatus).toBe('UPDATING');
    expect(await status()).toBe('UPDATING');
    await put();
    const refused = inUse('Table is being updated: songs');
    expect(await refusal(update({ DeletionProtectionEnabled: true }))).toEqual(refused);
    expect(await refusal(dynamodb.client.send(new DeleteTableCommand({ TableName: 'songs' })))).toEqual(refused);
    await pass(5);
    expect(await status()).toBe('ACTIVE');
    await update({ DeletionProtectionEnabled: true });
  });

  it('a table is DELETING for a while, in which its name is taken', async () => {
    await createActive();
    await put();
    await dynamodb.client.send(new DeleteTableCommand({ TableName: 'songs' }));
    expect(await status()).toBe('DELETING');
    expect((await dynamodb.client.send(new ListTablesCommand({}))).TableNames).toEqual(['songs']);
    expect(await refusal(put())).toMatchObject(notFound);
    expect(await refusal(dynamodb.client.send(new DeleteTableCommand({ TableName: 'songs' })))).toEqual(
      inUse('Table is being deleted: songs'),
    );
    expect(await refusal(dynamodb.createTable('songs'))).toMatchObject({
      code: 'ResourceInUseException',
      message: 'Table already exists: songs',
    });
    await pass(5);
    expect((await dynamodb.client.send(new ListTablesCommand({}))).TableNames).toEqual([]);
    expect(await refusal(describeTable())).toMatchObject({ message: 'Requested resource not found: Table: songs not found' });
    await createActive();
    expect(await describeTable()).toMatchObject({ TableStatus: 'ACTIVE', ItemCount: 0 });
  });

  it('the waiters of the SDK wait until a table is there, and until it is gone', async () => {
    await dynamodb.aws.clock.reset();
    const wait = { client: dynamodb.client, minDelay: 1, maxDelay: 1, maxWaitTime: 10 };
    await dynamodb.createTable('songs');
    const exists = waitUntilTableExists(wait, { TableName: 'songs' });
    await pass(5);
    expect((await exists).state).toBe('SUCCESS');
    await dynamodb.client.send(new DeleteTableCommand({ TableName: 'songs' }));
    const gone = waitUntilTableNotExists(wait, { TableName: 'songs' });
    await pass(5);
    expect((await gone).state).toBe('SUCCESS');
  });

  it('a new index makes its table UPDATING, is filled then, and can be read once it is ACTIVE', async () => {
    await createActive();
    await put();
    await updateIndex(newIndex('by-artist'));
    expect(await status()).toBe('UPDATING');
    expect(await indexes()).toEqual([['by-artist', 'CREATING', false]]);
    await pass(5);
    expect(await status()).toBe('ACTIVE');
    expect(await indexes()).toEqual([['by-artist', 'CREATING', true]]);
    expect(await refusal(queryIndex('by-artist'))).toEqual(invalid('Cannot read from backfilling global secondary index: by-artist'));
    expect(await refusal(updateIndex(newIndex('another')))).toMatchObject({
      code: 'LimitExceededException',
      message: 'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
    });
    expect(await refusal(dynamodb.client.send(new DeleteTableCommand({ TableName: 'songs' })))).toEqual(
      inUse('Index is being created.  Table: songs Index: by-artist'),
    );
    await pass(5);
    expect(await indexes()).toEqual([['by-artist', 'ACTIVE', undefined]]);
    expect((await queryIndex('by-artist')).Count).toBe(1);
  });

  it('an index that is filled can be deleted, and is DELETING for a while', async () => {
    await createActive();
    await put();
    await updateIndex(newIndex('by-artist'));
    await pass(6);
    await updateIndex({ Delete: { IndexName: 'by-artist' } });
    expect(await indexes()).toEqual([['by-artist', 'DELETING', undefined]]);
    expect(await refusal(queryIndex('by-artist'))).toEqual(invalid('The table does not have the specified index: by-artist'));
    await pass(5);
    expect(await describeTable()).toMatchObject({ TableStatus: 'ACTIVE' });
    expect(await indexes()).toEqual([]);
    await updateIndex(newIndex('by-artist'));
    await pass(10);
    expect((await queryIndex('by-artist')).Count).toBe(1);
  });

  it('an index whose throughput changes is UPDATING, with its table', async () => {
    const units = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 };
    await dynamodb.client.send(
      new CreateTableCommand({
        TableName: 'songs',
        ...schemaOf({ id: 'S' }),
        AttributeDefinitions: [
          { AttributeName: 'id', AttributeType: 'S' },
          { AttributeName: 'artist', AttributeType: 'S' },
        ],
        ProvisionedThroughput: units,
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by-artist',
            KeySchema: [{ AttributeName: 'artist', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
            ProvisionedThroughput: units,
          },
        ],
      }),
    );
    expect(await indexes()).toEqual([['by-artist', 'CREATING', undefined]]);
    await pass(5);
    await updateIndex({ Update: { IndexName: 'by-artist', ProvisionedThroughput: { ReadCapacityUnits: 2, WriteCapacityUnits: 2 } } });
    expect(await describeTable()).toMatchObject({ TableStatus: 'UPDATING', GlobalSecondaryIndexes: [{ IndexStatus: 'UPDATING' }] });
    expect((await queryIndex('by-artist')).Count).toBe(0);
    await pass(5);
    expect(await describeTable()).toMatchObject({ TableStatus: 'ACTIVE', GlobalSecondaryIndexes: [{ IndexStatus: 'ACTIVE' }] });
  });

  it('time to live is ENABLING and DISABLING for a while, in which it can not be changed again', async () => {
    await createActive();
    const change = (Enabled: boolean) =>
      dynamodb.client.send(new UpdateTimeToLiveCommand({ TableName: 'songs', TimeToLiveSpecification: { Enabled, AttributeName: 'end' } }));
    const shown = async () => (await dynamodb.client.send(new DescribeTimeToLiveCommand({ TableName: 'songs' }))).TimeToLiveDescription;
    await change(true);
    expect(await shown()).toEqual({ TimeToLiveStatus: 'ENABLING', AttributeName: 'end' });
    expect(await refusal(change(false))).toEqual(invalid('TimeToLive has been modified multiple times within a fixed interval'));
    await pass(10);
    expect(await shown()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'end' });
    await change(false);
    expect(await shown()).toEqual({ TimeToLiveStatus: 'DISABLING', AttributeName: 'end' });
    await pass(10);
    expect(await shown()).toEqual({ TimeToLiveStatus: 'DISABLED' });
  });

  it('a stream is ENABLING and DISABLING for a while', async () => {
    const streams = new DynamoDBStreamsClient(dynamodb.aws.clientConfig());
    const { TableDescription } = await dynamodb.createTable('songs', undefined, {
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
    });
    const StreamArn = TableDescription?.LatestStreamArn;
    const streamStatus = async () => (await streams.send(new DescribeStreamCommand({ StreamArn }))).StreamDescription?.StreamStatus;
    expect(await streamStatus()).toBe('ENABLING');
    await pass(5);
    expect(await streamStatus()).toBe('ENABLED');
    await update({ StreamSpecification: { StreamEnabled: false } });
    expect(await streamStatus()).toBe('DISABLING');
    await pass(5);
    expect(await streamStatus()).toBe('DISABLED');
    streams.destroy();
  });

  it('destinations in Kinesis and contributor insights take a while', async () => {
    await createActive();
    const destination = { TableName: 'songs', StreamArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/changes' };
    const destinationStatus = async () =>
      (await dynamodb.client.send(new DescribeKinesisStreamingDestinationCommand({ TableName: 'songs' })))
        .KinesisDataStreamDestinations?.[0]?.DestinationStatus;
    await dynamodb.client.send(new EnableKinesisStreamingDestinationCommand(destination));
    expect(await destinationStatus()).toBe('ENABLING');
    expect(await refusal(dynamodb.client.send(new DisableKinesisStreamingDestinationCommand(destination)))).toEqual(
      invalid(
        'Table is not in a valid state to enable Kinesis Streaming Destination: EnableKinesisStreamingDestination must be ACTIVE to perform DISABLE operation.',
      ),
    );
    await pass(5);
    expect(await destinationStatus()).toBe('ACTIVE');
    await dynamodb.client.send(new DisableKinesisStreamingDestinationCommand(destination));
    expect(await destinationStatus()).toBe('DISABLING');
    await pass(5);
    expect(await destinationStatus()).toBe('DISABLED');

    const insightsStatus = async () =>
      (await dynamodb.client.send(new DescribeContributorInsightsCommand({ TableName: 'songs' }))).ContributorInsightsStatus;
    await dynamodb.client.send(new UpdateContributorInsightsCommand({ TableName: 'songs', ContributorInsightsAction: 'ENABLE' }));
    expect(await insightsStatus()).toBe('ENABLING');
    await pass(5);
    expect(await insightsStatus()).toBe('ENABLED');
  });

  it('a new table has continuous backups after a while', async () => {
    const enable = () =>
      dynamodb.client.send(
        new UpdateContinuousBackupsCommand({
          TableName: 'songs',
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        }),
      );
    await dynamodb.createTable('songs');
    await pass(5);
    expect(await refusal(enable())).toMatchObject({
      code: 'ContinuousBackupsUnavailableException',
      message: 'Backups are being enabled for the table: songs. Please retry later',
    });
    await pass(5);
    const { ContinuousBackupsDescription: shown } = await enable();
    expect(shown?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus).toBe('ENABLED');
  });

  it('a backup is CREATING for a while, and so is a table that is restored from it', async () => {
    await createActive();
    await put();
    const { BackupDetails } = await dynamodb.client.send(new CreateBackupCommand({ TableName: 'songs', BackupName: 'first' }));
    const BackupArn = BackupDetails?.BackupArn;
    const backupStatus = async () =>
      (await dynamodb.client.send(new DescribeBackupCommand({ BackupArn }))).BackupDescription?.BackupDetails?.BackupStatus;
    const restore = () => dynamodb.client.send(new RestoreTableFromBackupCommand({ BackupArn, TargetTableName: 'copy' }));
    expect(await backupStatus()).toBe('CREATING');
    expect((await refusal(restore())).code).toBe('BackupInUseException');
    expect((await refusal(dynamodb.client.send(new DeleteBackupCommand({ BackupArn })))).code).toBe('BackupInUseException');
    await pass(5);
    expect(await backupStatus()).toBe('AVAILABLE');
    await restore();
    expect(await describeTable('copy')).toMatchObject({ TableStatus: 'CREATING', RestoreSummary: { RestoreInProgress: true } });
    expect(await refusal(dynamodb.client.send(new GetItemCommand({ TableName: 'copy', Key: { id: S('1') } })))).toMatchObject(notFound);
    await pass(10);
    expect(await describeTable('copy')).toMatchObject({
      TableStatus: 'ACTIVE',
      RestoreSummary: { RestoreInProgress: false },
      ItemCount: 1,
    });
  });
});
