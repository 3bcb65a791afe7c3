import { DeleteTableCommand, DescribeTableCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { invalid, type OpenDynamodb, openDynamodb, S } from '../open-dynamodb.js';
import { createStreamTable, disableStream, StreamsClient } from './streams-client.js';

const HOUR = 3_600_000;

describe.each(engines)('streams (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  let streams: StreamsClient;
  beforeAll(async () => {
    dynamodb = await openDynamodb(engine);
    streams = new StreamsClient(dynamodb);
  });
  afterAll(() => dynamodb?.close());

  const enable = (TableName: string, StreamViewType: 'NEW_IMAGE' | 'KEYS_ONLY') =>
    dynamodb.client.send(new UpdateTableCommand({ TableName, StreamSpecification: { StreamEnabled: true, StreamViewType } }));
  const streamOf = async (TableName: string) => {
    const { Table } = await dynamodb.client.send(new DescribeTableCommand({ TableName }));
    return { arn: Table?.LatestStreamArn, label: Table?.LatestStreamLabel, specification: Table?.StreamSpecification };
  };

  it('begin with their table, under an ARN that ends with the time', async () => {
    const arn = await createStreamTable(dynamodb, 'described');
    const { label, ...rest } = await streamOf('described');
    expect(label).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/);
    expect(arn).toBe(`arn:aws:dynamodb:us-east-1:000000000000:table/described/stream/${label}`);
    expect(rest).toEqual({ arn, specification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } });
    expect(await streams.describe(arn)).toEqual({
      CreationRequestDateTime: expect.any(Number),
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      Shards: [
        {
          SequenceNumberRange: { StartingSequenceNumber: expect.stringMatching(/^\d{21}$/) },
          ShardId: expect.stringMatching(/^shardId-\d{20}-[0-9a-f]{8}$/),
        },
      ],
      StreamArn: arn,
      StreamLabel: label,
      StreamStatus: 'ENABLED',
      StreamViewType: 'NEW_AND_OLD_IMAGES',
      TableName: 'described',
    });
  });

  it('end when they are disabled, and a new one begins when they are enabled again', async () => {
    const first = await createStreamTable(dynamodb, 'again');
    await dynamodb.put('again', { id: S('a') });
    await disableStream(dynamodb, 'again');
    await dynamodb.put('again', { id: S('unseen') });
    expect(await streamOf('again')).toEqual({ arn: first, label: expect.any(String), specification: undefined });
    const ended = await streams.describe(first);
    expect(ended.StreamStatus).toBe('DISABLED');
    expect(ended.Shards?.[0]?.SequenceNumberRange?.EndingSequenceNumber).toMatch(/^\d{21}$/);
    const { TableDescription } = await enable('again', 'KEYS_ONLY');
    const second = TableDescription?.LatestStreamArn ?? '';
    expect(second).not.toBe(first);
    expect(TableDescription?.TableStatus).toBe('UPDATING');
    await dynamodb.put('again', { id: S('b') });
    const idsOf = async (arn: string) => (await streams.records(arn)).map(({ dynamodb: change }) => change?.Keys?.id?.S);
    expect(await idsOf(first)).toEqual(['a']);
    expect(await idsOf(second)).toEqual(['b']);
  });

  it('are new ones even when the clock stands still', async () => {
    await dynamodb.aws.clock.freeze();
    const first = await createStreamTable(dynamodb, 'still');
    await disableStream(dynamodb, 'still');
    const { TableDescription } = await enable('still', 'NEW_IMAGE');
    expect(TableDescription?.LatestStreamArn).not.toBe(first);
    expect((await streams.describe(first)).StreamStatus).toBe('DISABLED');
    await dynamodb.aws.clock.reset();
  });

  it('can be read for 24 hours after their table is deleted', async () => {
    const arn = await createStreamTable(dynamodb, 'deleted');
    await dynamodb.put('deleted', { id: S('a') });
    await dynamodb.client.send(new DeleteTableCommand({ TableName: 'deleted' }));
    expect((await streams.describe(arn)).StreamStatus).toBe('DISABLED');
    await dynamodb.aws.clock.advance(23 * HOUR);
    // Deleting a table leaves no record of its items, as on AWS.
    expect((await streams.records(arn)).map(({ eventName }) => eventName)).toEqual(['INSERT']);
    await dynamodb.aws.clock.advance(2 * HOUR);
    expect(await streams.refusal('DescribeStream', { StreamArn: arn })).toEqual({
      type: 'ResourceNotFoundException',
      message: `Requested resource not found: Stream: ${arn} not found`,
    });
    expect((await streams.call('ListStreams', { TableName: 'deleted' })).Streams).toEqual([]);
  });

  it('go on in a child shard after four hours', async () => {
    const arn = await createStreamTable(dynamodb, 'sharded');
    for (const id of ['a', 'b', 'c']) {
      await dynamodb.put('sharded', { id: S(id) });
      await dynamodb.aws.clock.advance(5 * HOUR);
    }
    const [first, second, third, ...more] = await streams.shards(arn);
    expect(more).toEqual([]);
    expect([first?.ParentShardId, second?.ParentShardId, third?.ParentShardId]).toEqual([undefined, first?.ShardId, second?.ShardId]);
    const ends = [first, second, third].flatMap((shard) => [
      shard?.SequenceNumberRange?.StartingSequenceNumber,
      shard?.SequenceNumberRange?.EndingSequenceNumber,
    ]);
    expect(ends.pop()).toBeUndefined();
    expect(ends).toEqual([...ends].sort());
    expect(new Set(ends).size).toBe(5);
    expect((await streams.records(arn)).map(({ dynamodb: change }) => change?.Keys?.id?.S)).toEqual(['a', 'b', 'c']);
    const describeFrom = async (more: object) => {
      const { StreamDescription } = await streams.call('DescribeStream', { StreamArn: arn, ...more });
      return [StreamDescription?.Shards?.map(({ ShardId }) => ShardId), StreamDescription?.LastEvaluatedShardId];
    };
    expect(await describeFrom({ Limit: 2 })).toEqual([[first?.ShardId, second?.ShardId], second?.ShardId]);
    expect(await describeFrom({ ExclusiveStartShardId: second?.ShardId })).toEqual([[third?.ShardId], undefined]);
    expect(await describeFrom({ ShardFilter: { Type: 'CHILD_SHARDS', ShardId: first?.ShardId } })).toEqual([[second?.ShardId], undefined]);
    await dynamodb.aws.clock.advance(18 * HOUR);
    expect((await streams.shards(arn)).map(({ ShardId }) => ShardId)).toEqual([second?.ShardId, third?.ShardId]);
  });

  it('are listed by table and time, page by page', async () => {
    const lone = new StreamsClient(dynamodb, 'eu-west-1');
    const client = dynamodb.clientOf({ region: 'eu-west-1' });
    expect((await lone.call('ListStreams', {})).Streams).toEqual([]);
    await createStreamTable({ ...dynamodb, client }, 'elsewhere');
    expect((await lone.call('ListStreams', {})).Streams).toEqual([]);
    await createStreamTable(dynamodb, 'list-a');
    await createStreamTable(dynamodb, 'list-b');
    await disableStream(dynamodb, 'list-a');
    await enable('list-a', 'NEW_IMAGE');
    const own = await streams.call('ListStreams', { TableName: 'list-a' });
    expect(own.Streams?.map(({ TableName }) => TableName)).toEqual(['list-a', 'list-a']);
    const arns = (await streams.call('ListStreams', {})).Streams?.map(({ StreamArn }) => StreamArn) ?? [];
    const paged: (string | undefined)[] = [];
    for (let start: string | undefined, more = true; more; more = start !== undefined) {
      const page = await streams.call('ListStreams', { Limit: 1, ...(start === undefined ? {} : { ExclusiveStartStreamArn: start }) });
      paged.push(...(page.Streams ?? []).map(({ StreamArn }) => StreamArn));
      start = page.LastEvaluatedStreamArn;
    }
    expect(paged).toEqual(arns);
    expect((await streams.call('ListStreams', { TableName: 'unknown' })).Streams).toEqual([]);
  });

  it('go with a reset of DynamoDB, whose tables they are', async () => {
    const other = await openDynamodb(engine);
    const client = new StreamsClient(other);
    const arn = await createStreamTable(other, 'reset');
    await other.put('reset', { id: S('a') });
    await other.aws.reset({ service: 'dynamodb' });
    expect((await client.call('ListStreams', {})).Streams).toEqual([]);
    expect((await client.refusal('DescribeStream', { StreamArn: arn })).type).toBe('ResourceNotFoundException');
    await other.close();
  });

  it('are refused with limits above 100', async () => {
    const arn = await createStreamTable(dynamodb, 'limits');
    const limit = 'One or more parameter values were invalid: Limit cannot be greater than the maximum';
    expect(await streams.refusal('DescribeStream', { StreamArn: arn, Limit: 101 })).toEqual({
      type: 'ValidationException',
      message: `${limit}: 100`,
    });
    expect(await streams.refusal('ListStreams', { Limit: 101 })).toEqual({
      type: 'ValidationException',
      message: `${limit} allowed size: 100`,
    });
  });

  it('are filtered by shard and type together', async () => {
    const arn = await createStreamTable(dynamodb, 'filtered');
    const ShardId = (await streams.shards(arn))[0]?.ShardId;
    for (const ShardFilter of [{ Type: 'CHILD_SHARDS' }, { ShardId }])
      expect(await streams.refusal('DescribeStream', { StreamArn: arn, ShardFilter })).toEqual({
        type: 'ValidationException',
        message: 'ShardFilter needs a Type and, for CHILD_SHARDS, a ShardId',
      });
  });

  it('are refused when they make no sense', async () => {
    const missing = invalid('Invalid StreamViewType: Stream ViewType must not be null or empty when enabling streams.');
    const superfluous = invalid('Invalid StreamViewType: Stream StreamEnabled was false but a StreamViewType was present.');
    const create = (StreamSpecification: { StreamEnabled: boolean; StreamViewType?: 'NEW_IMAGE' }) =>
      refusal(dynamodb.createTable('senseless', undefined, { StreamSpecification }));
    expect(await create({ StreamEnabled: true })).toEqual(missing);
    expect(await create({ StreamEnabled: false, StreamViewType: 'NEW_IMAGE' })).toEqual(superfluous);
    await dynamodb.createTable('senseless', undefined, { StreamSpecification: { StreamEnabled: false } });
    expect(await streamOf('senseless')).toEqual({ arn: undefined, label: undefined, specification: undefined });
    expect(await refusal(disableStream(dynamodb, 'senseless'))).toEqual(invalid('Table has no stream to disable: TableName: senseless'));
    await enable('senseless', 'NEW_IMAGE');
    // As AWS answers: terraform-provider-aws issue 18402.
    expect(await refusal(enable('senseless', 'KEYS_ONLY'))).toEqual(invalid('Table already has an enabled stream: TableName: senseless'));
  });
});
