import {
  type BackupTypeFilter,
  CreateBackupCommand,
  DeleteBackupCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeBackupCommand,
  ListBackupsCommand,
  type ListBackupsCommandInput,
  RestoreTableFromBackupCommand,
  ScanCommand,
  UpdateContinuousBackupsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { invalid, N, type OpenDynamodb, openDynamodb, S } from '../open-dynamodb.js';

const DAY = 24 * 3_600_000;
const nowhere = (table: string) => `arn:aws:dynamodb:us-east-1:000000000000:table/${table}/backup/01489602797149-73d8d5bc`;

describe.each(engines)('backups (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  beforeAll(async () => {
    dynamodb = await openDynamodb(engine);
  });
  afterAll(() => dynamodb?.close());

  const backUp = async (TableName: string, BackupName: string) => {
    const { BackupDetails: details } = await dynamodb.client.send(new CreateBackupCommand({ TableName, BackupName }));
    if (details?.BackupArn === undefined) throw new Error('no backup');
    return { ...details, BackupArn: details.BackupArn };
  };
  const list = (input: ListBackupsCommandInput = {}) => dynamodb.client.send(new ListBackupsCommand(input));
  const namesOf = async (input: ListBackupsCommandInput) =>
    (await list(input)).BackupSummaries?.map(({ TableName, BackupName }) => `${TableName} ${BackupName}`);
  const scan = async (TableName: string) => (await dynamodb.client.send(new ScanCommand({ TableName }))).Items ?? [];

  it('say what they are of, and keep it when the table changes', async () => {
    await dynamodb.createTable('described', { id: 'S', at: 'N' }, { BillingMode: 'PROVISIONED', ProvisionedThroughput: units(3, 4) });
    await dynamodb.put('described', { id: S('a'), at: N(1) }, { id: S('a'), at: N(2) });
    const details = await backUp('described', 'first');
    expect(details).toEqual({
      BackupArn: expect.stringMatching(/^arn:aws:dynamodb:us-east-1:\d{12}:table\/described\/backup\/\d{14}-[0-9a-f]{8}$/),
      BackupName: 'first',
      BackupSizeBytes: 14,
      BackupStatus: 'CREATING',
      BackupType: 'USER',
      BackupCreationDateTime: expect.any(Date),
    });
    await dynamodb.client.send(new DeleteItemCommand({ TableName: 'described', Key: { id: S('a'), at: N(1) } }));
    const described = await dynamodb.client.send(new DescribeBackupCommand({ BackupArn: details.BackupArn }));
    expect(described.BackupDescription).toEqual({
      BackupDetails: { ...details, BackupStatus: 'AVAILABLE' },
      SourceTableDetails: {
        TableName: 'described',
        TableId: expect.any(String),
        TableArn: expect.stringMatching(/:table\/described$/),
        TableSizeBytes: 14,
        KeySchema: [
          { AttributeName: 'id', KeyType: 'HASH' },
          { AttributeName: 'at', KeyType: 'RANGE' },
        ],
        TableCreationDateTime: expect.any(Date),
        ProvisionedThroughput: units(3, 4),
        ItemCount: 2,
        BillingMode: 'PROVISIONED',
      },
      SourceTableFeatureDetails: {},
    });
  });

  it('outlive their table, and are gone once they are deleted', async () => {
    await dynamodb.createTable('mortal');
    const { BackupArn } = await backUp('mortal', 'kept');
    await dynamodb.client.send(new DeleteTableCommand({ TableName: 'mortal' }));
    expect(await namesOf({ TableName: 'mortal' })).toEqual(['mortal kept']);
    const deleted = await dynamodb.client.send(new DeleteBackupCommand({ BackupArn }));
    expect(deleted.BackupDescription?.BackupDetails?.BackupStatus).toBe('DELETED');
    expect(await namesOf({ TableName: 'mortal' })).toEqual([]);
    const gone = { code: 'BackupNotFoundException', message: `Backup not found: ${BackupArn}`, status: 400 };
    expect(await refusal(dynamodb.client.send(new DescribeBackupCommand({ BackupArn })))).toMatchObject(gone);
    expect(await refusal(dynamodb.client.send(new DeleteBackupCommand({ BackupArn })))).toMatchObject(gone);
    const restore = new RestoreTableFromBackupCommand({ BackupArn, TargetTableName: 'never' });
    expect(await refusal(dynamodb.client.send(restore))).toMatchObject(gone);
  });

  it('are listed by table, time and type, in pages', async () => {
    await dynamodb.createTable('list-a');
    await dynamodb.createTable('list-b');
    const first = await backUp('list-a', 'one');
    await dynamodb.aws.clock.advance(60_000);
    const second = await backUp('list-a', 'two');
    await dynamodb.aws.clock.advance(60_000);
    await backUp('list-a', 'three');
    await backUp('list-b', 'one');
    expect(await namesOf({ TableName: 'list-a' })).toEqual(['list-a one', 'list-a two', 'list-a three']);
    const from = first.BackupCreationDateTime ?? new Date(0);
    const to = second.BackupCreationDateTime ?? new Date(0);
    expect(await namesOf({ TableName: 'list-a', TimeRangeLowerBound: from, TimeRangeUpperBound: to })).toEqual(['list-a one']);
    expect(await namesOf({ TableName: 'list-a', TimeRangeLowerBound: to })).toEqual(['list-a two', 'list-a three']);
    const page = await list({ TableName: 'list-a', Limit: 2 });
    expect(page.LastEvaluatedBackupArn).toBe(second.BackupArn);
    expect((await list({ TableName: 'list-a', Limit: 3 })).LastEvaluatedBackupArn).toBeUndefined();
    const all: (string | undefined)[] = [];
    let start: string | undefined;
    do {
      const answer = await list({ Limit: 1, ...(start === undefined ? {} : { ExclusiveStartBackupArn: start }) });
      all.push(...(answer.BackupSummaries ?? []).map(({ BackupArn }) => BackupArn));
      start = answer.LastEvaluatedBackupArn;
    } while (start !== undefined);
    expect(all).toEqual((await list()).BackupSummaries?.map(({ BackupArn }) => BackupArn));
    expect(all.length).toBeGreaterThanOrEqual(4);
    expect(await namesOf({ TableName: 'list-a', BackupType: 'SYSTEM' })).toEqual([]);
    expect(await namesOf({ TableName: 'no-such-table' })).toEqual([]);
  });

  it('are made of a table with point-in-time recovery when it is deleted, and stay for 35 days', async () => {
    await dynamodb.createTable('recoverable');
    await dynamodb.put('recoverable', { id: S('a') }, { id: S('b') });
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
    await dynamodb.client.send(new UpdateContinuousBackupsCommand({ TableName: 'recoverable', PointInTimeRecoverySpecification }));
    await dynamodb.client.send(new DeleteTableCommand({ TableName: 'recoverable' }));
    const listed = async (BackupType?: BackupTypeFilter) =>
      (await list({ TableName: 'recoverable', ...(BackupType === undefined ? {} : { BackupType }) })).BackupSummaries ?? [];
    expect(await listed()).toEqual([]);
    const [backup, ...others] = await listed('ALL');
    expect(others).toEqual([]);
    expect(backup).toMatchObject({ BackupType: 'SYSTEM', BackupName: 'recoverable$DeletedTableBackup', BackupStatus: 'AVAILABLE' });
    const BackupArn = backup?.BackupArn ?? '';
    expect(BackupArn).toMatch(/-00000000$/);
    expect(await refusal(dynamodb.client.send(new DeleteBackupCommand({ BackupArn })))).toEqual(
      invalid(`Cannot delete a backup of type SYSTEM: ${BackupArn}`),
    );
    await dynamodb.client.send(new RestoreTableFromBackupCommand({ BackupArn, TargetTableName: 'recoverable' }));
    expect(await scan('recoverable')).toHaveLength(2);
    expect((backup?.BackupExpiryDateTime?.getTime() ?? 0) - (backup?.BackupCreationDateTime?.getTime() ?? 0)).toBe(35 * DAY);
    await dynamodb.aws.clock.advance(35 * DAY - 60_000);
    expect(await listed('SYSTEM')).toHaveLength(1);
    await dynamodb.aws.clock.advance(60_000);
    expect(await listed('SYSTEM')).toEqual([]);
  });

  it('are refused for a table that there isn’t, and for what isn’t a backup', async () => {
    expect(await refusal(backUp('nowhere', 'one'))).toMatchObject({ code: 'TableNotFoundException', message: 'Table not found: nowhere' });
    const BackupArn = nowhere('described');
    expect(await refusal(dynamodb.client.send(new DescribeBackupCommand({ BackupArn })))).toMatchObject({
      code: 'BackupNotFoundException',
      message: `Backup not found: ${BackupArn}`,
    });
    const ofTable = 'arn:aws:dynamodb:us-east-1:000000000000:table/described';
    expect(await refusal(dynamodb.client.send(new DescribeBackupCommand({ BackupArn: ofTable })))).toEqual(
      invalid(`Invalid BackupArn: Invalid ResourceArn provided as input ${ofTable}`),
    );
    const { BackupArn: own } = await backUp('described', 'own');
    const elsewhere = dynamodb.clientOf({ region: 'eu-west-1' });
    expect(await refusal(elsewhere.send(new DescribeBackupCommand({ BackupArn: own })))).toMatchObject({ code: 'BackupNotFoundException' });
  });
});

const units = (ReadCapacityUnits: number, WriteCapacityUnits: number) => ({ ReadCapacityUnits, WriteCapacityUnits });
