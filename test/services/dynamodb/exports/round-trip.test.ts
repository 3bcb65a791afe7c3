import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../../emulator.js';
import { B, type Item, N, S } from '../open-dynamodb.js';
import { type OpenTransfers, openTransfers, parametersOf } from '../open-transfers.js';

/** Reads an export as its readers do: from the summary to the list of files, to the lines of these. */
async function readExport(aws: OpenTransfers, bucket: string, manifest: string) {
  const checked = async (key: string): Promise<string> => {
    const text = await aws.objectOf(bucket, key);
    const md5 = (await aws.objectOf(bucket, key.replace('.json', '.md5'))).toString();
    expect(md5).toBe(createHash('md5').update(text).digest('base64'));
    return text.toString();
  };
  const summary = JSON.parse(await checked(manifest));
  const files = (await checked(summary.manifestFilesS3Key))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const records: Record<string, Record<string, unknown>>[] = [];
  for (const { dataFileS3Key, md5Checksum, itemCount } of files) {
    const bytes = await aws.objectOf(bucket, dataFileS3Key);
    expect(createHash('md5').update(bytes).digest('base64')).toBe(md5Checksum);
    const lines = gunzipSync(bytes)
      .toString()
      .split('\n')
      .filter((line) => line !== '');
    expect(lines).toHaveLength(itemCount);
    records.push(...lines.map((line) => JSON.parse(line)));
  }
  return { summary, files, records };
}

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
  M: { M: { __proto__x: S('x'), empty: { M: {} } } },
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
    const { summary, records } = await readExport(aws, 'exports', done.ExportManifest ?? '');
    expect(summary.itemCount).toBe(2);
    expect(records).toContainEqual({
      Item: expect.objectContaining({
        B: { B: 'AP8K' },
        BS: { BS: ['AQ==', 'AgM='] },
        N: { N: '-12345678901234567890.5' },
        NULL: { NULL: true },
      }),
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
});
