import {
  DeleteTableCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { type Item, invalid, N, type OpenDynamodb, openDynamodb, S } from '../open-dynamodb.js';
import { createStreamTable, StreamsClient } from '../streams/streams-client.js';

const MINUTE = 60_000;
const YEAR = 365.25 * 24 * 60 * MINUTE;

describe.each(engines)('time to live (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  beforeAll(async () => {
    dynamodb = await openDynamodb(engine);
    await dynamodb.aws.clock.freeze();
  });
  afterAll(() => dynamodb?.close());

  const update = (TableName: string, Enabled: boolean, AttributeName = 'ttl') =>
    dynamodb.client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { Enabled, AttributeName } }));
  const describeTtl = async (TableName: string) =>
    (await dynamodb.client.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription;
  const idsIn = async (TableName: string) => {
    const { Items } = await dynamodb.client.send(new ScanCommand({ TableName }));
    return (Items ?? []).map(({ id }) => id?.S).sort();
  };
  const inMinutes = (minutes: number) => N(Math.floor((dynamodb.aws.clock.now().getTime() + minutes * MINUTE) / 1000));

  it('is enabled and disabled for one attribute', async () => {
    await dynamodb.createTable('switched');
    expect(await describeTtl('switched')).toEqual({ TimeToLiveStatus: 'DISABLED' });
    expect(await refusal(update('switched', false))).toEqual(invalid('TimeToLive is already disabled'));
    expect((await update('switched', true)).TimeToLiveSpecification).toEqual({ Enabled: true, AttributeName: 'ttl' });
    expect(await describeTtl('switched')).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' });
    expect(await refusal(update('switched', true))).toEqual(invalid('TimeToLive is already enabled'));
    const other = invalid('TimeToLive is active on a different AttributeName: current AttributeName is ttl');
    expect(await refusal(update('switched', true, 'other'))).toEqual(other);
    expect(await refusal(update('switched', false, 'other'))).toEqual(other);
    await update('switched', false);
    expect(await describeTtl('switched')).toEqual({ TimeToLiveStatus: 'DISABLED' });
  });

  it('is for tables that exist', async () => {
    const missing = { code: 'ResourceNotFoundException', message: 'Requested resource not found: Table: nowhere not found' };
    expect(await refusal(update('nowhere', true))).toMatchObject(missing);
    expect(await refusal(describeTtl('nowhere'))).toMatchObject(missing);
  });

  it('removes an item soon after its time, until when it can be read', async () => {
    await dynamodb.createTable('expiring');
    await update('expiring', true);
    await dynamodb.put('expiring', { id: S('soon'), ttl: inMinutes(10) }, { id: S('later'), ttl: inMinutes(60) }, { id: S('never') });
    await dynamodb.aws.clock.advance(10 * MINUTE + 1000);
    const read = { TableName: 'expiring', Key: { id: S('soon') } };
    expect((await dynamodb.client.send(new GetItemCommand(read))).Item).toBeDefined();
    await dynamodb.aws.clock.advance(MINUTE);
    expect(await idsIn('expiring')).toEqual(['later', 'never']);
    await dynamodb.aws.clock.advance(60 * MINUTE);
    expect(await idsIn('expiring')).toEqual(['never']);
  });

  it('follows the attribute as it changes', async () => {
    await dynamodb.createTable('changing');
    await update('changing', true);
    await dynamodb.put(
      'changing',
      { id: S('longer'), ttl: inMinutes(10) },
      { id: S('shorter'), ttl: inMinutes(90) },
      { id: S('kept'), ttl: inMinutes(10) },
    );
    await dynamodb.put('changing', { id: S('longer'), ttl: inMinutes(60) }, { id: S('shorter'), ttl: inMinutes(5) }, { id: S('kept') });
    await dynamodb.aws.clock.advance(12 * MINUTE);
    expect(await idsIn('changing')).toEqual(['kept', 'longer']);
    await dynamodb.aws.clock.advance(60 * MINUTE);
    expect(await idsIn('changing')).toEqual(['kept']);
  });

  it('takes in thousands of items that were there before', async () => {
    await dynamodb.createTable('older');
    await dynamodb.put('older', ...Array.from({ length: 1200 }, (_, at) => ({ id: S(`gone-${at}`), ttl: inMinutes(-5) })));
    await dynamodb.put('older', { id: S('later'), ttl: inMinutes(30) }, { id: S('without') });
    await update('older', true);
    await dynamodb.aws.clock.advance(MINUTE);
    expect(await idsIn('older')).toEqual(['later', 'without']);
    await dynamodb.aws.clock.advance(32 * MINUTE);
    expect(await idsIn('older')).toEqual(['without']);
  });

  it('takes only numbers for times, and none from more than five years ago', async () => {
    await dynamodb.createTable('odd');
    await update('odd', true);
    const now = dynamodb.aws.clock.now().getTime();
    const items: Record<string, Item['ttl']> = {
      text: S('1'),
      ancient: N(Math.floor((now - 6 * YEAR) / 1000)),
      milliseconds: N(now),
      negative: N(-1),
      huge: N('9E125'),
      nested: { M: { ttl: N(1) } },
      old: N(Math.floor((now - 4 * YEAR) / 1000)),
      fraction: N(Math.floor(now / 1000) + 0.5),
    };
    for (const [id, ttl] of Object.entries(items))
      await dynamodb.client.send(new PutItemCommand({ TableName: 'odd', Item: { id: S(id), ...(ttl === undefined ? {} : { ttl }) } }));
    await dynamodb.aws.clock.advance(2 * MINUTE);
    expect(await idsIn('odd')).toEqual(['ancient', 'huge', 'milliseconds', 'negative', 'nested', 'text']);
  });

  it('removes nothing once it is disabled, nor from a table that took the name of a deleted one', async () => {
    await dynamodb.createTable('disabled');
    await update('disabled', true);
    await dynamodb.put('disabled', { id: S('a'), ttl: inMinutes(5) });
    await update('disabled', false);
    await dynamodb.createTable('renewed');
    await update('renewed', true);
    await dynamodb.put('renewed', { id: S('a'), ttl: inMinutes(5) });
    await dynamodb.client.send(new DeleteTableCommand({ TableName: 'renewed' }));
    await dynamodb.createTable('renewed');
    await dynamodb.put('renewed', { id: S('a'), ttl: inMinutes(5) });
    await dynamodb.aws.clock.advance(10 * MINUTE);
    expect(await idsIn('disabled')).toEqual(['a']);
    expect(await idsIn('renewed')).toEqual(['a']);
    await update('disabled', true);
    await dynamodb.aws.clock.advance(MINUTE);
    expect(await idsIn('disabled')).toEqual([]);
  });

  it('leaves a record in the stream that names the service', async () => {
    const arn = await createStreamTable(dynamodb, 'streamed');
    await update('streamed', true);
    const item = { id: S('a'), ttl: inMinutes(5) };
    await dynamodb.put('streamed', item);
    await dynamodb.aws.clock.advance(10 * MINUTE);
    const [insertion, removal] = await new StreamsClient(dynamodb).records(arn);
    expect(insertion?.userIdentity).toBeUndefined();
    expect(removal).toMatchObject({
      eventName: 'REMOVE',
      userIdentity: { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' },
      dynamodb: { Keys: { id: S('a') }, OldImage: item },
    });
    expect(removal?.dynamodb).not.toHaveProperty('NewImage');
  });

  it('goes on after a snapshot is restored', async () => {
    await dynamodb.createTable('restored');
    await update('restored', true);
    await dynamodb.put('restored', { id: S('a'), ttl: inMinutes(5) }, { id: S('b'), ttl: inMinutes(50) });
    await dynamodb.aws.snapshot('before');
    await dynamodb.aws.clock.advance(10 * MINUTE);
    expect(await idsIn('restored')).toEqual(['b']);
    await dynamodb.aws.restore('before');
    expect(await idsIn('restored')).toEqual(['a', 'b']);
    await dynamodb.aws.clock.advance(MINUTE);
    expect(await idsIn('restored')).toEqual(['b']);
  });
});
