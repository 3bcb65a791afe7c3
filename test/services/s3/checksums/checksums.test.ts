import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { HeadObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { elementOf, engines, refusal } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

const Body = 'test-checksum';
const data = 'test data..';

describe.each(engines)('checksums (%s)', (engine) => {
  const opened = openBucket(engine);
  const put = (Key: string, headers: Readonly<Record<string, string>> = {}, body: string | Uint8Array = data) =>
    opened.raw({ method: 'PUT', target: `/${Bucket}/${Key}`, headers, body });
  const head = async (Key: string) => {
    const { $metadata, ...output } = await opened.s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
    return Object.fromEntries(Object.entries(output).filter(([name]) => name.startsWith('Checksum')));
  };

  it.each([
    ['CRC32', 'lVk/nw=='],
    ['CRC32C', 'Fz3epA=='],
    ['CRC64NVME', '1f2xscCCZCU='],
    ['SHA1', digestOf('sha1', Body)],
    ['SHA256', '1YQo81vx2VFUl0q5ccWISq8AkSBQQ0WO80S82TmfdIQ='],
  ] as const)('of the algorithm %s are computed by the SDK, checked, and given back', async (ChecksumAlgorithm, value) => {
    const checksum = { [`Checksum${ChecksumAlgorithm}`]: value, ChecksumType: 'FULL_OBJECT' };
    const output = await opened.s3.send(new PutObjectCommand({ Bucket, Key: ChecksumAlgorithm, Body, ChecksumAlgorithm }));
    expect(output).toMatchObject(checksum);
    expect(await opened.get({ Key: ChecksumAlgorithm })).toMatchObject({ Body, ...checksum });
    expect(await head(ChecksumAlgorithm)).toEqual(checksum);
    const listed = await opened.s3.send(new ListObjectsV2Command({ Bucket, Prefix: ChecksumAlgorithm, MaxKeys: 1 }));
    expect(listed.Contents?.[0]).toMatchObject({ ChecksumAlgorithm: [ChecksumAlgorithm], ChecksumType: 'FULL_OBJECT' });
  });

  // Digests of no bytes; those of xxHash as its specification gives them, big-endian.
  it.each([
    ['SHA512', digestOf('sha512', '')],
    ['MD5', digestOf('md5', '')],
    ['XXHASH64', Buffer.from('ef46db3751d8e999', 'hex').toString('base64')],
    ['XXHASH3', Buffer.from('2d06800538d394c2', 'hex').toString('base64')],
    ['XXHASH128', Buffer.from('99aa06d3014798d86001c324468d497f', 'hex').toString('base64')],
  ])('of the algorithm %s are checked and given back', async (algorithm, value) => {
    const header = `x-amz-checksum-${algorithm.toLowerCase()}`;
    expect(await put(algorithm, { [header]: value }, '')).toMatchObject({ status: 200, headers: { [header]: value } });
    expect(await head(algorithm)).toEqual({ [`Checksum${algorithm}`]: value, ChecksumType: 'FULL_OBJECT' });
    expect((await put(algorithm, { [header]: value }, 'other')).status).toBe(400);
  });

  it('are CRC64NVME where the caller sends none', async () => {
    await put('none', {}, Body);
    expect(await head('none')).toEqual({ ChecksumCRC64NVME: '1f2xscCCZCU=', ChecksumType: 'FULL_OBJECT' });
  });

  it.each([
    [
      'without one',
      {},
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    ],
    [
      'with one of another',
      { 'x-amz-checksum-sha256': digestOf('sha256', data) },
      'Value for x-amz-sdk-checksum-algorithm header is invalid.',
    ],
  ])('are refused where an algorithm is announced %s', async (_, headers, message) => {
    const { status, body } = await put('announced', { 'x-amz-sdk-checksum-algorithm': 'CRC32', ...headers });
    expect([status, elementOf(body, 'Code'), elementOf(body, 'Message')]).toEqual([400, 'InvalidRequest', message]);
  });

  it.each([
    ['CRC32', 'AAAAAA=='],
    ['CRC64NVME', 'AAAAAAAAAAA='],
    ['SHA1', digestOf('sha1', 'other')],
    ['SHA256', digestOf('sha256', 'other')],
  ])('of the algorithm %s that are malformed or wrong are refused', async (algorithm, wrong) => {
    const header = `x-amz-checksum-${algorithm.toLowerCase()}`;
    for (const malformed of ['wrong', 'AAA=', '!']) {
      const { status, body } = await put('wrong', { [header]: malformed });
      expect([status, elementOf(body, 'Code'), elementOf(body, 'Message')]).toEqual([
        400,
        'InvalidRequest',
        `Value for ${header} header is invalid.`,
      ]);
    }
    const { status, body } = await put('wrong', { [header]: wrong });
    expect([status, elementOf(body, 'Code'), elementOf(body, 'Message')]).toEqual([
      400,
      'BadDigest',
      `The ${algorithm} you specified did not match the calculated checksum.`,
    ]);
    expect(await refusal(head('wrong'))).toMatchObject({ status: 404 });
  });

  it('may not be two, and not of an unknown kind', async () => {
    const two = await put('two', { 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-checksum-sha1': digestOf('sha1', data) });
    expect([two.status, elementOf(two.body, 'Code'), elementOf(two.body, 'Message')]).toEqual([
      400,
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    ]);
    const trailer = await put('trailer', { 'x-amz-trailer': 'x-amz-checksum-rot13' });
    expect([trailer.status, elementOf(trailer.body, 'Message')]).toEqual([
      400,
      'The value specified in the x-amz-trailer header is not supported',
    ]);
  });

  it('come in the trailer of a stream', async () => {
    const upload = (line: string) =>
      put(
        'streamed',
        {
          'content-encoding': 'aws-chunked',
          'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
          'x-amz-decoded-content-length': '13',
          'x-amz-trailer': 'x-amz-checksum-crc64nvme',
        },
        `d\r\ntest-checksum\r\n0\r\n${line}\r\n`,
      );
    expect((await upload('x-amz-checksum-crc64nvme:qUVrWYOrIAM=\r\n')).status).toBe(400);
    const right = await upload('x-amz-checksum-crc64nvme:1f2xscCCZCU=\r\n');
    expect(right.status).toBe(200);
    expect((await opened.get({ Key: 'streamed' })).Body).toBe(Body);
    for (const missing of ['', 'x-amz-checksum-crc64nvme:nonsense\r\n']) {
      const { status, body } = await upload(missing);
      expect([status, elementOf(body, 'Message')]).toEqual([400, 'Value for x-amz-checksum-crc64nvme trailing header is invalid.']);
    }
  });

  it('of streams are written into the trailer by the SDK', async () => {
    async function* source(): AsyncGenerator<Uint8Array> {
      for (let part = 0; part < 20; part++) yield Buffer.alloc(10_000, part);
    }
    const whole = Buffer.concat(Array.from({ length: 20 }, (_, part) => Buffer.alloc(10_000, part)));
    const input = { Bucket, Key: 'sdk-stream', Body: Readable.from(source()), ContentLength: whole.length };
    const { ETag } = await opened.s3.send(new PutObjectCommand({ ...input, ChecksumAlgorithm: 'CRC32C' }));
    expect(ETag).toBe(`"${createHash('md5').update(whole).digest('hex')}"`);
    expect(await head('sdk-stream')).toHaveProperty('ChecksumCRC32C');
  });

  it('of a body that ends too soon or too late are not asked for', async () => {
    const chunked = (length: number) =>
      put(
        'cut',
        {
          'content-encoding': 'aws-chunked',
          'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
          'x-amz-decoded-content-length': String(length),
        },
        '4\r\nsome\r\n0\r\n\r\n',
      );
    for (const length of [3, 5]) {
      const { status, body } = await chunked(length);
      expect([status, elementOf(body, 'Code')]).toEqual([400, 'IncompleteBody']);
    }
    expect(await refusal(head('cut'))).toMatchObject({ status: 404 });
  });

  it.each(['__invalid__', '000', 'not base64 encoded checksum', 'MTIz', 'dGVzdC1zdHJpbmc='])('refuse the Content-MD5 %s', async (md5) => {
    const { status, body } = await put('md5', { 'content-md5': md5 });
    expect([status, elementOf(body, 'Code'), elementOf(body, 'Message'), elementOf(body, 'Content-MD5')]).toEqual([
      400,
      'InvalidDigest',
      'The Content-MD5 you specified was invalid.',
      md5,
    ]);
  });

  it('compare the Content-MD5 with the bytes', async () => {
    const wrong = await put('md5', { 'content-md5': 'CYketZBSTjX8czcs3cXVlg==' }, 'something');
    expect(wrong.status).toBe(400);
    expect(elementOf(wrong.body, 'Code')).toBe('BadDigest');
    expect(elementOf(wrong.body, 'Message')).toBe('The Content-MD5 you specified did not match what we received.');
    expect(elementOf(wrong.body, 'ExpectedDigest')).toBe('09891eb590524e35fc73372cddc5d596');
    expect(elementOf(wrong.body, 'CalculatedDigest')).toBe('Q3uTDbhLgHnC3YBKcZNrXw==');
    expect((await put('md5', { 'content-md5': 'Q3uTDbhLgHnC3YBKcZNrXw==' }, 'something')).status).toBe(200);
  });

  it('compare the signed payload with the bytes', async () => {
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
    expect((await put('signed', { 'x-amz-content-sha256': sha256(data) })).status).toBe(200);
    const { status, body } = await put('signed', { 'x-amz-content-sha256': sha256('other') });
    expect(status).toBe(400);
    expect(elementOf(body, 'Code')).toBe('XAmzContentSHA256Mismatch');
    expect(elementOf(body, 'ClientComputedContentSHA256')).toBe(sha256('other'));
    expect(elementOf(body, 'S3ComputedContentSHA256')).toBe(sha256(data));
  });

  it('are shown to whom asks for them, however he writes that', async () => {
    await put('shown', { 'x-amz-checksum-crc32': crc32Of(data) });
    const ask = async (method: string, mode: string) => {
      const { status, headers, body } = await opened.raw({ method, target: `/${Bucket}/shown`, headers: { 'x-amz-checksum-mode': mode } });
      return [
        status,
        headers['x-amz-checksum-crc32'],
        elementOf(body, 'Code'),
        elementOf(body, 'ArgumentName'),
        elementOf(body, 'ArgumentValue'),
      ];
    };
    for (const mode of ['ENABLED', 'enabled'])
      for (const method of ['GET', 'HEAD']) expect((await ask(method, mode)).slice(0, 2)).toEqual([200, crc32Of(data)]);
    expect(await ask('GET', 'on')).toEqual([400, undefined, 'InvalidArgument', 'x-amz-checksum-mode', 'on']);
  });

  it('are neither computed nor checked by clients that need none', async () => {
    const config = { requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' } as const;
    const client = new S3Client({ ...opened.aws.clientConfig(), ...config });
    const { ChecksumCRC64NVME } = await client.send(new PutObjectCommand({ Bucket, Key: 'old-client', Body: 'something' }));
    expect(ChecksumCRC64NVME).toBe('1BGd19PD4OU=');
    client.destroy();
  });
});

const digestOf = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('base64');

function crc32Of(bytes: string | Uint8Array): string {
  const value = Buffer.alloc(4);
  value.writeUInt32BE(crc32(bytes));
  return value.toString('base64');
}
