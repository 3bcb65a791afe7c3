import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AttributeValue,
  CreateBackupCommand,
  DeleteBackupCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeBackupCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  ListBackupsCommand,
  PutItemCommand,
  RestoreTableFromBackupCommand,
  RestoreTableToPointInTimeCommand,
  ScanCommand,
  UpdateContinuousBackupsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openState } from '../../../../src/state/open.js';
import { engines, refusal } from '../../emulator.js';
import { N, type OpenDynamodb, openDynamodb, S } from '../open-dynamodb.js';
import { createIndex, idOf, indexed, indexStatus, load, MANY, until } from './large-tables.js';

/** By the items' ids. */
async function scanned(client: DynamoDBClient, TableName: string): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(new ScanCommand({ TableName, ExclusiveStartKey }));
    for (const { id, at } of page.Items ?? []) found.set(id?.S ?? '', Number(at?.N));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return found;
}

const loaded = () => new Map(Array.from({ length: MANY }, (_, at) => [idOf(at), at]));

describe.each(engines)('the items of a large table (%s)', { timeout: 120_000 }, (engine) => {
  let dynamodb: OpenDynamodb;
  beforeEach(async () => {
    dynamodb = await openDynamodb(engine);
    await dynamodb.aws.clock.freeze();
    await dynamodb.createTable('songs');
    await load(dynamodb.client, 'songs', MANY);
  });
  afterEach(() => dynamodb.close());

  /** Writes to many items, until it is so. */
  async function disturb(isOver: () => Promise<boolean>): Promise<number> {
    let times = 0;
    while (!(await isOver())) {
      const TableName = 'songs';
      await dynamodb.client.send(new PutItemCommand({ TableName, Item: { id: S(idOf(times)), at: N(-1) } }));
      await dynamodb.client.send(new DeleteItemCommand({ TableName, Key: { id: S(idOf(MANY - 1 - times)) } }));
      await dynamodb.client.send(new PutItemCommand({ TableName, Item: { id: S(`new-${times}`), at: N(-2) } }));
      await dynamodb.client.send(new PutItemCommand({ TableName, Item: { id: S(idOf(times)), at: N(-3) } }));
      times += 1;
    }
    return times;
  }

  const backUp = async () => {
    const { BackupDetails } = await dynamodb.client.send(new CreateBackupCommand({ TableName: 'songs', BackupName: 'whole' }));
    return BackupDetails?.BackupArn;
  };
  const isAvailable = async (BackupArn: string | undefined) => {
    const { BackupDescription } = await dynamodb.client.send(new DescribeBackupCommand({ BackupArn }));
    return BackupDescription?.BackupDetails?.BackupStatus === 'AVAILABLE';
  };
  const isActive = async (TableName: string) => {
    const { Table } = await dynamodb.client.send(new DescribeTableCommand({ TableName }));
    return Table?.TableStatus === 'ACTIVE';
  };
  const restore = (BackupArn: string | undefined) =>
    dynamodb.client.send(new RestoreTableFromBackupCommand({ BackupArn, TargetTableName: 'copy' }));

  it('are in a backup as they were when it began, whatever is written meanwhile', async () => {
    const arn = await backUp();
    expect((await refusal(restore(arn))).code).toBe('BackupInUseException');
    expect(await disturb(() => isAvailable(arn))).toBeGreaterThan(2);
    const { BackupDescription } = await dynamodb.client.send(new DescribeBackupCommand({ BackupArn: arn }));
    expect(BackupDescription?.SourceTableDetails?.ItemCount).toBe(MANY);
    await restore(arn);
    await until(() => isActive('copy'));
    expect(await scanned(dynamodb.client, 'copy')).toEqual(loaded());
  });

  it('are restored while others are answered, with the indexes, and only then found', async () => {
    await createIndex(dynamodb.client, 'songs');
    await until(async () => (await indexStatus(dynamodb.client, 'songs')) === 'ACTIVE');
    const arn = await backUp();
    await until(() => isAvailable(arn));
    await restore(arn);
    expect(await isActive('copy')).toBe(false);
    expect((await refusal(dynamodb.client.send(new GetItemCommand({ TableName: 'copy', Key: { id: S('item-1') } })))).code).toBe(
      'ResourceNotFoundException',
    );
    expect((await refusal(dynamodb.client.send(new DeleteBackupCommand({ BackupArn: arn })))).code).toBe('BackupInUseException');
    expect(await refusal(dynamodb.client.send(new DeleteTableCommand({ TableName: 'copy' })))).toMatchObject({
      code: 'ResourceInUseException',
      message: 'Attempt to change a resource which is still in use: Table is being created: copy',
    });
    expect((await dynamodb.client.send(new GetItemCommand({ TableName: 'songs', Key: { id: S('item-1') } }))).Item?.at?.N).toBe('1');
    await until(() => isActive('copy'));
    expect((await indexed(dynamodb.client, 'copy')).size).toBe(MANY);
    await dynamodb.client.send(new DeleteBackupCommand({ BackupArn: arn }));
  });

  it('are restored as they were at a time, whatever was and is written since', async () => {
    const specification = { PointInTimeRecoveryEnabled: true };
    await dynamodb.client.send(new UpdateContinuousBackupsCommand({ TableName: 'songs', PointInTimeRecoverySpecification: specification }));
    await dynamodb.aws.clock.advance(60_000);
    const RestoreDateTime = dynamodb.aws.clock.now();
    await dynamodb.aws.clock.advance(60_000);
    let left = 300;
    await disturb(async () => {
      left -= 1;
      return left === 0;
    });
    await dynamodb.client.send(
      new RestoreTableToPointInTimeCommand({ SourceTableName: 'songs', TargetTableName: 'copy', RestoreDateTime }),
    );
    expect(await disturb(() => isActive('copy'))).toBeGreaterThan(2);
    expect(await scanned(dynamodb.client, 'copy')).toEqual(loaded());
  });

  it("are in DynamoDB's own backup of a deleted table, though its name is in use again", async () => {
    const specification = { PointInTimeRecoveryEnabled: true };
    await dynamodb.client.send(new UpdateContinuousBackupsCommand({ TableName: 'songs', PointInTimeRecoverySpecification: specification }));
    await dynamodb.client.send(new DeleteTableCommand({ TableName: 'songs' }));
    await dynamodb.createTable('songs');
    await dynamodb.client.send(new PutItemCommand({ TableName: 'songs', Item: { id: S('other') } }));
    const { BackupSummaries = [] } = await dynamodb.client.send(new ListBackupsCommand({ BackupType: 'SYSTEM' }));
    const arn = BackupSummaries[0]?.BackupArn;
    await until(() => isAvailable(arn));
    await restore(arn);
    await until(() => isActive('copy'));
    expect(await scanned(dynamodb.client, 'copy')).toEqual(loaded());
    expect([...(await scanned(dynamodb.client, 'songs')).keys()]).toEqual(['other']);
  });
});

describe('what is under way with a large table', { timeout: 120_000 }, () => {
  it('goes on after a stop, and leaves nothing behind in the end', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'tinsmith-background-'));
    onTestFinished(() => rm(dataDir, { recursive: true }));
    const first = await openDynamodb('memory', { dataDir });
    await first.createTable('songs');
    await first.createTable('gone');
    await load(first.client, 'songs', MANY);
    await load(first.client, 'gone', MANY);
    await createIndex(first.client, 'songs');
    const { BackupDetails } = await first.client.send(new CreateBackupCommand({ TableName: 'songs', BackupName: 'whole' }));
    await first.client.send(new DeleteTableCommand({ TableName: 'gone' }));
    await first.close();

    const second = await openDynamodb('memory', { dataDir });
    expect(await indexStatus(second.client, 'songs')).toBe('CREATING');
    await second.client.send(new PutItemCommand({ TableName: 'songs', Item: { id: S('late'), at: N(-1) } }));
    await until(async () => {
      const { BackupDescription } = await second.client.send(new DescribeBackupCommand({ BackupArn: BackupDetails?.BackupArn }));
      return BackupDescription?.BackupDetails?.BackupStatus === 'AVAILABLE';
    });
    expect((await indexed(second.client, 'songs')).size).toBe(MANY);
    await second.client.send(new DeleteBackupCommand({ BackupArn: BackupDetails?.BackupArn }));
    await second.client.send(new DeleteTableCommand({ TableName: 'songs' }));
    // Twice as many turns as it takes to remove all rows.
    for (let turn = 0; turn < 1000; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    await second.close();

    const kernel = await openState({ dataDirectory: dataDir });
    onTestFinished(() => kernel.close());
    const left = kernel.statistics().filter(({ service, rows }) => service === 'dynamodb' && rows > 0);
    expect(left.map(({ table }) => table)).toEqual(['numbers']);
  });
});
