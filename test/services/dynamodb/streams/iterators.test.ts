import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../../emulator.js';
import { type OpenDynamodb, openDynamodb, S } from '../open-dynamodb.js';
import { createStreamTable, disableStream, StreamsClient } from './streams-client.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe.each(engines)('shard iterators (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  let streams: StreamsClient;
  beforeAll(async () => {
    dynamodb = await openDynamodb(engine);
    streams = new StreamsClient(dynamodb);
  });
  afterAll(() => dynamodb?.close());

  const put = (table: string, ...ids: readonly string[]) => dynamodb.put(table, ...ids.map((id) => ({ id: S(id) })));

  const read = async (ShardIterator: string, Limit?: number) => {
    const { Records, NextShardIterator } = await streams.call('GetRecords', { ShardIterator, Limit });
    return { ids: (Records ?? []).map(({ dynamodb: change }) => change?.Keys?.id?.S), next: NextShardIterator };
  };

  it('begin where their type says', async () => {
    const arn = await createStreamTable(dynamodb, 'types');
    await put('types', 'a', 'b', 'c');
    const [, second] = await streams.records(arn);
    const number = second?.dynamodb?.SequenceNumber;
    const latest = await streams.iterator(arn, 'LATEST');
    expect((await read(await streams.iterator(arn, 'TRIM_HORIZON'))).ids).toEqual(['a', 'b', 'c']);
    expect((await read(await streams.iterator(arn, 'AT_SEQUENCE_NUMBER', number))).ids).toEqual(['b', 'c']);
    expect((await read(await streams.iterator(arn, 'AFTER_SEQUENCE_NUMBER', number))).ids).toEqual(['c']);
    await put('types', 'd');
    expect((await read(latest)).ids).toEqual(['d']);
  });

  it('begin at a shard’s first number, too', async () => {
    const arn = await createStreamTable(dynamodb, 'first');
    await put('first', 'a');
    const [shard] = await streams.shards(arn);
    const start = shard?.SequenceNumberRange?.StartingSequenceNumber;
    expect((await read(await streams.iterator(arn, 'AT_SEQUENCE_NUMBER', start))).ids).toEqual(['a']);
  });

  it('begin with the first record since a time', async () => {
    const arn = await createStreamTable(dynamodb, 'times');
    const shard = (await streams.shards(arn))[0];
    const since = async (Timestamp: number) => {
      const input = { StreamArn: arn, ShardId: shard?.ShardId, ShardIteratorType: 'AT_TIMESTAMP', Timestamp };
      return (await read((await streams.call('GetShardIterator', input)).ShardIterator ?? '')).ids;
    };
    for (const id of ['a', 'b', 'c', 'd']) {
      await put('times', id);
      await dynamodb.aws.clock.advance(10_000);
    }
    const times = (await streams.records(arn)).map(({ dynamodb: change }) => Number(change?.ApproximateCreationDateTime));
    const [first = 0, , third = 0, fourth = 0] = times;
    expect(await since(first)).toEqual(['a', 'b', 'c', 'd']);
    expect(await since(1)).toEqual(['a', 'b', 'c', 'd']);
    expect(await since(third)).toEqual(['c', 'd']);
    expect(await since(third + 5)).toEqual(['d']);
    expect(await since(fourth + 1)).toEqual([]);
  });

  it('lead from page to page, and on to what comes later', async () => {
    const arn = await createStreamTable(dynamodb, 'pages');
    await put('pages', 'a', 'b', 'c');
    const first = await read(await streams.iterator(arn, 'TRIM_HORIZON'), 2);
    expect(first.ids).toEqual(['a', 'b']);
    const second = await read(first.next ?? '', 2);
    expect(second.ids).toEqual(['c']);
    const third = await read(second.next ?? '');
    expect(third.ids).toEqual([]);
    await put('pages', 'd');
    expect((await read(third.next ?? '')).ids).toEqual(['d']);
  });

  it('end with the last record of a closed shard', async () => {
    const arn = await createStreamTable(dynamodb, 'closed');
    await put('closed', 'a', 'b');
    const start = await streams.iterator(arn, 'TRIM_HORIZON');
    await disableStream(dynamodb, 'closed');
    const first = await read(start, 1);
    expect(first.ids).toEqual(['a']);
    const second = await read(first.next ?? '');
    expect(second).toEqual({ ids: ['b'], next: undefined });
  });

  it('give at most 1000 records or 1 MB at once', async () => {
    const arn = await createStreamTable(dynamodb, 'many', 'NEW_IMAGE');
    await put('many', ...Array.from({ length: 1010 }, (_, at) => String(at)));
    const page = await read(await streams.iterator(arn, 'TRIM_HORIZON'));
    expect(page.ids).toHaveLength(1000);
    expect((await read(page.next ?? '')).ids).toHaveLength(10);
    const large = await createStreamTable(dynamodb, 'large', 'NEW_IMAGE');
    await dynamodb.put('large', ...['a', 'b', 'c', 'd'].map((id) => ({ id: S(id), text: S('x'.repeat(350_000)) })));
    const bytes = await read(await streams.iterator(large, 'TRIM_HORIZON'));
    expect(bytes.ids).toEqual(['a', 'b', 'c']);
    expect((await read(bytes.next ?? '')).ids).toEqual(['d']);
  });

  it('expire after 15 minutes', async () => {
    const arn = await createStreamTable(dynamodb, 'expiring');
    const ShardIterator = await streams.iterator(arn, 'TRIM_HORIZON');
    await dynamodb.aws.clock.advance(14 * MINUTE);
    expect((await read(ShardIterator)).ids).toEqual([]);
    await dynamodb.aws.clock.advance(2 * MINUTE);
    expect(await streams.refusal('GetRecords', { ShardIterator })).toEqual({
      type: 'ExpiredIteratorException',
      message: 'The provided iterator exceeds the maximum age allowed.',
    });
  });

  it('lead to nothing that is older than 24 hours', async () => {
    const arn = await createStreamTable(dynamodb, 'old');
    await put('old', 'a');
    const [first] = await streams.records(arn);
    await dynamodb.aws.clock.advance(23 * HOUR + 55 * MINUTE);
    await put('old', 'b');
    const early = await streams.iterator(arn, 'TRIM_HORIZON');
    const shard = (await streams.shards(arn))[0];
    const input = { StreamArn: arn, ShardId: shard?.ShardId };
    const { ShardIterator } = await streams.call('GetShardIterator', { ...input, ShardIteratorType: 'TRIM_HORIZON' });
    await dynamodb.aws.clock.advance(10 * MINUTE);
    expect((await streams.records(arn)).map(({ dynamodb: change }) => change?.Keys?.id?.S)).toEqual(['b']);
    expect((await read(early)).ids).toEqual(['b']);
    const trimmed = { type: 'TrimmedDataAccessException', message: 'The data you are trying to access has been trimmed' };
    expect(await streams.refusal('GetRecords', { ShardIterator })).toMatchObject(trimmed);
    const SequenceNumber = first?.dynamodb?.SequenceNumber;
    expect(await streams.refusal('GetShardIterator', { ...input, ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber })).toMatchObject(
      trimmed,
    );
  });

  // Wordings of DynamoDB Local.
  it.each([
    ['TRIM_HORIZON', { SequenceNumber: '1'.repeat(21) }, 'SequenceNumber should not be passed for this iterator type'],
    ['AT_SEQUENCE_NUMBER', {}, 'Invalid SequenceNumber'],
    ['AT_TIMESTAMP', {}, 'Invalid Timestamp'],
    ['LATEST', { Timestamp: 1 }, 'Timestamp should not be passed for this iterator type'],
    ['AT_SEQUENCE_NUMBER', { SequenceNumber: 'x'.repeat(21) }, 'Invalid SequenceNumber'],
    ['AFTER_SEQUENCE_NUMBER', { SequenceNumber: '9'.repeat(21) }, 'Invalid SequenceNumber'],
  ])('are refused for %s with %j', async (ShardIteratorType, more, message) => {
    const arn = await createStreamTable(dynamodb, `refused-${ShardIteratorType}-${Object.values(more).join()}`.replace(/,/g, ''));
    const ShardId = (await streams.shards(arn))[0]?.ShardId;
    expect(await streams.refusal('GetShardIterator', { StreamArn: arn, ShardId, ShardIteratorType, ...more })).toEqual({
      type: 'ValidationException',
      message: `One or more parameter values were invalid: ${message}`,
    });
  });

  it('are refused when nobody gave them out, and for more than 1000 records', async () => {
    const arn = await createStreamTable(dynamodb, 'texts');
    const ShardIterator = await streams.iterator(arn, 'LATEST');
    for (const text of ['nonsense', ShardIterator.slice(0, -6), `${arn}|1|${Buffer.from('x').toString('base64')}`])
      expect(await streams.refusal('GetRecords', { ShardIterator: text })).toEqual({
        type: 'ValidationException',
        message: 'Invalid ShardIterator',
      });
    expect(await streams.refusal('GetRecords', { ShardIterator, Limit: 1001 })).toEqual({
      type: 'ValidationException',
      message: 'One or more parameter values were invalid: Limit should be less than or equal to 1000',
    });
  });

  it('are for a shard that there is', async () => {
    const arn = await createStreamTable(dynamodb, 'shards');
    const input = { StreamArn: arn, ShardIteratorType: 'LATEST', ShardId: 'shardId-00000000000000000001-00000000' };
    expect(await streams.refusal('GetShardIterator', input)).toEqual({
      type: 'ResourceNotFoundException',
      message: 'Shard does not exist',
    });
  });
});
