import {
  CreateBucketCommand,
  CreateSessionCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  RenameObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, type OpenEmulator, openEmulator, refusal } from '../../emulator.js';

const Bucket = 'logs--use1-az4--x-s3';
const OTHER = 'other--use1-az4--x-s3';
const CreateBucketConfiguration = {
  Location: { Type: 'AvailabilityZone', Name: 'use1-az4' },
  Bucket: { Type: 'Directory', DataRedundancy: 'SingleAvailabilityZone' },
} as const;

describe.each(engines)("directory buckets' sessions under --auth (%s)", (engine) => {
  let emulator: OpenEmulator;
  let s3: S3Client;
  const clientWith = (credentials: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }) =>
    new S3Client({ ...emulator.aws.clientConfig(), credentials, maxAttempts: 1 });
  /** A client that signs with the keys of a session, as a client without support for sessions would. */
  const session = async (SessionMode: 'ReadOnly' | 'ReadWrite') => {
    const { Credentials } = await s3.send(new CreateSessionCommand({ Bucket, SessionMode }));
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    return new S3Client({ ...emulator.aws.clientConfig(), credentials, maxAttempts: 1, disableS3ExpressSessionAuth: true });
  };
  beforeAll(async () => {
    emulator = await openEmulator(engine, { auth: true });
    s3 = clientWith({ accessKeyId: 'test', secretAccessKey: 'test' });
    for (const name of [Bucket, OTHER]) await s3.send(new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'something' }));
  });
  afterAll(async () => {
    s3.destroy();
    await emulator.close();
  });

  it('are what SDKs get and sign with by themselves', async () => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'k' }));
    expect(await Body?.transformToString()).toBe('something');
    await s3.send(new RenameObjectCommand({ Bucket, Key: 'r', RenameSource: `${Bucket}/k` }));
    await s3.send(new RenameObjectCommand({ Bucket, Key: 'k', RenameSource: `${Bucket}/r` }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'none' }));
  });

  it('that only read let nothing be written', async () => {
    const client = await session('ReadOnly');
    await expect(client.send(new GetObjectCommand({ Bucket, Key: 'k' }))).resolves.toMatchObject({ ContentLength: 9 });
    await expect(client.send(new ListObjectsV2Command({ Bucket }))).resolves.toMatchObject({ KeyCount: 1 });
    const writes = [
      client.send(new PutObjectCommand({ Bucket, Key: 'new', Body: 'x' })),
      client.send(new DeleteObjectCommand({ Bucket, Key: 'k' })),
      client.send(new RenameObjectCommand({ Bucket, Key: 'new', RenameSource: `${Bucket}/k` })),
    ];
    for (const refused of await Promise.all(writes.map((write) => refusal(write))))
      expect(refused).toMatchObject({ code: 'AccessDenied', status: 403 });
    client.destroy();
  });

  it('are for their bucket alone', async () => {
    const client = await session('ReadWrite');
    await expect(client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'something' }))).resolves.toBeDefined();
    expect(await refusal(client.send(new PutObjectCommand({ Bucket: OTHER, Key: 'k', Body: 'x' })))).toMatchObject({
      code: 'AccessDenied',
    });
    client.destroy();
  });

  it('end', async () => {
    const client = await session('ReadWrite');
    await emulator.aws.clock.advance(5 * 60_000);
    expect(await refusal(client.send(new GetObjectCommand({ Bucket, Key: 'k' })))).toMatchObject({
      code: 'ExpiredToken',
      message: 'The provided token has expired.',
    });
    client.destroy();
  });
});
