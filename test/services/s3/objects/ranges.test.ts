import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

const Key = 'digits';
const checksum = { ChecksumCRC32: 'poTHxg==', ChecksumType: 'FULL_OBJECT' };

describe.each(engines)('ranges of objects (%s)', (engine) => {
  const opened = openBucket(engine);
  beforeAll(() => opened.s3.send(new PutObjectCommand({ Bucket, Key, Body: '0123456789' })));

  it.each([
    ['bytes=0-8', '012345678', 'bytes 0-8/10'],
    ['bytes=1-1', '1', 'bytes 1-1/10'],
    ['bytes=1-', '123456789', 'bytes 1-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=-9', '123456789', 'bytes 1-9/10'],
    ['bytes=0-0', '0', 'bytes 0-0/10'],
  ])('%s is a part of the object, without a checksum', async (Range, Body, ContentRange) => {
    const output = await opened.get({ Key, Range });
    expect(output).toMatchObject({ Body, ContentRange, ContentLength: Body.length, AcceptRanges: 'bytes', status: 206 });
    expect(output).not.toHaveProperty('ChecksumCRC32');
    expect(output).not.toHaveProperty('ChecksumType');
  });

  it.each(['bytes=-15', 'bytes=0-100', 'bytes=0-'])('%s is all of the object, with its checksum', async (Range) => {
    expect(await opened.get({ Key, Range })).toMatchObject({
      Body: '0123456789',
      ContentRange: 'bytes 0-9/10',
      ContentLength: 10,
      status: 206,
      ...checksum,
    });
  });

  it.each(['bytes=1-0', 'bytes=-1-', 'bytes=0--1', 'bytes=0-1,3-4,7-9', 'bytes 1-2', '1-2', 'bytes=-', 'items=0-1'])(
    '%s is no range, and ignored',
    async (Range) => {
      const output = await opened.get({ Key, Range });
      expect(output).toMatchObject({ Body: '0123456789', ContentLength: 10, status: 200, ...checksum });
      expect(output).not.toHaveProperty('ContentRange');
    },
  );

  it.each(['bytes=-0', 'bytes=100-200', 'bytes=10-'])('%s cannot be satisfied', async (Range) => {
    expect(await refusal(opened.s3.send(new GetObjectCommand({ Bucket, Key, Range })))).toEqual({
      code: 'InvalidRange',
      message: 'The requested range is not satisfiable',
      status: 416,
      members: { ActualObjectSize: '10', RangeRequested: Range },
    });
  });

  it('hold for HEAD, too', async () => {
    const head = await opened.s3.send(new HeadObjectCommand({ Bucket, Key, Range: 'bytes=2-4' }));
    expect(head).toMatchObject({ ContentLength: 3, ContentRange: 'bytes 2-4/10', $metadata: { httpStatusCode: 206 } });
    const wrong = opened.s3.send(new HeadObjectCommand({ Bucket, Key, Range: 'bytes=100-' }));
    expect(await refusal(wrong)).toMatchObject({ status: 416 });
  });

  it('are cut out of large objects, wherever their pieces begin', async () => {
    const bytes = Buffer.alloc(300_000, 0).map((_, index) => index % 251);
    await opened.s3.send(new PutObjectCommand({ Bucket, Key: 'large', Body: bytes }));
    for (const [start, end] of [
      [0, 1],
      [65_535, 65_537],
      [131_072, 262_144],
      [299_999, 299_999],
    ] as const) {
      const { Body } = await opened.s3.send(new GetObjectCommand({ Bucket, Key: 'large', Range: `bytes=${start}-${end}` }));
      const read = Buffer.from((await Body?.transformToByteArray()) ?? []);
      expect(read.equals(bytes.subarray(start, end + 1))).toBe(true);
    }
  });
});
