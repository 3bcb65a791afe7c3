import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  DescribeExportCommand,
  DescribeImportCommand,
  DescribeTableCommand,
  ExportTableToPointInTimeCommand,
  ImportTableCommand,
  ListExportsCommand,
  ListImportsCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { S } from '../open-dynamodb.js';
import { type OpenTransfers, openTransfers, parametersOf, readExport, tableArn } from '../open-transfers.js';

const COUNT = 5000;
const DAY = 24 * 3_600_000;
const ids = Array.from({ length: COUNT }, (_, at) => String(at));

const sourceText = ids.map((id) => `{"Item":{"id":{"S":"${id}"}}}\n`).join('');

/** An export and an import that have begun, and are far from done. */
async function beginBoth(aws: OpenTransfers) {
  await aws.createBucket('bucket');
  await aws.createTable('table');
  await aws.put('table', ...ids.map((id) => ({ id: S(id) })));
  await aws.enableRecovery('table');
  await aws.putObject('bucket', 'source/items.json', sourceText);
  const [{ ExportDescription }, { ImportTableDescription }] = await Promise.all([
    aws.client.send(new ExportTableToPointInTimeCommand({ TableArn: tableArn('table'), S3Bucket: 'bucket' })),
    aws.client.send(
      new ImportTableCommand({
        S3BucketSource: { S3Bucket: 'bucket', S3KeyPrefix: 'source/' },
        InputFormat: 'DYNAMODB_JSON',
        TableCreationParameters: parametersOf('imported'),
      }),
    ),
  ]);
  for (let turn = 0; turn < 4; turn += 1) await nextTurn();
  return { ExportArn: ExportDescription?.ExportArn, ImportArn: ImportTableDescription?.ImportArn };
}

async function expectBothInProgress(aws: OpenTransfers, { ExportArn, ImportArn }: Awaited<ReturnType<typeof beginBoth>>) {
  const { ExportDescription } = await aws.client.send(new DescribeExportCommand({ ExportArn }));
  expect(ExportDescription?.ExportStatus).toBe('IN_PROGRESS');
  const { ImportTableDescription } = await aws.client.send(new DescribeImportCommand({ ImportArn }));
  expect(ImportTableDescription?.ImportStatus).toBe('IN_PROGRESS');
}

async function expectBothComplete(aws: OpenTransfers, { ExportArn, ImportArn }: Awaited<ReturnType<typeof beginBoth>>) {
  const exported = await aws.endOfExport(ExportArn);
  expect(exported).toMatchObject({ ExportStatus: 'COMPLETED', ItemCount: COUNT });
  expect(new Set((await readExport(aws, 'bucket', exported)).records.map(({ Item }) => JSON.stringify(Item))).size).toBe(COUNT);
  const imported = await aws.endOfImport(ImportArn);
  expect(imported).toMatchObject({ ImportStatus: 'COMPLETED', ProcessedItemCount: COUNT, ImportedItemCount: COUNT, ErrorCount: 0 });
  expect(await aws.itemsOf('imported')).toEqual(await aws.itemsOf('table'));
}

describe.each(engines)('exports and imports in progress (%s)', (engine) => {
  it('end with the emulator', async () => {
    const aws = await openTransfers(engine);
    await expectBothInProgress(aws, await beginBoth(aws));
    await aws.close();
    for (let turn = 0; turn < 20; turn += 1) await nextTurn();
  });

  it('are gone after a reset, and what they would have made as well', async () => {
    const aws = await openTransfers(engine);
    const begun = await beginBoth(aws);
    await expectBothInProgress(aws, begun);
    await aws.aws.reset();
    await aws.createBucket('bucket');
    for (let turn = 0; turn < 50; turn += 1) await nextTurn();
    expect((await aws.client.send(new ListExportsCommand({}))).ExportSummaries).toEqual([]);
    expect((await aws.client.send(new ListImportsCommand({}))).ImportSummaryList).toEqual([]);
    expect((await refusal(aws.client.send(new DescribeTableCommand({ TableName: 'imported' })))).code).toBe('ResourceNotFoundException');
    await aws.close();
  });

  it('fail when an object changes before it is read, with what was imported until then', async () => {
    const aws = await openTransfers(engine);
    await aws.createBucket('bucket');
    await aws.putObject('bucket', 'source/a.json', sourceText);
    await aws.putObject('bucket', 'source/b.json', '{"Item":{"id":{"S":"b"}}}\n');
    const begun = await aws.client.send(
      new ImportTableCommand({
        S3BucketSource: { S3Bucket: 'bucket', S3KeyPrefix: 'source/' },
        InputFormat: 'DYNAMODB_JSON',
        TableCreationParameters: parametersOf('imported'),
      }),
    );
    for (let turn = 0; turn < 8; turn += 1) await nextTurn();
    await aws.putObject('bucket', 'source/b.json', '{"Item":{"id":{"S":"another"}}}\n');
    const done = await aws.endOfImport(begun.ImportTableDescription?.ImportArn);
    expect(done).toMatchObject({ ImportStatus: 'FAILED', FailureCode: 'S3PreconditionFailed', ImportedItemCount: COUNT });
    expect(await aws.itemsOf('imported')).toHaveLength(COUNT);
    await aws.close();
  });

  it('begin anew when a snapshot brings them back', async () => {
    const aws = await openTransfers(engine);
    const begun = await beginBoth(aws);
    await expectBothInProgress(aws, begun);
    await aws.aws.snapshot('amid');
    await expectBothComplete(aws, begun);
    await aws.aws.restore('amid');
    await expectBothInProgress(aws, begun);
    await expectBothComplete(aws, begun);

    // Nobody remembers any more what the table was then.
    await aws.aws.clock.advance(36 * DAY);
    await aws.aws.restore('amid');
    expect(await aws.endOfExport(begun.ExportArn)).toMatchObject({
      ExportStatus: 'FAILED',
      FailureCode: 'InvalidExportTimeException',
      FailureMessage: 'The specified ExportTime is outside of the point in time recovery window.',
    });
    expect(await aws.endOfImport(begun.ImportArn)).toMatchObject({ ImportStatus: 'COMPLETED' });
    await aws.close();
  });
});

describe('exports and imports in a data directory', () => {
  it('begin anew after a restart', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'tinsmith-transfers-'));
    try {
      const before = await openTransfers('memory', { dataDir });
      const begun = await beginBoth(before);
      await before.close();
      const after = await openTransfers('memory', { dataDir });
      await expectBothInProgress(after, begun);
      await expectBothComplete(after, begun);
      await after.close();
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
