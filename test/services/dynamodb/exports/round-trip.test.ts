import { DescribeTableCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../../emulator.js';
import { B, type Item, N, S } from '../open-dynamodb.js';
import { index } from '../open-indexes.js';
import { type OpenTransfers, openTransfers, parametersOf, readExport } from '../open-transfers.js';

const EVERY_TYPE: Item = {
  id: S('every type'),
  S: S('line\nend "quoted" \u2028 \u{1f600}'),
  N: N('-12345678901234567890.5'),
  B: B(0, 255, 10),
  BOOL: { BOOL: false },
  NULL: { NULL: true },
  SS: { SS: ['a', 'b'] },
  NS: { NS: ['1', '2.5'] },
  BS: { BS: [Uint8Array.of(1), Uint8Array.of(2, 3)] },
  L: { L: [S(''), { L: [] }, { M: { deep: N(1) } }] },
  M: { M: { 'a.b "c"': S('x'), empty: { M: {} } } },
};

describe.each(engines)('a table that is exported and imported again (%s)', (engine) => {
  let aws: OpenTransfers;
  beforeAll(async () => {
    aws = await openTransfers(engine);
    await aws.createBucket('exports');
  });
  afterAll(() => aws?.close());

  it('has the items of every type', async () => {
    await aws.createTable('types');
    await aws.put('types', EVERY_TYPE, { id: S('another') });
    await aws.enableRecovery('types');
    const done = await aws.exportTable('types', 'exports', { S3Prefix: 'some/prefix' });
    expect(done).toMatchObject({ ExportStatus: 'COMPLETED', ItemCount: 2 });
    const { records } = await readExport(aws, 'exports', done);
    expect(records).toHaveLength(2);
    expect(records).toContainEqual({ Item: { id: { S: 'another' } } });
    expect(records).toContainEqual({
      Item: { ...EVERY_TYPE, B: { B: 'AP8K' }, BS: { BS: ['AQ==', 'AgM='] } },
    });
    const imported = await aws.importTable({
      S3BucketSource: { S3Bucket: 'exports', S3KeyPrefix: done.ExportManifest?.replace('manifest-summary.json', 'data/') },
      InputFormat: 'DYNAMODB_JSON',
      InputCompressionType: 'GZIP',
      TableCreationParameters: parametersOf('types-again'),
    });
    expect(imported).toMatchObject({ ImportStatus: 'COMPLETED', ProcessedItemCount: 2, ImportedItemCount: 2, ErrorCount: 0 });
    expect(await aws.itemsOf('types-again')).toEqual(await aws.itemsOf('types'));
  });

  it('goes through several files when it is large, into indexes as well', async () => {
    const colours = ['red', 'green', 'blue'];
    const items = Array.from({ length: 60 }, (_, at) => ({
      id: S(`item ${at}`),
      colour: S(colours[at % 3] ?? ''),
      text: S(`${at} `.repeat(70_000)),
    }));
    await aws.createTable('large');
    for (const item of items) await aws.put('large', item);
    await aws.enableRecovery('large');
    const done = await aws.exportTable('large', 'exports');
    const { files, records } = await readExport(aws, 'exports', done);
    expect(files.length).toBeGreaterThan(1);
    expect(new Set(records.map(({ Item }) => JSON.stringify(Item?.id))).size).toBe(60);
    const { AttributeDefinitions } = parametersOf('large-again', { id: 'S', colour: 'S' });
    const imported = await aws.importTable({
      S3BucketSource: { S3Bucket: 'exports', S3KeyPrefix: done.ExportManifest?.replace('manifest-summary.json', 'data/') },
      InputFormat: 'DYNAMODB_JSON',
      InputCompressionType: 'GZIP',
      TableCreationParameters: {
        ...parametersOf('large-again'),
        AttributeDefinitions,
        GlobalSecondaryIndexes: [index('by-colour', ['colour'], 'KEYS_ONLY')],
      },
    });
    expect(imported).toMatchObject({ ImportStatus: 'COMPLETED', ImportedItemCount: 60 });
    expect(await aws.itemsOf('large-again')).toEqual(await aws.itemsOf('large'));
    const { Count } = await aws.client.send(
      new QueryCommand({
        TableName: 'large-again',
        IndexName: 'by-colour',
        KeyConditionExpression: 'colour = :c',
        ExpressionAttributeValues: { ':c': S('red') },
      }),
    );
    expect(Count).toBe(20);
    const { Table } = await aws.client.send(new DescribeTableCommand({ TableName: 'large-again' }));
    expect(Table).toMatchObject({ TableStatus: 'ACTIVE', ItemCount: 60 });
  }, 60_000);
});
