import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { describe, expect, it } from 'vitest';
import { elementOf, engines, signedFor } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

describe.each(engines)('keys (%s)', (engine) => {
  const opened = openBucket(engine);

  it.each([
    'a/😀/',
    'a/%F0%9F%98%80/',
    'file%2Fname',
    'test key/',
    'test key//',
    'test%123',
    'test%percent',
    'test@key/',
    'date=2026-01-01/',
    '/foo',
    '//foo//bar',
    '/bar/foo/',
    'a/',
    '#key-with-hash-prefix',
    'a?b=c&d',
    "!-_.*'()",
    'a+b',
    'ü',
    '__proto__',
    'control\u0001\u000b\u001f',
    'tab\tand\nline',
    ' leading and trailing ',
    '<&>"',
    './../dots',
    'a//../b/./c',
  ])('%j are put, listed, read and deleted as they are', async (Key) => {
    const { s3 } = opened;
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'test' }));
    expect((await opened.get({ Key })).Body).toBe('test');
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key }))).ContentLength).toBe(4);
    expect((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents?.map((object) => object.Key)).toEqual([Key]);
    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    expect((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
  });

  it('that differ in their encoding are different', async () => {
    const { s3 } = opened;
    for (const Key of ['test@key/', 'test%40key', 'test%40key/']) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    for (const Key of ['test@key/', 'test%40key', 'test%40key/']) expect((await opened.get({ Key })).Body).toBe(Key);
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'test' }));
    expect(Contents?.map((object) => object.Key)).toEqual(['test%40key', 'test%40key/', 'test@key/']);
  });

  it('that are no percent-encoded UTF-8 are refused', async () => {
    const { status, body } = await opened.raw({ target: `/${Bucket}/%ff`, headers: signedFor('s3') });
    expect([status, elementOf(body, 'Code'), elementOf(body, 'Message')]).toEqual([400, 'InvalidURI', "Couldn't parse the specified URI."]);
  });
});

describe.each(engines)('addresses (%s)', (engine) => {
  const opened = openBucket(engine);

  it.each([
    `${Bucket}.s3.localhost:4566`,
    `${Bucket}.localhost:4566`,
    `${Bucket}.s3.localhost.localstack.cloud:4566`,
    `${Bucket}.s3.amazonaws.com`,
    `${Bucket}.s3.us-east-1.amazonaws.com`,
    `${Bucket}.s3-us-east-1.amazonaws.com`,
  ])('may hold the bucket in the host: %s', async (host) => {
    for (const headers of [{ host }, { host, ...signedFor('s3') }]) {
      const target = '/some%20key//';
      expect((await opened.raw({ method: 'PUT', target, headers, body: 'foo' })).status).toBe(200);
      expect((await opened.get({ Key: 'some key//' })).Body).toBe('foo');
      expect((await opened.raw({ target: '/?list-type=2', headers })).body).toContain('<Key>some key//</Key>');
      expect((await opened.raw({ method: 'DELETE', target, headers })).status).toBe(204);
    }
  });

  it('of a bucket with dots are told from the service', async () => {
    const dotted = 's3.bucket.with.dots';
    expect((await opened.raw({ method: 'PUT', target: '/', headers: { host: `${dotted}.s3.localhost` } })).status).toBe(200);
    expect((await opened.raw({ method: 'HEAD', target: `/${dotted}` })).status).toBe(200);
  });

  it('of a bucket that is not there name it, wherever it stands', async () => {
    const { status, body } = await opened.raw({ target: '/', headers: { host: 'no-such-bucket.s3.localhost:4566' } });
    expect([status, elementOf(body, 'Code'), elementOf(body, 'BucketName')]).toEqual([404, 'NoSuchBucket', 'no-such-bucket']);
  });

  it('answer GET with the headers that AWS sends', async () => {
    await opened.s3.send(new PutObjectCommand({ Bucket, Key: 'headers', Body: '123' }));
    const { headers } = await opened.raw({ target: '/headers', headers: { host: `${Bucket}.s3.localhost:4566` } });
    expect(headers).toMatchObject({
      'accept-ranges': 'bytes',
      'content-length': '3',
      'content-type': 'application/octet-stream',
      etag: '"202cb962ac59075b964b07152d234b70"',
      'last-modified': expect.stringMatching(/^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/),
      'x-amz-id-2': expect.any(String),
      'x-amz-request-id': expect.any(String),
      'x-amz-server-side-encryption': 'AES256',
    });
  });
});

describe.each(engines)('presigned URLs (%s)', (engine) => {
  const opened = openBucket(engine);
  const targetOf = (url: string): string => url.slice(new URL(url).origin.length);

  it('carry headers in their query, checksums aside', async () => {
    const put = new PutObjectCommand({ Bucket, Key: 'presigned', Metadata: { foo: 'bär' }, StorageClass: 'STANDARD_IA' });
    const url = await getSignedUrl(opened.s3, put);
    // The SDK signs the checksum of an empty body, and S3 doesn't look at it.
    expect(url).toContain('x-amz-checksum-crc32=AAAAAA');
    expect((await opened.raw({ method: 'PUT', target: targetOf(url), body: 'hello' })).status).toBe(200);
    const { Metadata, StorageClass, ContentLength } = await opened.s3.send(new HeadObjectCommand({ Bucket, Key: 'presigned' }));
    expect({ Metadata, StorageClass, ContentLength }).toEqual({
      Metadata: { foo: '=?UTF-8?Q?b=C3=A4r?=' },
      StorageClass: 'STANDARD_IA',
      ContentLength: 5,
    });
  });

  it('override headers of the answer', async () => {
    await opened.s3.send(new PutObjectCommand({ Bucket, Key: 'named', Body: 'x' }));
    const get = new GetObjectCommand({ Bucket, Key: 'named', ResponseContentDisposition: 'attachment; filename="a b.txt"' });
    const { status, headers } = await opened.raw({ target: targetOf(await getSignedUrl(opened.s3, get)) });
    expect([status, headers['content-disposition']]).toEqual([200, 'attachment; filename="a b.txt"']);
  });

  it('act in the account of their key', async () => {
    const client = new S3Client(opened.aws.clientConfig({ account: '333333333333' }));
    const url = await getSignedUrl(client, new PutObjectCommand({ Bucket: 'no-bucket', Key: 'k', ExpectedBucketOwner: '333333333333' }));
    client.destroy();
    const { status, body } = await opened.raw({ method: 'PUT', target: targetOf(url), body: '' });
    expect([status, elementOf(body, 'Code')]).toEqual([404, 'NoSuchBucket']);
    expect(opened.aws.requests.list().at(-1)).toMatchObject({ accountId: '333333333333', operation: 'PutObject' });
  });
});
