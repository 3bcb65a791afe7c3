import {
  CreateBackupCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  RestoreTableFromBackupCommand,
  type RestoreTableFromBackupCommandInput,
  ScanCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { invalidParameter, type OpenDynamodb, openDynamodb, S } from '../open-dynamodb.js';
import { index, indexed } from '../open-indexes.js';

const byColour = index('by-colour', ['colour']);
const bySize = index('by-size', ['pk', 'size'], 'KEYS_ONLY');

describe.each(engines)('a restore from a backup (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  let arn: string;
  beforeAll(async () => {
    dynamodb = await openDynamodb(engine);
    await dynamodb.createTable(
      'source',
      {},
      {
        ...indexed({ colour: 'S', size: 'S' }, { GlobalSecondaryIndexes: [byColour], LocalSecondaryIndexes: [bySize] }),
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
        DeletionProtectionEnabled: true,
        Tags: [{ Key: 'a', Value: 'b' }],
      },
    );
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'gone' };
    await dynamodb.client.send(new UpdateTimeToLiveCommand({ TableName: 'source', TimeToLiveSpecification }));
    const items = Array.from({ length: 1500 }, (_, at) => ({ pk: S(`p${at % 7}`), sk: S(String(at)), size: S('m'), colour: S('red') }));
    await dynamodb.put('source', ...items, { pk: S('plain'), sk: S('0') });
    arn = await backUp('source');
    await dynamodb.put('source', { pk: S('later'), sk: S('0'), colour: S('red') });
    await dynamodb.client.send(
      new PutItemCommand({ TableName: 'source', Item: { pk: S('p0'), sk: S('0'), size: S('changed'), colour: S('blue') } }),
    );
  });
  afterAll(() => dynamodb?.close());

  const backUp = async (TableName: string) => {
    const answer = await dynamodb.client.send(new CreateBackupCommand({ TableName, BackupName: 'backup' }));
    return answer.BackupDetails?.BackupArn ?? '';
  };
  const restore = async (TargetTableName: string, more: Partial<RestoreTableFromBackupCommandInput> = {}) =>
    (await dynamodb.client.send(new RestoreTableFromBackupCommand({ BackupArn: arn, TargetTableName, ...more }))).TableDescription;
  const described = async (TableName: string) => (await dynamodb.client.send(new DescribeTableCommand({ TableName }))).Table;

  it('brings back the items and the indexes of then', async () => {
    const answer = await restore('whole');
    expect(answer).toMatchObject({
      TableStatus: 'CREATING',
      ItemCount: 0,
      RestoreSummary: { SourceBackupArn: arn, RestoreInProgress: true, RestoreDateTime: expect.any(Date) },
    });
    expect(answer?.RestoreSummary?.SourceTableArn).toMatch(/:table\/source$/);
    expect(await described('whole')).toMatchObject({
      TableStatus: 'ACTIVE',
      ItemCount: 1501,
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [{ IndexName: 'by-colour', IndexStatus: 'ACTIVE', ItemCount: 1500 }],
      LocalSecondaryIndexes: [{ IndexName: 'by-size', ItemCount: 1500, Projection: { ProjectionType: 'KEYS_ONLY' } }],
      RestoreSummary: { SourceBackupArn: arn, RestoreInProgress: false },
    });
    const scan = await dynamodb.client.send(
      new ScanCommand({ TableName: 'whole', FilterExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': S('later') } }),
    );
    expect(scan.Items).toEqual([]);
    const query = {
      TableName: 'whole',
      IndexName: 'by-colour',
      KeyConditionExpression: 'colour = :c',
      ExpressionAttributeValues: { ':c': S('red') },
    };
    expect((await dynamodb.client.send(new QueryCommand(query))).Count).toBe(1500);
    const blue = await dynamodb.client.send(new QueryCommand({ ...query, ExpressionAttributeValues: { ':c': S('blue') } }));
    expect(blue.Count).toBe(0);
  });

  it('leaves out tags, stream, time to live and deletion protection', async () => {
    await restore('bare');
    const table = await described('bare');
    expect(table?.DeletionProtectionEnabled).toBe(false);
    expect(table?.StreamSpecification).toBeUndefined();
    expect((await dynamodb.client.send(new ListTagsOfResourceCommand({ ResourceArn: table?.TableArn }))).Tags).toEqual([]);
    const { TimeToLiveDescription } = await dynamodb.client.send(new DescribeTimeToLiveCommand({ TableName: 'bare' }));
    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'DISABLED' });
  });

  it('gives a table that is written to apart from its source and its backup', async () => {
    await restore('apart');
    await dynamodb.put('apart', { pk: S('new'), sk: S('0'), colour: S('red') });
    expect((await described('apart'))?.GlobalSecondaryIndexes?.[0]?.ItemCount).toBe(1501);
    await restore('again');
    expect((await described('again'))?.ItemCount).toBe(1501);
    expect((await described('source'))?.ItemCount).toBe(1502);
  });

  it('goes into another region, too', async () => {
    const elsewhere = dynamodb.clientOf({ region: 'eu-west-1' });
    const SSESpecification = { Enabled: true };
    await dynamodb.createTable('far', { id: 'S' }, { SSESpecification });
    await dynamodb.put('far', { id: S('a') });
    const BackupArn = await backUp('far');
    const { TableDescription } = await elsewhere.send(new RestoreTableFromBackupCommand({ BackupArn, TargetTableName: 'far' }));
    expect(TableDescription?.TableArn).toBe('arn:aws:dynamodb:eu-west-1:000000000000:table/far');
    const { Table } = await elsewhere.send(new DescribeTableCommand({ TableName: 'far' }));
    expect(Table).toMatchObject({ ItemCount: 1, RestoreSummary: { SourceBackupArn: BackupArn, RestoreInProgress: false } });
    // The source's key is in the source's region.
    expect(Table).not.toHaveProperty('SSEDescription');
    await elsewhere.send(new PutItemCommand({ TableName: 'far', Item: { id: S('b') } }));
    expect((await described('far'))?.ItemCount).toBe(1);
    const ofOthers = BackupArn.replace('000000000000', '111111111111');
    expect(
      await refusal(elsewhere.send(new RestoreTableFromBackupCommand({ BackupArn: ofOthers, TargetTableName: 'far2' }))),
    ).toMatchObject({
      code: 'BackupNotFoundException',
      message: `Backup not found: ${ofOthers}`,
    });
  });

  it('takes other throughput and fewer indexes', async () => {
    const ProvisionedThroughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 6 };
    await restore('changed', {
      BillingModeOverride: 'PROVISIONED',
      ProvisionedThroughputOverride: ProvisionedThroughput,
      GlobalSecondaryIndexOverride: [{ ...byColour, ProvisionedThroughput }],
      LocalSecondaryIndexOverride: [],
      SSESpecificationOverride: { Enabled: true },
    });
    const table = await described('changed');
    expect(table).toMatchObject({
      ProvisionedThroughput,
      GlobalSecondaryIndexes: [{ IndexName: 'by-colour', ProvisionedThroughput, ItemCount: 1500 }],
      SSEDescription: { Status: 'ENABLED', SSEType: 'KMS' },
    });
    expect(table?.LocalSecondaryIndexes).toBeUndefined();
    expect(table?.AttributeDefinitions?.map(({ AttributeName }) => AttributeName).sort()).toEqual(['colour', 'pk', 'sk']);
    await restore('without', { GlobalSecondaryIndexOverride: [], OnDemandThroughputOverride: { MaxReadRequestUnits: 7 } });
    const without = await described('without');
    expect(without?.GlobalSecondaryIndexes).toBeUndefined();
    expect(without?.OnDemandThroughput).toEqual({ MaxReadRequestUnits: 7 });
  });

  it('is refused for a table that is there, and for what the source hasn’t', async () => {
    expect(await refusal(restore('source'))).toMatchObject({
      code: 'TableAlreadyExistsException',
      message: 'Table already exists: source',
    });
    const unlike = 'The indexes provided should match existing secondary indexes of the source table: by-colour';
    const other = restore('refused', { GlobalSecondaryIndexOverride: [index('by-colour', ['size'])] });
    expect(await refusal(other)).toEqual(invalidParameter(unlike));
    const twice = restore('refused', { GlobalSecondaryIndexOverride: [byColour, byColour] });
    expect(await refusal(twice)).toEqual(invalidParameter('Duplicate index name: by-colour'));
    expect(await refusal(restore('refused', { BillingModeOverride: 'PROVISIONED' }))).toEqual(
      invalidParameter('ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED'),
    );
    expect(await refusal(described('refused'))).toMatchObject({ code: 'ResourceNotFoundException' });
  });
});
