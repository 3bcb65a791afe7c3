/** What becomes of bytes: nothing is copied that can be named, nothing stays that nobody names, and nothing mixes. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { startTinsmith } from '../../../../src/index.js';
import { engines } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';
import { plain, SMALLEST_PART, startUpload } from './multipart-client.js';

describe.each(engines)('bytes (%s)', (engine) => {
  const opened = openBucket(engine);

  it('of a source are named by its copies, however many parts they make', async () => {
    const body = Buffer.alloc(SMALLEST_PART, 'a');
    // A checksum of the kind that the upload has: then no byte is read.
    await opened.s3.send(new PutObjectCommand({ Bucket, Key: 'piece', Body: body, ChecksumAlgorithm: 'CRC64NVME' }));
    const { Key, UploadId, complete } = await startUpload(opened, 'gigabytes');
    const parts = [];
    for (let PartNumber = 1; PartNumber <= 500; PartNumber++) {
      const { CopyPartResult } = await opened.s3.send(
        new UploadPartCopyCommand({ Bucket, Key, UploadId, PartNumber, CopySource: `${Bucket}/piece` }),
      );
      parts.push({ PartNumber, ETag: CopyPartResult?.ETag ?? '' });
    }
    await complete(parts, { MpuObjectSize: 500 * SMALLEST_PART });
    await opened.s3.send(new DeleteObjectCommand({ Bucket, Key: 'piece' }));
    const head = await opened.s3.send(new HeadObjectCommand({ Bucket, Key }));
    expect(head.ContentLength).toBe(500 * SMALLEST_PART);
    const at = 300 * SMALLEST_PART;
    expect((await opened.get({ Key, Range: `bytes=${at - 2}-${at + 1}` })).Body).toBe('aaaa');
  });

  it('of objects that are overwritten while they are copied and read never mix', async () => {
    const { s3 } = opened;
    const write = async (letter: string) => {
      const upload = await startUpload(opened, 'raced');
      const parts = [plain(await upload.part(1, Buffer.alloc(SMALLEST_PART, letter))), plain(await upload.part(2, letter.repeat(1000)))];
      await upload.complete(parts);
    };
    await write('a');
    await Promise.all([
      write('b'),
      write('c'),
      ...Array.from({ length: 8 }, async (_, index) => {
        const Key = `raced-copy-${index}`;
        await s3.send(new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/raced` }));
        const { Body } = await opened.get({ Key });
        expect(String(Body)).toMatch(/^(a+|b+|c+)$/);
        expect(String((await opened.get({ Key: 'raced' })).Body)).toMatch(/^(a+|b+|c+)$/);
      }),
    ]);
  });
});

describe('files of bytes', () => {
  it('are gone with the last version, part or copy that names them', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'tinsmith-bytes-'));
    const aws = await startTinsmith({ listen: false, dataDir });
    const s3 = new S3Client(aws.clientConfig());
    try {
      await s3.send(new CreateBucketCommand({ Bucket }));
      const opened = { s3 };
      const aborted = await startUpload(opened, 'aborted');
      await aborted.part(1, 'x');
      await aborted.part(1, 'again');
      await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: 'aborted', UploadId: aborted.UploadId }));
      const completed = await startUpload(opened, 'completed');
      await completed.part(1, 'not listed');
      await completed.complete([plain(await completed.part(2, 'listed'))]);
      await s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/completed` }));
      await s3.send(new DeleteObjectCommand({ Bucket, Key: 'completed' }));
      await s3.send(new PutObjectCommand({ Bucket, Key: 'put', Body: 'first' }));
      await s3.send(new PutObjectCommand({ Bucket, Key: 'put', Body: 'second' }));
    } finally {
      s3.destroy();
      await aws.stop();
    }
    const files = (await readdir(dataDir, { recursive: true })).filter((name) => /[0-9a-f]{8}-[0-9a-f]{4}-/.test(name));
    await rm(dataDir, { recursive: true, force: true });
    // The copy's and the second put's.
    expect(files).toHaveLength(2);
  });
});
