import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, GetObjectCommand, ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand, GetWebIdentityTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, it, onTestFinished } from 'vitest';
import { openEmulator } from '../../src/emulator-opening.js';
import { startTinsmith, type Tinsmith } from '../../src/index.js';
import { defaultOptions } from '../../src/options.js';

const Bucket = 'kept';
const Metadata = { __proto__x: 'a', umlaut: 'x' };

it('finds objects, sessions and signing keys again after a restart', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tinsmith-restart-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const run = async <T>(work: (aws: Tinsmith) => Promise<T>): Promise<T> => {
    const aws = await startTinsmith({ listen: false, dataDir });
    try {
      return await work(aws);
    } finally {
      await aws.stop();
    }
  };
  const kidOf = async (sts: STSClient): Promise<unknown> => {
    const command = new GetWebIdentityTokenCommand({ Audience: ['https://a.example'], SigningAlgorithm: 'ES384' });
    const [head = ''] = ((await sts.send(command)).WebIdentityToken ?? '').split('.');
    return JSON.parse(Buffer.from(head, 'base64url').toString()).kid;
  };

  const before = await run(async (aws) => {
    const s3 = new S3Client(aws.clientConfig());
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'small/ü', Body: 'small', Metadata, CacheControl: 'no-cache' }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'large', Body: Buffer.alloc(200_000, 7) }));
    const sts = new STSClient(aws.clientConfig());
    const role = { RoleArn: 'arn:aws:iam::111111111111:role/kept', RoleSessionName: 'a-session' };
    const { Credentials } = await sts.send(new AssumeRoleCommand(role));
    const { Buckets } = await s3.send(new ListBucketsCommand({}));
    return { credentials: Credentials, kid: await kidOf(sts), buckets: Buckets };
  });

  await run(async (aws) => {
    const s3 = new S3Client(aws.clientConfig());
    const small = await s3.send(new GetObjectCommand({ Bucket, Key: 'small/ü' }));
    expect(await small.Body?.transformToString()).toBe('small');
    expect(small).toMatchObject({ Metadata, CacheControl: 'no-cache', ETag: '"eb5c1399a871211c7e7ed732d15e3a8b"' });
    const large = await s3.send(new GetObjectCommand({ Bucket, Key: 'large' }));
    expect(Buffer.from((await large.Body?.transformToByteArray()) ?? []).equals(Buffer.alloc(200_000, 7))).toBe(true);
    expect((await s3.send(new ListBucketsCommand({}))).Buckets).toEqual(before.buckets);

    const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = before.credentials ?? {};
    const asRole = new STSClient({ ...aws.clientConfig(), credentials: { accessKeyId, secretAccessKey } });
    expect((await asRole.send(new GetCallerIdentityCommand({}))).Arn).toBe('arn:aws:sts::111111111111:assumed-role/kept/a-session');
    expect(await kidOf(new STSClient(aws.clientConfig()))).toBe(before.kid);
  });
});

it.each([
  { services: undefined, goesOn: true },
  { services: ['sts'], goesOn: false },
])('lets services with rows go on after a restart, those that are to answer alone: $services', async ({ services, goesOn }) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tinsmith-restart-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const before = await startTinsmith({ listen: false, dataDir });
  await new S3Client(before.clientConfig()).send(new CreateBucketCommand({ Bucket }));
  await before.stop();
  const after = await openEmulator({ ...defaultOptions, logLevel: 'silent', dataDir, services });
  await after.close();
  expect([after.isLoaded('s3'), after.isLoaded('sqs')]).toEqual([goesOn, false]);
});
