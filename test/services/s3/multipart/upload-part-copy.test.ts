import {
  DeleteObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCopyCommand,
  type UploadPartCopyCommandInput,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';
import { plain, SMALLEST_PART, type StartedUpload, startUpload } from './multipart-client.js';

const FORM =
  'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy';

describe.each(engines)('parts that are copied (%s)', (engine) => {
  const opened = openBucket(engine);
  const copyPart = async (upload: StartedUpload, PartNumber: number, input: Partial<UploadPartCopyCommandInput> = {}) => {
    const { Key, UploadId } = upload;
    const { $metadata, ...output } = await opened.s3.send(
      new UploadPartCopyCommand({ Bucket, Key, UploadId, PartNumber, CopySource: `${Bucket}/source`, ...input }),
    );
    return output;
  };
  const put = (Key: string, Body: string | Uint8Array) => opened.s3.send(new PutObjectCommand({ Bucket, Key, Body }));

  beforeAll(async () => {
    await opened.aws.clock.freeze(new Date('2026-03-01T12:00:00Z'));
    await put('source', '0123456789');
  });

  it('are of the whole source', async () => {
    const upload = await startUpload(opened, 'whole');
    const output = await copyPart(upload, 1);
    expect(output).toEqual({
      CopyPartResult: { ETag: '"781e5e245d69b566979b86e28d23f2c7"', LastModified: new Date('2026-03-01T12:00:00Z') },
      ServerSideEncryption: 'AES256',
    });
    await upload.complete([{ PartNumber: 1, ...(output.CopyPartResult?.ETag === undefined ? {} : { ETag: output.CopyPartResult.ETag }) }]);
    expect((await opened.get({ Key: 'whole' })).Body).toBe('0123456789');
  });

  it('are of a range of it', async () => {
    const upload = await startUpload(opened, 'ranges');
    const etags = [];
    for (const [index, range] of ['bytes=0-8', 'bytes=1-1', 'bytes=0-0'].entries())
      etags.push((await copyPart(upload, index + 1, { CopySourceRange: range })).CopyPartResult?.ETag);
    expect(etags).toEqual([
      '"22975d8a5ed1b91445f6c55ac121505b"',
      '"c4ca4238a0b923820dcc509a6f75849b"',
      '"cfcd208495d565ef66e7dff9f98764da"',
    ]);
    const { Parts } = await opened.s3.send(new ListPartsCommand({ Bucket, Key: 'ranges', UploadId: upload.UploadId }));
    expect(Parts?.map(({ Size }) => Size)).toEqual([9, 1, 1]);
  });

  it.each(['0-8', 'bytes=1-0', 'bytes=-1-', 'bytes=0--1', 'bytes=0-1,3-4,7-9', 'bytes=-', 'bytes=-0', 'bytes=1-', 'bytes=-2', 'bytes=-15'])(
    'have no range %s',
    async (CopySourceRange) => {
      const upload = await startUpload(opened, 'wrong');
      expect(await refusal(copyPart(upload, 1, { CopySourceRange }))).toEqual({
        code: 'InvalidArgument',
        message: FORM,
        status: 400,
        members: { ArgumentName: 'x-amz-copy-source-range', ArgumentValue: CopySourceRange },
      });
    },
  );

  it('lie within their source', async () => {
    const upload = await startUpload(opened, 'outside');
    expect(await refusal(copyPart(upload, 1, { CopySourceRange: 'bytes=0-100' }))).toEqual({
      code: 'InvalidArgument',
      message: 'Range specified is not valid for source object of size: 10',
      status: 400,
      members: { ArgumentName: 'x-amz-copy-source-range', ArgumentValue: 'bytes=0-100' },
    });
    expect(await refusal(copyPart(upload, 1, { CopySourceRange: 'bytes=100-200' }))).toEqual({
      code: 'InvalidRequest',
      message: 'The specified copy range is invalid for the source object size',
      status: 400,
      members: {},
    });
  });

  it('have the checksum of their upload', async () => {
    await put('this-part', 'this is a part');
    const upload = await startUpload(opened, 'summed', { ChecksumAlgorithm: 'CRC32C', ChecksumType: 'FULL_OBJECT' });
    const { CopyPartResult } = await copyPart(upload, 1, { CopySource: `${Bucket}/this-part` });
    expect(CopyPartResult).toMatchObject({ ChecksumCRC32C: 'iqJrOQ==', ETag: '"11df95d595559285eb2b042124e74f09"' });
    const completed = await upload.complete([{ PartNumber: 1, ETag: '"11df95d595559285eb2b042124e74f09"' }]);
    expect(completed).toMatchObject({ ChecksumCRC32C: 'iqJrOQ==', ETag: '"395d97c07920de036bfa21e7568a2e9f-1"' });
  });

  it('hold the conditions on their source', async () => {
    const upload = await startUpload(opened, 'conditional');
    const failed = async (input: Partial<UploadPartCopyCommandInput>) => (await refusal(copyPart(upload, 1, input))).members.Condition;
    const before = new Date('2026-03-01T11:00:00Z');
    const now = new Date('2026-03-01T12:00:00Z');
    expect(await failed({ CopySourceIfModifiedSince: now })).toBe('x-amz-copy-source-If-Modified-Since');
    expect(await failed({ CopySourceIfUnmodifiedSince: before, CopySourceIfNoneMatch: '"other"' })).toBe(
      'x-amz-copy-source-If-Unmodified-Since',
    );
    await copyPart(upload, 1, { CopySourceIfNoneMatch: 'none-match' });
    await copyPart(upload, 1, { CopySourceIfModifiedSince: new Date('2026-03-02') });
    await copyPart(upload, 1, { CopySourceIfUnmodifiedSince: now });
  });

  it('join stretches of sources that are gone by then', async () => {
    const large = Buffer.alloc(SMALLEST_PART + 10, 'l');
    large.write('begin', 0);
    large.write('end', large.length - 3);
    await put('large', large);
    const first = await startUpload(opened, 'joined');
    const parts = [];
    for (const [index, range] of [`bytes=5-${large.length - 1}`, 'bytes=0-4'].entries()) {
      const { CopyPartResult } = await copyPart(first, index + 1, { CopySource: `${Bucket}/large`, CopySourceRange: range });
      parts.push(plain({ PartNumber: index + 1, ETag: CopyPartResult?.ETag ?? '' }));
    }
    await opened.s3.send(new DeleteObjectCommand({ Bucket, Key: 'large' }));
    await first.complete(parts);
    const joined = Buffer.concat([large.subarray(5), large.subarray(0, 5)]);
    expect((await opened.get({ Key: 'joined' })).Body).toBe(joined.toString());
    // A stretch of stretches.
    const second = await startUpload(opened, 'again');
    const range = `bytes=${joined.length - 7}-${joined.length - 2}`;
    const { CopyPartResult } = await copyPart(second, 1, { CopySource: `${Bucket}/joined`, CopySourceRange: range });
    await opened.s3.send(new DeleteObjectCommand({ Bucket, Key: 'joined' }));
    await second.complete([plain({ PartNumber: 1, ETag: CopyPartResult?.ETag ?? '' })]);
    expect((await opened.get({ Key: 'again' })).Body).toBe('ndbegi');
  });
});
