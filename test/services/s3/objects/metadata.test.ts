import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { startTinsmith } from '../../../../src/index.js';
import { elementOf, engines } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

/** UTF-8 as it stands in a header: one character a byte. */
const bytes = (text: string): string => Buffer.from(text).toString('latin1');

describe.each(engines)('metadata (%s)', (engine) => {
  const opened = openBucket(engine);
  const put = (Key: string, headers: Readonly<Record<string, string>>) =>
    opened.raw({ method: 'PUT', target: `/${Bucket}/${Key}`, headers, body: '' });

  it('is kept by names in lower case', async () => {
    await opened.s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'foo', Metadata: { TEST_META_1: 'foo', __meta_2: 'bar' } }));
    const { Metadata } = await opened.s3.send(new HeadObjectCommand({ Bucket, Key: 'k' }));
    expect(Metadata).toEqual({ test_meta_1: 'foo', __meta_2: 'bar' });
  });

  it('may have the names that JavaScript gives a meaning', async () => {
    await put('odd', { 'x-amz-meta-__proto__': 'a', 'x-amz-meta-constructor': 'b', 'x-amz-meta-': 'c' });
    const { headers } = await opened.raw({ method: 'HEAD', target: `/${Bucket}/odd` });
    const found = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-'));
    expect(Object.fromEntries(found)).toMatchObject({ 'x-amz-meta-__proto__': 'a', 'x-amz-meta-constructor': 'b' });
  });

  // Recorded on AWS: what comes back for what was sent.
  it.each([
    ['=?UTF-8?B?YWJj?=', 'abc'],
    ['=?UTF-8?Q?actually-ascii?=', 'actually-ascii'],
    [bytes('test_—_file%E2%80%94_é_2?.pdf'), '=?UTF-8?Q?test=5F=E2=80=94=5Ffile%E2%80%94=5F=C3=A9=5F2=3F.pdf?='],
    [bytes('ÄMÄZÕÑ S3'), '=?UTF-8?Q?=C3=84M=C3=84Z=C3=95=C3=91_S3?='],
    ['=?UTF-8?B?AAECAw==?=', '=?UTF-8?B?AAECAw==?='],
    ['\xff\xfe\xfd\xfc\xfb\xfa\xf9', '=?UTF-8?B?77+977+977+977+977+977+977+9?='],
    ['=?UTF-8?B?/2H/?=', '=?UTF-8?B?77+9Ye+/vQ==?='],
    ['!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~', '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'],
    ['=?KLINGON?Q?nuqneH?=', '=?KLINGON?Q?nuqneH?='],
    ['=?UTF-8?Q?one?= =?UTF-8?Q?two?= three', 'onetwo three'],
  ])('%j is given back as %j', async (sent, received) => {
    await put('value', { 'x-amz-meta-value': sent });
    const { headers } = await opened.raw({ method: 'HEAD', target: `/${Bucket}/value` });
    expect(headers['x-amz-meta-value']).toBe(received);
  });

  it('holds 2 KB', async () => {
    const ofSize = (size: number) => put('big', { 'x-amz-meta-a': 'x'.repeat(size - 1) });
    expect((await ofSize(2048)).status).toBe(200);
    const { status, body } = await ofSize(2049);
    expect([status, elementOf(body, 'Code'), elementOf(body, 'Message')]).toEqual([
      400,
      'MetadataTooLarge',
      'Your metadata headers exceed the maximum allowed metadata size',
    ]);
    expect([elementOf(body, 'Size'), elementOf(body, 'MaxSizeAllowed')]).toEqual(['2049', '2048']);
  });

  it('of the system is given back byte by byte', async () => {
    const sent = {
      'cache-control': bytes('ÄMÄZÕÑ S3'),
      'content-disposition': bytes('attachment; filename="test_—_file%E2%80%94_é_2.pdf"'),
      'content-language': 'de',
    };
    await put('system', sent);
    const { headers } = await opened.raw({ target: `/${Bucket}/system` });
    expect(headers).toMatchObject(sent);
  });
});

describe('headers on a socket', () => {
  it('hold the same bytes', async () => {
    const aws = await startTinsmith();
    try {
      const call = async (method: string, headers: Readonly<Record<string, string>> = {}) => {
        const outgoing = request(`${aws.endpoint}/${Bucket}/k`, { method, headers });
        outgoing.end();
        // What 'response' brings.
        const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
        answer.resume();
        return answer;
      };
      await fetch(`${aws.endpoint}/${Bucket}`, { method: 'PUT' });
      const sent = { 'cache-control': bytes('Ä—'), 'x-amz-meta-name': bytes('Zoë'), 'content-length': '0' };
      expect((await call('PUT', sent)).statusCode).toBe(200);
      for (const method of ['GET', 'HEAD']) {
        expect((await call(method)).headers).toMatchObject({ 'cache-control': bytes('Ä—'), 'x-amz-meta-name': '=?UTF-8?Q?Zo=C3=AB?=' });
      }
    } finally {
      await aws.stop();
    }
  });
});
