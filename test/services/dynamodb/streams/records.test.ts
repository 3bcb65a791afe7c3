import { BatchWriteItemCommand, DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../../emulator.js';
import { N, type OpenDynamodb, openDynamodb, S } from '../open-dynamodb.js';
import { createStreamTable, StreamsClient } from './streams-client.js';

describe.each(engines)('the records of a stream (%s)', (engine) => {
  let dynamodb: OpenDynamodb;
  let streams: StreamsClient;
  beforeAll(async () => {
    dynamodb = await openDynamodb(engine);
    streams = new StreamsClient(dynamodb);
  });
  afterAll(() => dynamodb?.close());

  const put = (TableName: string, Item: Record<string, unknown>) =>
    // The SDK's union type isn't needed to say a plain item.
    dynamodb.client.send(new PutItemCommand({ TableName, Item: Item as never }));
  const remove = (TableName: string, id: string) => dynamodb.client.send(new DeleteItemCommand({ TableName, Key: { id: S(id) } }));

  // Sizes as recorded on AWS: dynamodb_stream_records_with_update_item and batch_write_items_streaming.
  it('shows keys, both images and their size, as AWS does', async () => {
    const arn = await createStreamTable(dynamodb, 'images');
    await put('images', { id: S('my-item-id'), attr1: S('value1'), attr2: S('value2') });
    await put('images', { id: S('my-item-id'), attr1: S('value2'), attr2: S('value3') });
    await remove('images', 'my-item-id');
    const records = await streams.records(arn);
    const Keys = { id: S('my-item-id') };
    const before = { id: S('my-item-id'), attr1: S('value1'), attr2: S('value2') };
    const after = { id: S('my-item-id'), attr1: S('value2'), attr2: S('value3') };
    const second = expect.toSatisfy((time: unknown) => Number.isInteger(time));
    const shown = (eventName: string, SizeBytes: number, images: object) => ({
      awsRegion: 'us-east-1',
      dynamodb: {
        ApproximateCreationDateTime: second,
        Keys,
        ...images,
        SequenceNumber: expect.stringMatching(/^\d{21}$/),
        SizeBytes,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
      eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventName,
      eventSource: 'aws:dynamodb',
      eventVersion: '1.1',
    });
    expect(records).toEqual([
      shown('INSERT', 46, { NewImage: before }),
      shown('MODIFY', 80, { OldImage: before, NewImage: after }),
      shown('REMOVE', 46, { OldImage: after }),
    ]);
    expect(new Set(records.map(({ eventID }) => eventID)).size).toBe(3);
  });

  it.each([
    ['KEYS_ONLY', 12, {}],
    ['NEW_IMAGE', 27, { NewImage: { Username: S('Fred'), x: N(1) } }],
    ['OLD_IMAGE', 25, { OldImage: { Username: S('Fred'), y: S('') } }],
  ] as const)('shows with %s only that', async (view, size, images) => {
    const name = `view-${view}`;
    const { TableDescription } = await dynamodb.createTable(
      name,
      { Username: 'S' },
      { StreamSpecification: { StreamEnabled: true, StreamViewType: view } },
    );
    await put(name, { Username: S('Fred'), y: S('') });
    await put(name, { Username: S('Fred'), x: N(1) });
    const [, change] = await streams.records(TableDescription?.LatestStreamArn ?? '');
    const { ApproximateCreationDateTime, SequenceNumber, ...rest } = change?.dynamodb ?? {};
    expect(rest).toEqual({ Keys: { Username: S('Fred') }, ...images, SizeBytes: size, StreamViewType: view });
  });

  it('has none for a rewrite with an equal item, whatever the order of its sets and members', async () => {
    const arn = await createStreamTable(dynamodb, 'equal');
    await put('equal', { id: S('a'), set: { NS: ['1', '2'] }, map: { M: { a: N(1), b: N(2) } }, list: { L: [N(1), S('x')] } });
    await put('equal', { map: { M: { b: N('2.0'), a: N(1) } }, set: { NS: ['2', '1.0'] }, list: { L: [N(1), S('x')] }, id: S('a') });
    await put('equal', { id: S('a'), set: { NS: ['1', '2'] }, map: { M: { a: N(1), b: N(2) } }, list: { L: [S('x'), N(1)] } });
    await remove('equal', 'nobody');
    expect((await streams.records(arn)).map(({ eventName }) => eventName)).toEqual(['INSERT', 'MODIFY']);
  });

  it('has one for each write of a batch', async () => {
    const arn = await createStreamTable(dynamodb, 'batch');
    await dynamodb.put('batch', { id: S('a') }, { id: S('b') });
    await dynamodb.client.send(
      new BatchWriteItemCommand({
        RequestItems: {
          batch: [
            { DeleteRequest: { Key: { id: S('a') } } },
            { PutRequest: { Item: { id: S('b'), x: N(1) } } },
            { PutRequest: { Item: { id: S('c') } } },
          ],
        },
      }),
    );
    const records = await streams.records(arn);
    expect(records.map(({ eventName, dynamodb: change }) => [eventName, change?.Keys?.id?.S])).toEqual([
      ['INSERT', 'a'],
      ['INSERT', 'b'],
      ['REMOVE', 'a'],
      ['MODIFY', 'b'],
      ['INSERT', 'c'],
    ]);
    const numbers = records.map(({ dynamodb: change }) => change?.SequenceNumber ?? '');
    expect(numbers).toEqual([...numbers].sort());
    expect(new Set(numbers).size).toBe(5);
  });

  it('has none of a batch that was refused', async () => {
    const arn = await createStreamTable(dynamodb, 'refused');
    const writes = [{ PutRequest: { Item: { id: S('a') } } }, { PutRequest: { Item: { id: S('') } } }];
    await expect(dynamodb.client.send(new BatchWriteItemCommand({ RequestItems: { refused: writes } }))).rejects.toThrow();
    expect(await streams.records(arn)).toEqual([]);
  });

  it('is as it was after a snapshot is restored', async () => {
    const arn = await createStreamTable(dynamodb, 'kept');
    await put('kept', { id: S('a') });
    await dynamodb.aws.snapshot('streams');
    await put('kept', { id: S('b') });
    expect(await streams.records(arn)).toHaveLength(2);
    await dynamodb.aws.restore('streams');
    expect(await streams.records(arn)).toHaveLength(1);
    await put('kept', { id: S('c') });
    expect((await streams.records(arn)).map(({ dynamodb: change }) => change?.Keys?.id?.S)).toEqual(['a', 'c']);
  });
});
