import { Readable } from 'node:stream';
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it } from 'vitest';
import { FaultRefused, OptionError, type StartOptions, startTinsmith, type Tinsmith } from '../../src/index.js';

const started: Tinsmith[] = [];
afterEach(async () => {
  for (const aws of started.splice(0)) await aws.stop();
});

async function begin(options?: StartOptions): Promise<Tinsmith> {
  const aws = await startTinsmith(options);
  started.push(aws);
  return aws;
}

async function bucketNames(client: S3Client): Promise<readonly (string | undefined)[]> {
  return ((await client.send(new ListBucketsCommand({}))).Buckets ?? []).map(({ Name }) => Name);
}

describe('an emulator in this process', () => {
  it('answers SDK clients on a free port', async () => {
    const aws = await begin();
    expect(aws.endpoint).toBe(`http://127.0.0.1:${aws.port}`);
    const sts = new STSClient(aws.clientConfig());
    expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe('000000000000');
    sts.destroy();
  });

  it('answers without a socket through the handler, and with none at all', async () => {
    const listening = await begin();
    const silent = await begin({ listen: false, account: '999988887777', region: 'eu-central-1' });
    expect(silent.port).toBeUndefined();
    const clients = [
      new STSClient({ ...listening.clientConfig(), endpoint: 'http://127.0.0.1:1', requestHandler: listening.handler }),
      new STSClient(silent.clientConfig()),
    ];
    const accounts = await Promise.all(clients.map(async (client) => (await client.send(new GetCallerIdentityCommand({}))).Account));
    expect(accounts).toEqual(['000000000000', '999988887777']);
    expect(await clients[1]?.config.region()).toBe('eu-central-1');
  });

  it('carries text, bytes, streams and odd keys through the handler unchanged', async () => {
    const aws = await begin({ listen: false });
    const s3 = new S3Client(aws.clientConfig());
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
    const bytes = Uint8Array.from({ length: 300_000 }, (_, n) => n % 251);
    await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'bytes', Body: bytes }));
    await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: "a b/ü!'()*&=?", Body: 'text', Metadata: { colour: 'red' } }));
    const pieces = [bytes.subarray(0, 100_000), bytes.subarray(100_000)];
    await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'stream', Body: Readable.from(pieces), ContentLength: bytes.length }));
    for (const key of ['bytes', 'stream']) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'bucket', Key: key }));
      expect(Buffer.compare(Buffer.from((await Body?.transformToByteArray()) ?? []), bytes)).toBe(0);
    }
    const odd = await s3.send(new GetObjectCommand({ Bucket: 'bucket', Key: "a b/ü!'()*&=?" }));
    expect(await odd.Body?.transformToString()).toBe('text');
    expect(odd.Metadata).toEqual({ colour: 'red' });
    await expect(s3.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'none' }))).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(s3.send(new HeadBucketCommand({ Bucket: 'none' }))).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
  });

  it('keeps accounts apart', async () => {
    const aws = await begin({ listen: false });
    const one = new S3Client(aws.clientConfig({ account: '111122223333' }));
    const two = new S3Client(aws.clientConfig({ account: '444455556666' }));
    await one.send(new CreateBucketCommand({ Bucket: 'of-one' }));
    expect(await bucketNames(one)).toEqual(['of-one']);
    expect(await bucketNames(two)).toEqual([]);
    await aws.reset({ account: '444455556666' });
    expect(await bucketNames(one)).toEqual(['of-one']);
    await aws.reset({ account: '111122223333' });
    expect(await bucketNames(one)).toEqual([]);
  });

  it('goes back to a snapshot, and to nothing', async () => {
    const aws = await begin({ listen: false });
    const s3 = new S3Client(aws.clientConfig());
    await s3.send(new CreateBucketCommand({ Bucket: 'first' }));
    await aws.snapshot();
    await s3.send(new CreateBucketCommand({ Bucket: 'second' }));
    await aws.restore();
    expect(await bucketNames(s3)).toEqual(['first']);
    await aws.reset();
    expect(await bucketNames(s3)).toEqual([]);
    await expect(aws.restore('unheard-of')).rejects.toThrow("There is no snapshot 'unheard-of'.");
  });

  it('lets a test stop the time, break calls and look at what was called', async () => {
    const aws = await begin({ listen: false });
    const sts = new STSClient({ ...aws.clientConfig(), maxAttempts: 1 });
    await aws.clock.freeze(new Date('2030-01-01T00:00:00Z'));
    expect(aws.clock.frozen).toBe(true);
    await aws.clock.advance(3_600_000);
    expect(aws.clock.now()).toEqual(new Date('2030-01-01T01:00:00Z'));
    const token = await sts.send(new GetSessionTokenCommand({ DurationSeconds: 900 }));
    expect(token.Credentials?.Expiration).toEqual(new Date('2030-01-01T01:15:00Z'));

    await aws.faults.add({ service: 'sts', operation: 'GetCallerIdentity', error: 'ServiceUnavailable', times: 1 });
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'ServiceUnavailable',
      $metadata: { httpStatusCode: 503 },
    });
    await sts.send(new GetCallerIdentityCommand({}));
    await expect(aws.faults.add({ service: 'sts', operation: 'GetCallerIdentity', error: 'NoSuchKey' })).rejects.toThrow(FaultRefused);

    expect(aws.requests.list().map(({ operation, code }) => `${operation} ${code}`)).toEqual([
      'GetSessionToken ',
      'GetCallerIdentity ServiceUnavailable',
      'GetCallerIdentity ',
    ]);
    await aws.reset();
    expect([aws.clock.frozen, aws.faults.list(), aws.requests.list()]).toEqual([false, [], []]);
  });

  it('gives up a call that its caller aborts', async () => {
    const aws = await begin({ listen: false });
    await aws.faults.add({ service: 'sts', operation: 'GetCallerIdentity', delayMs: 200 });
    const controller = new AbortController();
    const call = new STSClient(aws.clientConfig()).send(new GetCallerIdentityCommand({}), { abortSignal: controller.signal });
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('refuses options that it can’t follow', async () => {
    await expect(startTinsmith({ services: ['postbox'] })).rejects.toThrow(OptionError);
    const { port = 0 } = await begin();
    await expect(startTinsmith({ port })).rejects.toThrow(/in use/);
  });

  it('answers only the services that it was started with', async () => {
    const aws = await begin({ listen: false, services: ['s3'] });
    await expect(new STSClient(aws.clientConfig()).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 501 },
    });
    expect(await bucketNames(new S3Client(aws.clientConfig()))).toEqual([]);
  });
});
