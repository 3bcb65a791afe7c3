import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetBucketLoggingCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type LoggingEnabled,
  PutBucketLoggingCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketTaggingCommand,
  PutBucketWebsiteCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

const refused = (code: string, message: string, members: object = {}, status = 400) => ({ code, message, status, members });
const TARGET = 'log-bucket';
const MINUTE = 60_000;
/** The fields of a line, with what stands in quotes or brackets as one. */
const fieldsOf = (line: string) => line.match(/"[^"]*"|\[[^\]]*\]|\S+/g) ?? [];

describe.each(engines)('access logs (%s)', (engine) => {
  const opened = openBucket(engine);
  const put = (logging: LoggingEnabled | undefined, bucket = Bucket) =>
    opened.s3.send(
      new PutBucketLoggingCommand({ Bucket: bucket, BucketLoggingStatus: logging === undefined ? {} : { LoggingEnabled: logging } }),
    );
  const get = async (bucket = Bucket) => (await opened.s3.send(new GetBucketLoggingCommand({ Bucket: bucket }))).LoggingEnabled;
  const files = async (Prefix: string, bucket = TARGET) =>
    ((await opened.s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix }))).Contents ?? []).map(({ Key = '' }) => Key);
  const linesIn = async (Key: string) => {
    const { Body } = await opened.s3.send(new GetObjectCommand({ Bucket: TARGET, Key }));
    return ((await Body?.transformToString()) ?? '').trimEnd().split('\n').map(fieldsOf);
  };
  /** The lines that come of what the work does. */
  const logged = async (prefix: string, work: () => Promise<unknown>) => {
    await put({ TargetBucket: TARGET, TargetPrefix: prefix });
    await opened.aws.clock.advance(MINUTE);
    const before = await files(prefix);
    await work();
    await opened.aws.clock.advance(MINUTE);
    const keys = (await files(prefix)).filter((key) => !before.includes(key));
    return (await Promise.all(keys.map(linesIn))).flat();
  };

  beforeAll(async () => {
    await opened.aws.clock.freeze();
    await opened.s3.send(new CreateBucketCommand({ Bucket: TARGET }));
  });

  it('are off until a target is given, and without one again', async () => {
    expect(await get()).toBeUndefined();
    expect((await put({ TargetBucket: TARGET, TargetPrefix: 'log' })).$metadata.httpStatusCode).toBe(200);
    expect(await get()).toEqual({ TargetBucket: TARGET, TargetPrefix: 'log' });
    expect((await put(undefined)).$metadata.httpStatusCode).toBe(200);
    expect(await get()).toBeUndefined();
  });

  it('go to a bucket of the same owner and region', async () => {
    const missing = refused('InvalidTargetBucketForLogging', 'The target bucket for logging does not exist', { TargetBucket: 'no-bucket' });
    expect(await refusal(put({ TargetBucket: 'no-bucket', TargetPrefix: '' }))).toEqual(missing);
    const other = new S3Client({ ...opened.aws.clientConfig(), credentials: { accessKeyId: '111111111111', secretAccessKey: 'x' } });
    await other.send(new CreateBucketCommand({ Bucket: 'another-owners' }));
    expect(await refusal(put({ TargetBucket: 'another-owners', TargetPrefix: '' }))).toEqual(
      refused('InvalidTargetBucketForLogging', 'The owner for the bucket to be logged and the target bucket must be the same.', {
        TargetBucket: 'another-owners',
      }),
    );
    other.destroy();
    const far = { LocationConstraint: 'eu-west-1' } as const;
    await opened.s3.send(new CreateBucketCommand({ Bucket: 'far-away', CreateBucketConfiguration: far }));
    expect(await refusal(put({ TargetBucket: 'far-away', TargetPrefix: '' }))).toEqual(
      refused(
        'CrossLocationLoggingProhibitted',
        'Cross S3 location logging not allowed. ',
        { TargetBucketLocation: 'eu-west-1', SourceBucketLocation: 'us-east-1' },
        403,
      ),
    );
  });

  it('tell of every request in the format of AWS', async () => {
    const { Owner } = await opened.s3.send(new GetObjectAclCommand({ Bucket: TARGET, Key: (await write('probe')).key }));
    const lines = await logged('format-', async () => {
      await opened.s3.send(new PutObjectCommand({ Bucket, Key: 'a key', Body: 'hello' }));
      await opened.raw({
        target: `/${Bucket}/a%20key`,
        headers: { 'user-agent': 'a "browser"', referer: 'http://page', host: 'localhost:4566' },
      });
      await opened.raw({ target: `/${Bucket}/missing`, headers: { host: 'localhost:4566' } });
    });
    const [written, read, missing] = lines;
    expect(lines.map((fields) => fields.length)).toEqual([26, 26, 26]);
    const at = `[${new Date(opened.aws.clock.now().getTime() - MINUTE).toUTCString().replace(/^\w+, (\d+) (\w+) (\d+) ([\d:]+) GMT$/, '$1/$2/$3:$4 +0000')}]`;
    expect(written?.slice(0, 5)).toEqual([Owner?.ID, Bucket, at, expect.anything(), Owner?.ID]);
    expect(written?.slice(6, 12)).toEqual([
      'REST.PUT.OBJECT',
      'a%2520key',
      expect.stringMatching(/^"PUT \/.*HTTP\/1\.1"$/),
      '200',
      '-',
      '-',
    ]);
    expect([written?.[12], written?.[19], written?.[21]]).toEqual(['5', 'SigV4', 'AuthHeader']);
    expect(read?.slice(4, 13)).toEqual([
      '-',
      expect.stringMatching(/^[0-9a-f-]{36}$/),
      'REST.GET.OBJECT',
      'a%2520key',
      `"GET /${Bucket}/a%20key HTTP/1.1"`,
      '200',
      '-',
      '5',
      '5',
    ]);
    expect(read?.slice(15, 18)).toEqual(['"http://page"', '"a %22browser%22"', '-']);
    expect(read?.slice(19)).toEqual(['-', '-', '-', 'localhost', '-', '-', '-']);
    expect(missing?.slice(6, 11)).toEqual(['REST.GET.OBJECT', 'missing', `"GET /${Bucket}/missing HTTP/1.1"`, '404', 'NoSuchKey']);
  });

  it('name operations by method and resource', async () => {
    const lines = await logged('names-', async () => {
      const Tagging = { TagSet: [{ Key: 'a', Value: 'b' }] };
      await opened.s3.send(new PutBucketTaggingCommand({ Bucket, Tagging }));
      await opened.s3.send(new ListObjectsV2Command({ Bucket }));
      await opened.s3.send(new HeadObjectCommand({ Bucket, Key: 'a key' }));
      await opened.s3.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration: { IndexDocument: { Suffix: 'a key' } } }));
      await opened.raw({ target: '/', headers: { host: `${Bucket}.s3-website.us-east-1.localhost:4566` } });
      await opened.raw({
        method: 'OPTIONS',
        target: `/${Bucket}/x`,
        headers: { origin: 'http://page', 'access-control-request-method': 'GET' },
      });
    });
    expect(lines.map((fields) => [fields[6], fields[9], fields[10]])).toEqual([
      ['REST.PUT.TAGGING', '204', '-'],
      ['REST.GET.BUCKET', '200', '-'],
      ['REST.HEAD.OBJECT', '200', '-'],
      ['REST.PUT.WEBSITE', '200', '-'],
      ['WEBSITE.GET.OBJECT', '200', '-'],
      ['REST.OPTIONS.PREFLIGHT', '403', 'AccessForbidden'],
    ]);
  });

  it('lie under keys of the time of delivery, or under partitions', async () => {
    await logged('simple-', () => opened.raw({ target: `/${Bucket}` }));
    const time = opened.aws.clock.now().toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '-');
    expect((await files('simple-')).at(-1)).toMatch(new RegExp(`^simple-${time}-[0-9A-F]{16}$`));

    const partitioned = async (TargetPrefix: string, PartitionDateSource: 'EventTime' | 'DeliveryTime') => {
      const logging: LoggingEnabled = {
        TargetBucket: TARGET,
        TargetPrefix,
        TargetObjectKeyFormat: { PartitionedPrefix: { PartitionDateSource } },
      };
      await put(logging);
      expect(await get()).toEqual(logging);
      await opened.raw({ target: `/${Bucket}` });
      await opened.aws.clock.advance(MINUTE);
      return (await files(TargetPrefix)).at(-1);
    };
    const delivered = new Date(opened.aws.clock.now().getTime() + MINUTE).toISOString();
    const day = delivered.slice(0, 10);
    const folder = (prefix: string) => `${prefix}000000000000/us-east-1/${Bucket}/${day.replaceAll('-', '/')}/${day}`;
    expect(await partitioned('d/', 'DeliveryTime')).toMatch(
      new RegExp(`^${folder('d/')}-${delivered.slice(11, 19).replaceAll(':', '-')}-[0-9A-F]{16}$`),
    );
    expect(await partitioned('e/', 'EventTime')).toMatch(
      new RegExp(`^e/000000000000/us-east-1/${Bucket}/\\d{4}/\\d\\d/\\d\\d/\\d{4}-\\d\\d-\\d\\d-00-00-00-[0-9A-F]{16}$`),
    );
  });

  it('grant what the configuration says', async () => {
    const Grantee = { Type: 'CanonicalUser', ID: 'a'.repeat(64) } as const;
    const logging: LoggingEnabled = { TargetBucket: 'granting', TargetPrefix: 'g', TargetGrants: [{ Grantee, Permission: 'READ' }] };
    await opened.s3.send(new CreateBucketCommand({ Bucket: 'granting' }));
    expect(await refusal(put(logging))).toEqual(refused('AccessControlListNotSupported', 'The bucket does not allow ACLs'));
    const OwnershipControls = { Rules: [{ ObjectOwnership: 'ObjectWriter' as const }] };
    await opened.s3.send(new PutBucketOwnershipControlsCommand({ Bucket: 'granting', OwnershipControls }));
    await put(logging);
    await opened.raw({ target: `/${Bucket}` });
    await opened.aws.clock.advance(MINUTE);
    const [Key = ''] = await files('g', 'granting');
    const { Grants } = await opened.s3.send(new GetObjectAclCommand({ Bucket: 'granting', Key }));
    expect(Grants?.map(({ Grantee: grantee, Permission }) => [grantee?.ID, Permission])).toEqual([
      [expect.anything(), 'FULL_CONTROL'],
      ['a'.repeat(64), 'READ'],
    ]);
  });

  it('are lost where the target is gone', async () => {
    await opened.s3.send(new CreateBucketCommand({ Bucket: 'soon-gone' }));
    await put({ TargetBucket: 'soon-gone', TargetPrefix: '' });
    await opened.s3.send(new DeleteBucketCommand({ Bucket: 'soon-gone' }));
    await opened.raw({ target: `/${Bucket}` });
    await opened.aws.clock.advance(MINUTE);
    await opened.s3.send(new CreateBucketCommand({ Bucket: 'soon-gone' }));
    await put(undefined);
    await opened.aws.clock.advance(MINUTE);
    expect(await files('', 'soon-gone')).toEqual([]);
  });

  async function write(Key: string): Promise<{ readonly key: string }> {
    await opened.s3.send(new PutObjectCommand({ Bucket: TARGET, Key, Body: 'x' }));
    return { key: Key };
  }
});
