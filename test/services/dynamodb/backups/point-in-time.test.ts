import {
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  PutItemCommand,
  QueryCommand,
  RestoreTableToPointInTimeCommand,
  type RestoreTableToPointInTimeCommandInput,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateContinuousBackupsCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { type Item, invalid, N, type OpenDynamodb, openDynamodb, S, schemaOf } from '../open-dynamodb.js';
import { index } from '../open-indexes.js';

const DAY = 24 * 3_600_000;

describe.each(engines)('a restore to a point in time (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  beforeAll(async () => {
    dynamodb = await openDynamodb(engine);
    dynamodb.aws.clock.freeze();
  });
  afterAll(() => dynamodb?.close());

  let count = 0;
  const restore = async (SourceTableName: string, more: Partial<RestoreTableToPointInTimeCommandInput>, TargetTableName = target()) => {
    const answer = await dynamodb.client.send(new RestoreTableToPointInTimeCommand({ SourceTableName, TargetTableName, ...more }));
    return { name: TargetTableName, table: answer.TableDescription };
  };
  const target = () => {
    count += 1;
    return `restored-${count}`;
  };
  const setRecovery = (TableName: string, PointInTimeRecoveryEnabled: boolean, RecoveryPeriodInDays?: number) => {
    const days = RecoveryPeriodInDays === undefined ? {} : { RecoveryPeriodInDays };
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled, ...days };
    return dynamodb.client.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
  };
  const itemsOf = async (TableName: string): Promise<Item[]> => {
    const { Items: items = [] } = await dynamodb.client.send(new ScanCommand({ TableName }));
    return items.sort((a, b) => (String(a.id?.S) < String(b.id?.S) ? -1 : 1));
  };
  const itemsAt = async (table: string, RestoreDateTime: Date) => itemsOf((await restore(table, { RestoreDateTime })).name);
  /** The time then; a second passes. */
  const tick = async (): Promise<Date> => {
    const now = dynamodb.aws.clock.now();
    await dynamodb.aws.clock.advance(1000);
    return now;
  };
  const put = (TableName: string, Item: Item) => dynamodb.client.send(new PutItemCommand({ TableName, Item }));
  const remove = (TableName: string, id: string) => dynamodb.client.send(new DeleteItemCommand({ TableName, Key: { id: S(id) } }));

  it('brings back any second since it was enabled, whatever was written', async () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd');
    const change = fc.oneof(fc.record({ id, value: fc.integer() }), fc.record({ id }));
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { maxLength: 3 }),
        fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 4 }),
        async (before, steps) => {
          run += 1;
          const table = `any-${run}`;
          await dynamodb.createTable(table);
          const apply = async (changes: typeof before) => {
            for (const each of changes) {
              if ('value' in each) await put(table, { id: S(each.id), value: N(Number(each.value)) });
              else await remove(table, each.id);
            }
          };
          await apply(before);
          await setRecovery(table, true);
          const seen: [Date, Item[]][] = [[dynamodb.aws.clock.now(), await itemsOf(table)]];
          await tick();
          for (const step of steps) {
            await apply(step);
            seen.push([dynamodb.aws.clock.now(), await itemsOf(table)]);
            await tick();
          }
          for (const [time, items] of seen) expect(await itemsAt(table, time)).toEqual(items);
          expect(await itemsOf((await restore(table, { UseLatestRestorableTime: true })).name)).toEqual(await itemsOf(table));
        },
      ),
      { numRuns: 25, seed: 4 },
    );
  });

  it('undoes transactions and expiries, and fills the indexes as they are now', async () => {
    const { AttributeDefinitions } = schemaOf({ id: 'S', colour: 'S' });
    await dynamodb.createTable('undone', { id: 'S' }, { GlobalSecondaryIndexes: [index('by-colour', ['colour'])], AttributeDefinitions });
    await setRecovery('undone', true);
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'until' };
    await dynamodb.client.send(new UpdateTimeToLiveCommand({ TableName: 'undone', TimeToLiveSpecification }));
    const second = Math.floor(dynamodb.aws.clock.now().getTime() / 1000);
    await put('undone', { id: S('mortal'), colour: S('red'), until: N(second + 10) });
    const first = await tick();
    const TransactItems = [
      { Put: { TableName: 'undone', Item: { id: S('new'), colour: S('red') } } },
      {
        Update: {
          TableName: 'undone',
          Key: { id: S('mortal') },
          UpdateExpression: 'SET colour = :c',
          ExpressionAttributeValues: { ':c': S('blue') },
        },
      },
    ];
    await dynamodb.client.send(new TransactWriteItemsCommand({ TransactItems }));
    const next = await tick();
    await dynamodb.aws.clock.advance(120_000);
    expect((await itemsOf('undone')).map(({ id }) => id?.S)).toEqual(['new']);
    const { name, table } = await restore('undone', { RestoreDateTime: first });
    expect(table?.RestoreSummary).toEqual({
      SourceTableArn: expect.stringMatching(/:table\/undone$/),
      RestoreDateTime: first,
      RestoreInProgress: true,
    });
    expect(await itemsOf(name)).toEqual([{ id: S('mortal'), colour: S('red'), until: N(second + 10) }]);
    const query = {
      TableName: name,
      IndexName: 'by-colour',
      KeyConditionExpression: 'colour = :c',
      ExpressionAttributeValues: { ':c': S('red') },
    };
    expect((await dynamodb.client.send(new QueryCommand(query))).Count).toBe(1);
    expect((await itemsAt('undone', next)).map(({ colour }) => colour?.S)).toEqual(['blue', 'red']);
    const described = await dynamodb.client.send(new DescribeTableCommand({ TableName: name }));
    expect(described.Table?.RestoreSummary?.RestoreInProgress).toBe(false);
  });

  it('reaches back as many days as the table has', async () => {
    await dynamodb.createTable('days');
    await setRecovery('days', true, 2);
    await put('days', { id: S('a'), value: N(1) });
    await dynamodb.aws.clock.advance(DAY);
    const yesterday = dynamodb.aws.clock.now();
    await put('days', { id: S('a'), value: N(2) });
    await dynamodb.aws.clock.advance(DAY + 3_600_000);
    await put('days', { id: S('a'), value: N(3) });
    const earliest = new Date(dynamodb.aws.clock.now().getTime() - 2 * DAY);
    expect(await itemsAt('days', earliest)).toEqual([{ id: S('a'), value: N(1) }]);
    expect(await itemsAt('days', yesterday)).toEqual([{ id: S('a'), value: N(2) }]);
    expect(await refusal(restore('days', { RestoreDateTime: new Date(earliest.getTime() - 1000) }))).toMatchObject(outOfWindow);
    await setRecovery('days', true, 1);
    expect(await refusal(restore('days', { RestoreDateTime: yesterday }))).toMatchObject(outOfWindow);
    await dynamodb.aws.clock.advance(DAY);
    expect(await itemsAt('days', new Date(dynamodb.aws.clock.now().getTime() - DAY))).toEqual([{ id: S('a'), value: N(3) }]);
  });

  it('begins anew when it is disabled and enabled again', async () => {
    await dynamodb.createTable('anew');
    await setRecovery('anew', true);
    const first = await tick();
    await put('anew', { id: S('a') });
    await setRecovery('anew', false);
    await remove('anew', 'a');
    await put('anew', { id: S('b') });
    await tick();
    await setRecovery('anew', true);
    const again = await tick();
    await remove('anew', 'b');
    expect(await itemsAt('anew', again)).toEqual([{ id: S('b') }]);
    expect(await refusal(restore('anew', { RestoreDateTime: first }))).toMatchObject(outOfWindow);
  });

  it('finds its source by ARN, and takes overrides as a restore from a backup does', async () => {
    await dynamodb.createTable('by-arn');
    await setRecovery('by-arn', true);
    await put('by-arn', { id: S('a') });
    const described = await dynamodb.client.send(new DescribeTableCommand({ TableName: 'by-arn' }));
    const ProvisionedThroughput = { ReadCapacityUnits: 2, WriteCapacityUnits: 3 };
    const restoreByArn = new RestoreTableToPointInTimeCommand({
      SourceTableArn: described.Table?.TableArn,
      TargetTableName: 'from-arn',
      UseLatestRestorableTime: true,
      BillingModeOverride: 'PROVISIONED',
      ProvisionedThroughputOverride: ProvisionedThroughput,
    });
    await dynamodb.client.send(restoreByArn);
    expect(await itemsOf('from-arn')).toEqual([{ id: S('a') }]);
    const restored = await dynamodb.client.send(new DescribeTableCommand({ TableName: 'from-arn' }));
    expect(restored.Table?.ProvisionedThroughput).toMatchObject(ProvisionedThroughput);
  });

  it('goes into another region, too', async () => {
    await dynamodb.createTable('far');
    await setRecovery('far', true);
    await put('far', { id: S('kept') });
    await put('far', { id: S('changed'), v: S('old') });
    const then = await tick();
    await put('far', { id: S('changed'), v: S('new') });
    await put('far', { id: S('later') });
    const elsewhere = dynamodb.clientOf({ region: 'eu-west-1' });
    const SourceTableArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/far';
    await elsewhere.send(new RestoreTableToPointInTimeCommand({ SourceTableArn, TargetTableName: 'near', RestoreDateTime: then }));
    const { Items: items = [] } = await elsewhere.send(new ScanCommand({ TableName: 'near' }));
    expect(items.sort((a, b) => (String(a.id?.S) < String(b.id?.S) ? -1 : 1))).toEqual([
      { id: S('changed'), v: S('old') },
      { id: S('kept') },
    ]);
  });

  it('follows what a snapshot brings back', async () => {
    await dynamodb.createTable('snapped');
    await setRecovery('snapped', true);
    await put('snapped', { id: S('a') });
    const time = await tick();
    await put('snapped', { id: S('b') });
    await dynamodb.aws.snapshot('between');
    await remove('snapped', 'a');
    await dynamodb.aws.restore('between');
    expect(await itemsAt('snapped', time)).toEqual([{ id: S('a') }]);
    expect(await itemsOf('snapped')).toHaveLength(2);
  });

  it('is refused without recovery, without one source and one time, and into a table that is there', async () => {
    await dynamodb.createTable('refused');
    const latest = { UseLatestRestorableTime: true };
    expect(await refusal(restore('refused', latest))).toMatchObject({
      code: 'PointInTimeRecoveryUnavailableException',
      message: "Point in time recovery is not enabled for table 'refused'",
    });
    await setRecovery('refused', true);
    expect(await refusal(restore('refused', latest, 'refused'))).toMatchObject({
      code: 'TableAlreadyExistsException',
      message: 'Table already exists: refused',
    });
    expect(await refusal(restore('nowhere', latest))).toMatchObject({
      code: 'TableNotFoundException',
      message: 'Table not found: nowhere',
    });
    const future = new Date(dynamodb.aws.clock.now().getTime() + 1000);
    expect(await refusal(restore('refused', { RestoreDateTime: future }))).toMatchObject(outOfWindow);
    const both = { ...latest, RestoreDateTime: future };
    expect(await refusal(restore('refused', both))).toEqual(
      invalid('Only one of RestoreDateTime and UseLatestRestorableTime can be specified'),
    );
    expect(await refusal(restore('refused', {}))).toEqual(invalid('One of RestoreDateTime and UseLatestRestorableTime must be specified'));
    const twofold = new RestoreTableToPointInTimeCommand({
      TargetTableName: 'refused-too',
      SourceTableName: 'refused',
      SourceTableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/refused',
      ...latest,
    });
    expect(await refusal(dynamodb.client.send(twofold))).toEqual(
      invalid('Only one of SourceTableArn and SourceTableName can be specified'),
    );
    const sourceless = new RestoreTableToPointInTimeCommand({ TargetTableName: 'refused-too', ...latest });
    expect(await refusal(dynamodb.client.send(sourceless))).toEqual(invalid('One of SourceTableArn and SourceTableName must be specified'));
    await dynamodb.client.send(new DeleteTableCommand({ TableName: 'refused' }));
    expect(await refusal(restore('refused', latest))).toMatchObject({ code: 'TableNotFoundException' });
  });
});

const outOfWindow = {
  code: 'InvalidRestoreTimeException',
  message:
    'An invalid restore time was specified. RestoreDateTime must be between EarliestRestorableDateTime and LatestRestorableDateTime.',
};
