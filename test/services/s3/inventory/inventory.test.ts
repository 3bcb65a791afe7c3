import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketInventoryConfigurationCommand,
  DeleteObjectCommand,
  GetBucketInventoryConfigurationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type InventoryConfiguration,
  type InventoryOptionalField,
  ListBucketInventoryConfigurationsCommand,
  ListObjectsV2Command,
  PutBucketInventoryConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engines, type OpenEmulator, openEmulator, refusal } from '../../emulator.js';

const refused = (code: string, message: string, members: object = {}, status = 400) => ({ code, message, status, members });
const malformed = refused('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema');
const none = refused('NoSuchConfiguration', 'The specified configuration does not exist.', {}, 404);
const unemulated = (what: string) =>
  refused('NotImplemented', `s3 PutBucketInventoryConfiguration: ${what} is known but not emulated`, {}, 501);
const DAY = 86_400_000;
/** A Wednesday. */
const START = Date.UTC(2026, 6, 1, 15, 30);

const configuration = (rest: Partial<InventoryConfiguration> = {}, destination: object = {}): InventoryConfiguration => ({
  Id: 'inventory',
  IsEnabled: true,
  IncludedObjectVersions: 'Current',
  Schedule: { Frequency: 'Daily' },
  Destination: { S3BucketDestination: { Bucket: 'arn:aws:s3:::reports', Format: 'CSV', ...destination } },
  ...rest,
});

describe.each(engines)('inventories (%s)', (engine) => {
  let emulator: OpenEmulator;
  let s3: S3Client;
  beforeEach(async () => {
    emulator = await openEmulator(engine);
    await emulator.aws.clock.freeze(new Date(START));
    s3 = new S3Client(emulator.aws.clientConfig());
    for (const Bucket of ['source', 'reports']) await s3.send(new CreateBucketCommand({ Bucket }));
  });
  afterEach(async () => {
    s3.destroy();
    await emulator.close();
  });

  const configure = (InventoryConfiguration: InventoryConfiguration, Id = InventoryConfiguration.Id) =>
    s3.send(new PutBucketInventoryConfigurationCommand({ Bucket: 'source', Id, InventoryConfiguration }));
  const put = (Key: string, rest: object = {}) => s3.send(new PutObjectCommand({ Bucket: 'source', Key, Body: 'content', ...rest }));
  const reports = async (): Promise<readonly string[]> =>
    ((await s3.send(new ListObjectsV2Command({ Bucket: 'reports' }))).Contents ?? []).map(({ Key = '' }) => Key);
  const read = async (Key: string): Promise<Buffer> => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'reports', Key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  };
  const lines = async (): Promise<readonly string[]> => {
    const [list = ''] = (await reports()).filter((key) => key.endsWith('.csv.gz'));
    return gunzipSync(await read(list))
      .toString()
      .split('\n')
      .slice(0, -1);
  };

  it('are configured under ids, and answered 204', async () => {
    const get = async () =>
      (await s3.send(new GetBucketInventoryConfigurationCommand({ Bucket: 'source', Id: 'inventory' }))).InventoryConfiguration;
    expect(await refusal(get())).toEqual(none);
    const put1 = configuration({ OptionalFields: ['Size', 'ETag'], Filter: { Prefix: 'a/' } }, { Prefix: 'p' });
    expect((await configure(put1)).$metadata.httpStatusCode).toBe(204);
    expect(await get()).toEqual(put1);
    await configure(configuration({ Id: 'a-first' }));
    const { $metadata, ...list } = await s3.send(new ListBucketInventoryConfigurationsCommand({ Bucket: 'source' }));
    expect(list).toEqual({ IsTruncated: false, InventoryConfigurationList: [configuration({ Id: 'a-first' }), put1] });
    const remove = new DeleteBucketInventoryConfigurationCommand({ Bucket: 'source', Id: 'inventory' });
    expect((await s3.send(remove)).$metadata.httpStatusCode).toBe(204);
    expect(await refusal(get())).toEqual(none);
  });

  it('are refused where they are not of the form', async () => {
    expect(await refusal(configure(configuration(), 'other'))).toEqual(
      refused('IdMismatch', 'Document ID does not match the specified configuration ID.'),
    );
    expect(await refusal(configure(configuration({}, { Bucket: 'reports' })))).toEqual(
      refused('InvalidS3DestinationBucket', 'Invalid bucket ARN.'),
    );
    expect(await refusal(configure(configuration({}, { Format: 'XML' })))).toEqual(malformed);
    expect(await refusal(configure(configuration({ Schedule: { Frequency: 'Hourly' as 'Daily' } })))).toEqual(malformed);
    expect(await refusal(configure(configuration({ IncludedObjectVersions: 'Some' as 'All' })))).toEqual(malformed);
    expect(await refusal(configure(configuration({ OptionalFields: ['Colour' as 'Size'] })))).toEqual(malformed);
    for (const Format of ['ORC', 'Parquet'])
      expect(await refusal(configure(configuration({}, { Format })))).toEqual(unemulated(`Format ${Format}`));
    const field = 'IntelligentTieringReferenceDate' as InventoryOptionalField;
    expect(await refusal(configure(configuration({ OptionalFields: [field] })))).toEqual(unemulated(`OptionalFields ${field}`));
  });

  it('are delivered at midnight: a list, a manifest with its digest, and a symlink', async () => {
    await put('b b/é"');
    await put('a');
    await configure(configuration({ OptionalFields: ['ETag', 'Size', 'StorageClass'] }, { Prefix: 'to' }));
    await emulator.aws.clock.advance(DAY / 4);
    expect(await reports()).toEqual([]);
    await emulator.aws.clock.advance(DAY / 4);
    const keys = await reports();
    expect(keys).toEqual([
      expect.stringMatching(/^to\/source\/inventory\/2026-07-02T00-00Z\/manifest\.checksum$/),
      'to/source/inventory/2026-07-02T00-00Z/manifest.json',
      expect.stringMatching(/^to\/source\/inventory\/data\/[0-9a-f-]{36}\.csv\.gz$/),
      'to/source/inventory/hive/dt=2026-07-02-00-00/symlink.txt',
    ]);
    const list = keys[2] ?? '';
    const compressed = await read(list);
    const eTag = createHash('md5').update('content').digest('hex');
    expect(gunzipSync(compressed).toString()).toBe(
      [`"source","a","7","${eTag}","STANDARD"\n`, `"source","b+b/%C3%A9%22","7","${eTag}","STANDARD"\n`].join(''),
    );
    const manifest = await read(keys[1] ?? '');
    expect(JSON.parse(manifest.toString())).toEqual({
      sourceBucket: 'source',
      destinationBucket: 'arn:aws:s3:::reports',
      version: '2016-11-30',
      creationTimestamp: String(Date.UTC(2026, 6, 2)),
      fileFormat: 'CSV',
      fileSchema: 'Bucket, Key, Size, ETag, StorageClass',
      files: [{ key: list, size: compressed.length, MD5checksum: createHash('md5').update(compressed).digest('hex') }],
    });
    expect((await read(keys[0] ?? '')).toString()).toBe(createHash('md5').update(manifest).digest('hex'));
    expect((await read(keys[3] ?? '')).toString()).toBe(`s3://reports/${list}`);
  });

  it('tell of all versions and delete markers, or of current objects alone', async () => {
    await s3.send(new PutBucketVersioningCommand({ Bucket: 'source', VersioningConfiguration: { Status: 'Enabled' } }));
    const first = await put('key');
    const second = await put('key');
    await put('left', { StorageClass: 'STANDARD_IA' });
    const marker = await s3.send(new DeleteObjectCommand({ Bucket: 'source', Key: 'key' }));
    await s3.send(new CreateMultipartUploadCommand({ Bucket: 'source', Key: 'unfinished' }));
    const left = (await s3.send(new HeadObjectCommand({ Bucket: 'source', Key: 'left' }))).VersionId;
    await configure(configuration({ IncludedObjectVersions: 'All', OptionalFields: ['Size', 'LastModifiedDate'] }));
    await emulator.aws.clock.advance(DAY);
    const written = new Date(START).toISOString();
    expect(await lines()).toEqual([
      `"source","key","${marker.VersionId}","true","true","","${written}"`,
      `"source","key","${second.VersionId}","false","false","7","${written}"`,
      `"source","key","${first.VersionId}","false","false","7","${written}"`,
      `"source","left","${left}","true","false","7","${written}"`,
    ]);
  });

  it('leave delete markers out where they tell of current objects', async () => {
    await s3.send(new PutBucketVersioningCommand({ Bucket: 'source', VersioningConfiguration: { Status: 'Enabled' } }));
    for (const key of ['gone', 'here', 'other/here']) await put(key);
    await s3.send(new DeleteObjectCommand({ Bucket: 'source', Key: 'gone' }));
    await configure(configuration({ Filter: { Prefix: 'other/' } }));
    await emulator.aws.clock.advance(DAY);
    expect(await lines()).toEqual(['"source","other/here"']);
    await configure(configuration({ Id: 'aaa' }));
    await emulator.aws.clock.advance(DAY);
    expect(await lines()).toEqual(['"source","here"', '"source","other/here"']);
  });

  it('have these optional fields', async () => {
    await put('key', { StorageClass: 'INTELLIGENT_TIERING', ChecksumAlgorithm: 'SHA256' });
    const OptionalFields: InventoryOptionalField[] = [
      'IsMultipartUploaded',
      'ReplicationStatus',
      'EncryptionStatus',
      'ObjectLockRetainUntilDate',
      'ObjectLockMode',
      'ObjectLockLegalHoldStatus',
      'IntelligentTieringAccessTier',
      'BucketKeyStatus',
      'ChecksumAlgorithm',
      'ObjectAccessControlList',
      'ObjectOwner',
    ];
    await configure(configuration({ OptionalFields }));
    await emulator.aws.clock.advance(DAY);
    const [line = ''] = await lines();
    const values = line.slice(1, -1).split('","');
    const owner = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(values.toSpliced(11, 1)).toEqual(['source', 'key', 'false', '', 'SSE-S3', '', '', '', 'FREQUENT', '', 'SHA256', owner]);
    expect(JSON.parse(Buffer.from(values[11] ?? '', 'base64').toString())).toEqual({
      version: '2022-11-10',
      status: 'AVAILABLE',
      grants: [{ canonicalId: owner, type: 'CanonicalUser', permission: 'FULL_CONTROL' }],
    });
  });

  it('come every day, or every Sunday, until they are deleted or disabled', async () => {
    await configure(configuration({ Id: 'daily' }));
    await configure(configuration({ Id: 'weekly', Schedule: { Frequency: 'Weekly' } }));
    const manifests = async () =>
      (await reports()).filter((key) => key.endsWith('manifest.json')).map((key) => key.split('/').slice(1, 3).join(' '));
    const days = (...dates: string[]) => dates.map((date) => `daily 2026-07-${date}T00-00Z`);
    await emulator.aws.clock.advance(5 * DAY);
    expect(await manifests()).toEqual([...days('02', '03', '04', '05', '06'), 'weekly 2026-07-05T00-00Z']);
    await configure(configuration({ Id: 'daily', IsEnabled: false }));
    await s3.send(new DeleteBucketInventoryConfigurationCommand({ Bucket: 'source', Id: 'weekly' }));
    await emulator.aws.clock.advance(8 * DAY);
    expect(await manifests()).toHaveLength(6);
  });

  it('are not delivered where their bucket is not there', async () => {
    await put('key');
    await configure(configuration({}, { Bucket: 'arn:aws:s3:::later' }));
    await configure(configuration({ Id: 'others' }, { AccountId: '111111111111' }));
    await emulator.aws.clock.advance(DAY);
    await s3.send(new CreateBucketCommand({ Bucket: 'later' }));
    await emulator.aws.clock.advance(DAY);
    expect((await s3.send(new ListObjectsV2Command({ Bucket: 'later' }))).KeyCount).toBe(4);
    expect(await reports()).toEqual([]);
  });

  it('list more keys than are read in one turn', async () => {
    const keys = Array.from({ length: 1203 }, (_, index) => `key-${String(index).padStart(4, '0')}`);
    for (const key of keys) await put(key);
    await configure(configuration());
    await emulator.aws.clock.advance(DAY);
    expect(await lines()).toEqual(keys.map((key) => `"source","${key}"`));
  });
});
