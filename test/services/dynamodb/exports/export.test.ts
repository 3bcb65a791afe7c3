import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeExportCommand,
  ExportTableToPointInTimeCommand,
  type ExportTableToPointInTimeCommandInput,
  ListExportsCommand,
  PutItemCommand,
  UpdateContinuousBackupsCommand,
} from '@aws-sdk/client-dynamodb';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { type Item, invalid, N, S, schemaOf } from '../open-dynamodb.js';
import { ACCOUNT, type OpenTransfers, openTransfers, readExport, refusedAs, tableArn } from '../open-transfers.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe.each(engines)('an export (%s)', (engine) => {
  let aws: OpenTransfers;
  beforeAll(async () => {
    aws = await openTransfers(engine);
    aws.aws.clock.freeze();
    await aws.createBucket('exports');
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
  const begin = async (table: string, more: Partial<ExportTableToPointInTimeCommandInput> = {}) => {
    const input = { TableArn: tableArn(table), S3Bucket: 'exports', ...more };
    return (await aws.client.send(new ExportTableToPointInTimeCommand(input))).ExportDescription ?? {};
  };
  const refused = (table: string, more: Partial<ExportTableToPointInTimeCommandInput> = {}) => refusal(begin(table, more));
  /** The values by id of a full export. */
  const valuesIn = async (description: Parameters<typeof readExport>[2]) => {
    const { records } = await readExport(aws, 'exports', description);
    return Object.fromEntries(records.map(({ Item }) => [(Item as Item).id?.S, (Item as Item).value?.N]));
  };

  it('is in progress with the answer, and completes by itself though the clock stands', async () => {
    await newTable('described', { id: S('a'), value: N(1) }, { id: S('b') });
    const time = now();
    const begun = await begin('described', { S3Prefix: 'p', ClientToken: 'token-described' });
    const described = {
      ExportArn: expect.stringMatching(/^arn:aws:dynamodb:us-east-1:000000000000:table\/described\/export\/\d{14}-[0-9a-f]{8}$/),
      StartTime: time,
      TableArn: tableArn('described'),
      TableId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      ExportTime: time,
      ClientToken: 'token-described',
      S3Bucket: 'exports',
      S3Prefix: 'p',
      S3SseAlgorithm: 'AES256',
      ExportFormat: 'DYNAMODB_JSON',
      ExportType: 'FULL_EXPORT',
    };
    expect(begun).toEqual({ ...described, ExportStatus: 'IN_PROGRESS' });
    const id = begun.ExportArn?.split('/').at(-1);
    expect(await aws.endOfExport(begun.ExportArn)).toEqual({
      ...described,
      ExportStatus: 'COMPLETED',
      EndTime: time,
      ExportManifest: `p/AWSDynamoDB/${id}/manifest-summary.json`,
      BilledSizeBytes: 3 + 5 + 2 + 3,
      ItemCount: 2,
    });
  });

  it("writes AWS's layout and manifest", async () => {
    await newTable('laid-out', { id: S('a') });
    const done = await aws.exportTable('laid-out', 'exports', { S3Prefix: 'layout' });
    const folder = `layout/AWSDynamoDB/${done.ExportArn?.split('/').at(-1)}`;
    expect(await aws.keysOf('exports', 'layout')).toEqual([
      `${folder}/_started`,
      expect.stringMatching(new RegExp(`^${folder}/data/[a-z2-7]{26}\\.json\\.gz$`)),
      `${folder}/manifest-files.json`,
      `${folder}/manifest-files.md5`,
      `${folder}/manifest-summary.json`,
      `${folder}/manifest-summary.md5`,
    ]);
    const { summary, files } = await readExport(aws, 'exports', done);
    const time = done.ExportTime?.toISOString();
    expect(summary).toEqual({
      version: '2020-06-30',
      exportArn: done.ExportArn,
      startTime: time,
      endTime: time,
      tableArn: tableArn('laid-out'),
      tableId: done.TableId,
      exportTime: time,
      s3Bucket: 'exports',
      s3Prefix: 'layout',
      s3SseAlgorithm: 'AES256',
      s3SseKmsKeyId: null,
      manifestFilesS3Key: `${folder}/manifest-files.json`,
      billedSizeBytes: 3,
      itemCount: 1,
      outputFormat: 'DYNAMODB_JSON',
      exportType: 'FULL_EXPORT',
    });
    const key = files[0]?.dataFileS3Key;
    const head = await aws.s3.send(new HeadObjectCommand({ Bucket: 'exports', Key: key }));
    expect(head).toMatchObject({ ETag: `"${files[0]?.etag}"`, ServerSideEncryption: 'AES256' });
  });

  it('of an empty table has an empty file', async () => {
    await newTable('empty');
    const { summary, files, records } = await readExport(aws, 'exports', await aws.exportTable('empty', 'exports'));
    expect(summary).toMatchObject({ itemCount: 0, s3Prefix: null });
    expect(files).toMatchObject([{ itemCount: 0 }]);
    expect(records).toEqual([]);
  });

  it('has the items of its time, whatever became of them', async () => {
    await newTable('past', { id: S('kept'), value: N(1) }, { id: S('changed'), value: N(1) }, { id: S('removed'), value: N(1) });
    await put('past', { id: S('changed'), value: N(2) });
    const ExportTime = now();
    await aws.aws.clock.advance(1000);
    await put('past', { id: S('changed'), value: N(3) });
    await put('past', { id: S('changed'), value: N(4) });
    await put('past', { id: S('new'), value: N(1) });
    await remove('past', 'removed');
    const done = await aws.exportTable('past', 'exports', { ExportTime });
    expect(await valuesIn(done)).toEqual({ kept: '1', changed: '2', removed: '1' });
    expect(await valuesIn(await aws.exportTable('past', 'exports'))).toEqual({ kept: '1', changed: '4', new: '1' });
  });

  it('has nothing of what is written while it goes on', async () => {
    const ids = Array.from({ length: 4000 }, (_, at) => String(at));
    await newTable('busy', ...ids.map((id) => ({ id: S(id), value: N(1) })));
    const { ExportArn } = await begin('busy');
    for (let at = 0; at < ids.length; at += 25) {
      const requests = ids.slice(at, at + 25).map((id, place) =>
        // Every fifth is removed, the others are changed.
        place % 5 === 0 ? { DeleteRequest: { Key: { id: S(id) } } } : { PutRequest: { Item: { id: S(id), value: N(2) } } },
      );
      await aws.client.send(new BatchWriteItemCommand({ RequestItems: { busy: requests } }));
      await put('busy', { id: S(`new ${at}`), value: N(2) });
      if (at % 500 === 0) await nextTurn();
    }
    expect(await valuesIn(await aws.endOfExport(ExportArn))).toEqual(Object.fromEntries(ids.map((id) => [id, '1'])));
  }, 60_000);

  it('needs a table with point-in-time recovery, and a time within its window', async () => {
    await aws.createTable('unprotected');
    expect(await refused('unprotected')).toEqual(
      refusedAs('PointInTimeRecoveryUnavailableException', "Point in time recovery is not enabled for table 'unprotected'"),
    );
    expect(await refused('missing')).toEqual(refusedAs('TableNotFoundException', 'Table not found: missing'));
    expect(await refused('unprotected', { TableArn: 'unprotected' })).toEqual(
      invalid('Invalid TableArn: Invalid ResourceArn provided as input unprotected'),
    );
    await newTable('window');
    const outside = refusedAs('InvalidExportTimeException', 'The specified ExportTime is outside of the point in time recovery window.');
    expect(await refused('window', { ExportTime: new Date(now().getTime() - 1000) })).toEqual(outside);
    expect(await refused('window', { ExportTime: new Date(now().getTime() + 1000) })).toEqual(outside);
  });

  it('names what is not emulated, and refuses a key that nothing is encrypted with', async () => {
    await newTable('formats');
    expect(await refused('formats', { ExportFormat: 'ION' })).toMatchObject({
      code: 'NotImplemented',
      message: 'dynamodb ExportTableToPointInTime: ExportFormat ION is known but not emulated',
      status: 501,
    });
    expect(await refused('formats', { S3SseAlgorithm: 'AES256', S3SseKmsKeyId: 'key' })).toEqual(
      invalid('S3SseKmsKeyId can only be specified when S3SseAlgorithm is KMS'),
    );
  });

  it('is the same one for the same token, which no other one may have for eight hours', async () => {
    await newTable('repeated');
    const first = await begin('repeated', { ClientToken: 'once' });
    await aws.endOfExport(first.ExportArn);
    const again = await begin('repeated', { ClientToken: 'once' });
    expect(again).toMatchObject({ ExportArn: first.ExportArn, ExportStatus: 'COMPLETED' });
    expect(await refused('repeated', { ClientToken: 'once', S3Prefix: 'elsewhere' })).toEqual(
      refusedAs('ExportConflictException', 'There was a conflict when writing to the specified S3 bucket.'),
    );
    await aws.aws.clock.advance(8 * HOUR + 1);
    expect((await begin('repeated', { ClientToken: 'once' })).ExportArn).not.toBe(first.ExportArn);
  });

  it('fails when S3 refuses', async () => {
    await newTable('failing');
    const nowhere = await aws.exportTable('failing', 'no-such-bucket');
    expect(nowhere).toMatchObject({ ExportStatus: 'FAILED', FailureCode: 'S3NoSuchBucket', EndTime: now() });
    expect(nowhere.FailureMessage).toMatch(
      /^The specified bucket does not exist \(Service: Amazon S3; Status Code: 404; Error Code: NoSuchBucket; Request ID: [0-9a-f-]{36}; Proxy: null\)$/,
    );
    expect(nowhere.ExportManifest).toBeUndefined();
  });

  it('writes to the bucket of another account when its owner is named', async () => {
    const other = aws.clientOf({ account: '111122223333' });
    await other.send(
      new CreateTableCommand({
        TableName: 'theirs',
        BillingMode: 'PAY_PER_REQUEST',
        ...schemaOf({ id: 'S' }),
      }),
    );
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
    await other.send(new UpdateContinuousBackupsCommand({ TableName: 'theirs', PointInTimeRecoverySpecification }));
    const exported = async (more: object) => {
      const TableArn = 'arn:aws:dynamodb:us-east-1:111122223333:table/theirs';
      const { ExportDescription } = await other.send(new ExportTableToPointInTimeCommand({ TableArn, S3Bucket: 'exports', ...more }));
      for (;;) {
        const { ExportDescription: end } = await other.send(new DescribeExportCommand({ ExportArn: ExportDescription?.ExportArn }));
        if (end?.ExportStatus !== 'IN_PROGRESS') return end;
        await nextTurn();
      }
    };
    expect(await exported({})).toMatchObject({ ExportStatus: 'FAILED', FailureCode: 'S3AccessDenied' });
    expect(await exported({ S3BucketOwner: ACCOUNT })).toMatchObject({ ExportStatus: 'COMPLETED', S3BucketOwner: ACCOUNT });
  });

  it('fails when its table goes before it is done', async () => {
    await newTable('going');
    const { ExportArn } = await begin('going');
    await aws.client.send(new DeleteTableCommand({ TableName: 'going' }));
    expect(await aws.endOfExport(ExportArn)).toMatchObject({
      ExportStatus: 'FAILED',
      FailureCode: 'TableNotFoundException',
      FailureMessage: 'Table not found: going',
    });
  });

  it('is described by its ARN alone', async () => {
    const describeExport = (ExportArn: string) => refusal(aws.client.send(new DescribeExportCommand({ ExportArn })));
    expect(await describeExport(`${tableArn('described')}/export/01695353076000-06e2188f`)).toEqual(
      refusedAs('ExportNotFoundException', 'The specified export was not found.'),
    );
    const short = `${tableArn('described')}/export`;
    expect(await describeExport(short)).toEqual(invalid(`Invalid ExportArn: Invalid ResourceArn provided as input ${short}`));
  });

  it('is listed for 90 days, page by page, by table when that is asked for', async () => {
    await newTable('listed');
    const arns: (string | undefined)[] = [];
    for (let at = 0; at < 5; at += 1) {
      await aws.aws.clock.advance(1000);
      arns.push((await aws.exportTable('listed', 'exports')).ExportArn);
    }
    const TableArn = tableArn('listed');
    const seen: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await aws.client.send(new ListExportsCommand({ TableArn, MaxResults: 2, NextToken }));
      seen.push(...(page.ExportSummaries ?? []).map(({ ExportArn }) => ExportArn));
      expect(page.ExportSummaries?.[0]).toEqual({
        ExportArn: expect.any(String),
        ExportStatus: 'COMPLETED',
        ExportType: 'FULL_EXPORT',
      });
      ({ NextToken } = page);
    } while (NextToken !== undefined);
    expect(seen).toEqual(arns);
    const all = await aws.client.send(new ListExportsCommand({}));
    expect(all.ExportSummaries?.length).toBeGreaterThan(5);
    expect(await refusal(aws.client.send(new ListExportsCommand({ NextToken: 'x' })))).toEqual(invalid('Invalid NextToken'));
    await aws.aws.clock.advance(90 * DAY + 1000);
    expect((await aws.client.send(new ListExportsCommand({ TableArn }))).ExportSummaries).toEqual([]);
    const [first = ''] = arns;
    expect((await refusal(aws.client.send(new DescribeExportCommand({ ExportArn: first })))).code).toBe('ExportNotFoundException');
  });
});
