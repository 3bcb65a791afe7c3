import {
  DeleteItemCommand,
  ExportTableToPointInTimeCommand,
  type ExportTableToPointInTimeCommandInput,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { type Item, invalid, N, S } from '../open-dynamodb.js';
import { type OpenTransfers, openTransfers, readExport, tableArn } from '../open-transfers.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe.each(engines)('an export of what changed in a period (%s)', (engine) => {
  let aws: OpenTransfers;
  let period: { ExportFromTime: Date; ExportToTime: Date };
  let written: Date;
  beforeAll(async () => {
    aws = await openTransfers(engine);
    aws.aws.clock.freeze();
    await aws.createBucket('exports');
    await newTable('changes', ...['same', 'updated', 'deleted', 'later'].map((id) => ({ id: S(id), value: N(1) })));
    await aws.aws.clock.advance(1000);
    const ExportFromTime = now();
    await put('changes', { id: S('updated'), value: N(2) });
    await aws.aws.clock.advance(5 * MINUTE);
    written = now();
    await put('changes', { id: S('updated'), value: N(3) });
    await put('changes', { id: S('inserted'), value: N(3) });
    await put('changes', { id: S('passing'), value: N(3) });
    await remove('changes', 'passing');
    await remove('changes', 'deleted');
    await aws.aws.clock.advance(10 * MINUTE);
    period = { ExportFromTime, ExportToTime: now() };
    await put('changes', { id: S('updated'), value: N(4) });
    await put('changes', { id: S('later'), value: N(4) });
    await aws.aws.clock.advance(MINUTE);
  });
  afterAll(() => aws?.close());

  const now = () => aws.aws.clock.now();
  const put = (TableName: string, Item: Item) => aws.client.send(new PutItemCommand({ TableName, Item }));
  const remove = (TableName: string, id: string) => aws.client.send(new DeleteItemCommand({ TableName, Key: { id: S(id) } }));
  const newTable = async (name: string, ...items: Item[]) => {
    await aws.createTable(name);
    await aws.put(name, ...items);
    await aws.enableRecovery(name);
  };
  const refused = (more: Partial<ExportTableToPointInTimeCommandInput>) =>
    refusal(aws.client.send(new ExportTableToPointInTimeCommand({ TableArn: tableArn('changes'), S3Bucket: 'exports', ...more })));
  const incremental = (ExportViewType?: 'NEW_IMAGE' | 'NEW_AND_OLD_IMAGES') =>
    aws.exportTable('changes', 'exports', {
      ExportType: 'INCREMENTAL_EXPORT',
      S3Prefix: 'increments',
      IncrementalExportSpecification: { ...period, ...(ExportViewType === undefined ? {} : { ExportViewType }) },
    });
  const recordOf = (id: string, images: object) => ({
    Metadata: { WriteTimestampMicros: { N: String(written.getTime() * 1000) } },
    Keys: { id: { S: id } },
    ...images,
  });
  const image = (id: string, value: number) => ({ id: { S: id }, value: { N: String(value) } });

  it('has one record an item, with its images before and after', async () => {
    const done = await incremental();
    expect(done).toMatchObject({
      ExportType: 'INCREMENTAL_EXPORT',
      IncrementalExportSpecification: { ...period, ExportViewType: 'NEW_AND_OLD_IMAGES' },
    });
    expect(done.ExportTime).toBeUndefined();
    const { summary, records, files } = await readExport(aws, 'exports', done);
    expect(records).toHaveLength(3);
    expect(records).toEqual(
      expect.arrayContaining([
        recordOf('updated', { NewImage: image('updated', 3), OldImage: image('updated', 1) }),
        recordOf('inserted', { NewImage: image('inserted', 3) }),
        recordOf('deleted', { OldImage: image('deleted', 1) }),
      ]),
    );
    expect(summary).toMatchObject({
      version: '2023-08-01',
      exportFromTime: period.ExportFromTime.toISOString(),
      exportToTime: period.ExportToTime.toISOString(),
      outputView: 'NEW_AND_OLD_IMAGES',
      exportType: 'INCREMENTAL_EXPORT',
      itemCount: 3,
    });
    expect(summary.exportTime).toBeUndefined();
    // Incremental exports share a folder, as on AWS.
    expect(files[0]?.dataFileS3Key).toMatch(/^increments\/AWSDynamoDB\/data\/[a-z2-7]{26}\.json\.gz$/);
  });

  it('has the new images alone when these are asked for', async () => {
    const { records } = await readExport(aws, 'exports', await incremental('NEW_IMAGE'));
    expect(records).toHaveLength(3);
    expect(records).toEqual(
      expect.arrayContaining([
        recordOf('updated', { NewImage: image('updated', 3) }),
        recordOf('inserted', { NewImage: image('inserted', 3) }),
        recordOf('deleted', {}),
      ]),
    );
  });

  it('ends now when no end is given', async () => {
    const IncrementalExportSpecification = { ExportFromTime: period.ExportFromTime };
    const done = await aws.exportTable('changes', 'exports', { ExportType: 'INCREMENTAL_EXPORT', IncrementalExportSpecification });
    expect(done.IncrementalExportSpecification?.ExportToTime).toEqual(now());
    expect(done.ItemCount).toBe(4);
  });

  it('is refused for periods that are too short, too long or turned round', async () => {
    const at = async (from: number, to: number) =>
      refused({
        ExportType: 'INCREMENTAL_EXPORT',
        IncrementalExportSpecification: { ExportFromTime: new Date(from), ExportToTime: new Date(to) },
      });
    const from = period.ExportFromTime.getTime();
    expect(await at(from, from + 14 * MINUTE)).toEqual(invalid('The period of an incremental export must be at least 15 minutes'));
    expect(await at(from, from)).toEqual(invalid('ExportFromTime must be before ExportToTime'));
    expect(await at(from - DAY, from)).toMatchObject({ code: 'InvalidExportTimeException' });
    expect(await at(from, now().getTime() + 1)).toMatchObject({ code: 'InvalidExportTimeException' });
    await aws.aws.clock.advance(2 * DAY);
    expect(await at(from, from + DAY + 1)).toEqual(invalid('The period of an incremental export must be at most 24 hours'));
  });

  it('needs a specification, which no other export takes', async () => {
    const IncrementalExportSpecification = { ExportToTime: now() };
    expect(await refused({ ExportType: 'INCREMENTAL_EXPORT' })).toEqual(
      invalid('IncrementalExportSpecification must be specified for an export of type INCREMENTAL_EXPORT'),
    );
    expect(await refused({ IncrementalExportSpecification })).toEqual(
      invalid('IncrementalExportSpecification can only be specified for an export of type INCREMENTAL_EXPORT'),
    );
    expect(await refused({ ExportType: 'INCREMENTAL_EXPORT', IncrementalExportSpecification })).toEqual(
      invalid('ExportFromTime must be specified for an export of type INCREMENTAL_EXPORT'),
    );
    expect(await refused({ ExportType: 'INCREMENTAL_EXPORT', ExportTime: now(), IncrementalExportSpecification })).toEqual(
      invalid('ExportTime cannot be specified for an export of type INCREMENTAL_EXPORT'),
    );
  });
});
