import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutBucketVersioningCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { elementOf, engines, refusal } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';
import { plain, SMALLEST_PART, startUpload } from './multipart-client.js';

const noSuchUpload = (UploadId: string) => ({
  code: 'NoSuchUpload',
  message: 'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
  status: 404,
  members: { UploadId },
});

describe.each(engines)('uploads in parts (%s)', (engine) => {
  const opened = openBucket(engine);
  const list = async (Key: string, UploadId: string, input = {}) => {
    const { $metadata, ...output } = await opened.s3.send(new ListPartsCommand({ Bucket, Key, UploadId, ...input }));
    return output;
  };

  it('are begun, fed and completed as recorded on AWS', async () => {
    const Key = 'test-list-parts';
    const {
      $metadata,
      UploadId = '',
      ...created
    } = await opened.s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ChecksumAlgorithm: undefined }));
    expect(created).toEqual({ Bucket, Key, ServerSideEncryption: 'AES256' });
    expect(UploadId).toMatch(/^[A-Za-z0-9._]{128}$/);
    const described = {
      Bucket,
      Key,
      UploadId,
      IsTruncated: false,
      MaxParts: 1000,
      PartNumberMarker: '0',
      StorageClass: 'STANDARD',
      Initiator: { ID: expect.any(String), DisplayName: expect.any(String) },
      Owner: { ID: expect.any(String) },
    };
    expect(await list(Key, UploadId)).toEqual({ ...described, NextPartNumberMarker: '0' });
    const Body = 'upload-part-1'.repeat(5);
    const { $metadata: _, ...part } = await opened.s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body }));
    expect(part).toEqual({ ChecksumCRC32: 'axEe0A==', ETag: '"3237c18681adb6a9d843c733ce249480"', ServerSideEncryption: 'AES256' });
    expect(await list(Key, UploadId)).toEqual({
      ...described,
      NextPartNumberMarker: '1',
      Parts: [{ ETag: part.ETag, LastModified: expect.any(Date), PartNumber: 1, Size: 65 }],
    });
    const Parts = [{ PartNumber: 1, ...(part.ETag === undefined ? {} : { ETag: part.ETag }) }];
    const complete = new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } });
    const { $metadata: __, ...completed } = await opened.s3.send(complete);
    expect(completed).toEqual({
      Bucket,
      Key,
      ChecksumCRC64NVME: 'CTXktO4pIQs=',
      ChecksumType: 'FULL_OBJECT',
      ETag: '"e747540af6911dbc890f8d3e0b48549b-1"',
      Location: expect.stringContaining(Key),
      ServerSideEncryption: 'AES256',
    });
    expect(await refusal(list(Key, UploadId))).toEqual(noSuchUpload(UploadId));
    expect(await opened.get({ Key, ChecksumMode: 'ENABLED' })).toMatchObject({
      Body,
      ContentLength: 65,
      ChecksumCRC64NVME: 'CTXktO4pIQs=',
    });
    // To complete it again changes nothing.
    const { $metadata: ___, ...again } = await opened.s3.send(complete);
    expect(again).toEqual(completed);
  });

  it('give the object what they began with', async () => {
    const upload = await startUpload(opened, 'described', {
      ContentType: 'text/plain',
      CacheControl: 'no-cache',
      Metadata: { who: 'me' },
      StorageClass: 'STANDARD_IA',
      Tagging: 'b=2&a=1',
    });
    await upload.complete([plain(await upload.part(1, 'x'))]);
    expect(await opened.get({ Key: 'described' })).toMatchObject({
      ContentType: 'text/plain',
      CacheControl: 'no-cache',
      Metadata: { who: 'me' },
      StorageClass: 'STANDARD_IA',
      TagCount: 2,
    });
    const { TagSet } = await opened.s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'described' }));
    expect(TagSet).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ]);
  });

  it('make objects that are read from any part into any other', async () => {
    const upload = await startUpload(opened, 'whole');
    const bodies = [Buffer.alloc(SMALLEST_PART, 'a'), Buffer.alloc(SMALLEST_PART + 1, 'b'), Buffer.from('ccc')];
    const parts = [];
    // Numbers may have gaps, and parts may come in any order.
    for (const at of [2, 0, 1]) parts[at] = plain(await upload.part(at * 2 + 1, bodies[at] ?? ''));
    await upload.complete(parts);
    const whole = Buffer.concat(bodies);
    expect((await opened.get({ Key: 'whole' })).Body).toBe(whole.toString());
    const ranges: readonly (readonly [number, number])[] = [
      [SMALLEST_PART - 2, SMALLEST_PART + 1],
      [2 * SMALLEST_PART, whole.length - 1],
      [SMALLEST_PART - 1, 2 * SMALLEST_PART + 1],
      [0, 0],
    ];
    for (const [first, last] of ranges) {
      const read = await opened.get({ Key: 'whole', Range: `bytes=${first}-${last}` });
      expect(read.Body).toBe(whole.subarray(first, last + 1).toString());
      expect(read.ContentRange).toBe(`bytes ${first}-${last}/${whole.length}`);
    }
    for (const [index, body] of bodies.entries()) {
      const read = await opened.get({ Key: 'whole', PartNumber: index + 1 });
      expect(read).toMatchObject({ Body: body.toString(), PartsCount: 3, ContentLength: body.length, status: 206 });
    }
  });

  it('date the object by their beginning', async () => {
    await opened.aws.clock.freeze(new Date('2026-03-01T12:00:00Z'));
    const upload = await startUpload(opened, 'dated');
    const part = plain(await upload.part(1, 'x'));
    await opened.aws.clock.advance(3_600_000);
    await upload.complete([part]);
    expect((await opened.get({ Key: 'dated' })).LastModified).toEqual(new Date('2026-03-01T12:00:00Z'));
  });

  it('take the last of the parts that came under one number', async () => {
    const upload = await startUpload(opened, 'again');
    const first = await upload.part(1, 'first');
    const second = await upload.part(1, 'second');
    expect((await list('again', upload.UploadId)).Parts).toHaveLength(1);
    expect(await refusal(upload.complete([plain(first)]))).toMatchObject({ code: 'InvalidPart' });
    await upload.complete([plain(second)]);
    expect((await opened.get({ Key: 'again' })).Body).toBe('second');
  });

  it('are gone when they are aborted', async () => {
    const upload = await startUpload(opened, 'aborted');
    const part = await upload.part(1, 'x');
    const abort = () => opened.s3.send(new AbortMultipartUploadCommand({ Bucket, Key: 'aborted', UploadId: upload.UploadId }));
    expect((await abort()).$metadata.httpStatusCode).toBe(204);
    expect(await refusal(abort())).toEqual(noSuchUpload(upload.UploadId));
    expect(await refusal(upload.complete([plain(part)]))).toEqual(noSuchUpload(upload.UploadId));
    expect(await refusal(opened.s3.send(new HeadObjectCommand({ Bucket, Key: 'aborted' })))).toMatchObject({ status: 404 });
  });

  it('belong to their key', async () => {
    const upload = await startUpload(opened, 'their-key');
    const part = plain(await upload.part(1, 'x'));
    const { UploadId } = upload;
    const place = { Bucket, Key: 'other-key', UploadId };
    for (const call of [
      opened.s3.send(new UploadPartCommand({ ...place, PartNumber: 1, Body: 'x' })),
      opened.s3.send(new CompleteMultipartUploadCommand({ ...place, MultipartUpload: { Parts: [part] } })),
      opened.s3.send(new ListPartsCommand(place)),
      opened.s3.send(new AbortMultipartUploadCommand(place)),
    ]) {
      expect(await refusal(call)).toEqual(noSuchUpload(UploadId));
    }
    for (const wrong of ['../../etc/passwd', 'null', `${UploadId}x`]) {
      expect(await refusal(list('their-key', wrong))).toEqual(noSuchUpload(wrong));
    }
  });

  it('have parts numbered from 1 to 10,000', async () => {
    const upload = await startUpload(opened, 'numbered');
    for (const number of [-1, 0, 10_001]) {
      expect(await refusal(upload.part(number, 'x'))).toEqual({
        code: 'InvalidArgument',
        message: 'Part number must be an integer between 1 and 10000, inclusive',
        status: 400,
        members: { ArgumentName: 'partNumber', ArgumentValue: String(number) },
      });
    }
    await upload.complete([plain(await upload.part(10_000, 'x'))]);
  });

  it('list their parts in pages', async () => {
    const upload = await startUpload(opened, 'paged');
    for (const number of [3, 1, 7]) await upload.part(number, `part ${number}`);
    const first = await list('paged', upload.UploadId, { MaxParts: 2 });
    expect(first).toMatchObject({ IsTruncated: true, MaxParts: 2, NextPartNumberMarker: '3' });
    expect(first.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([1, 3]);
    const second = await list('paged', upload.UploadId, { MaxParts: 2, PartNumberMarker: '3' });
    expect(second).toMatchObject({ IsTruncated: false, PartNumberMarker: '3', NextPartNumberMarker: '7' });
    expect(second.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([7]);
    for (const empty of ['part-number-marker=', 'max-parts=']) {
      const { status, body } = await opened.raw({ target: `/${Bucket}/paged?uploadId=${upload.UploadId}&${empty}` });
      expect([status, elementOf(body, 'MaxParts'), elementOf(body, 'PartNumberMarker')]).toEqual([200, '1000', '0']);
    }
  });

  it('leave a key as it was until they are complete', async () => {
    const before = await startUpload(opened, 'kept');
    await before.complete([plain(await before.part(1, 'before'))]);
    const upload = await startUpload(opened, 'kept');
    const part = plain(await upload.part(1, 'after'));
    expect((await opened.get({ Key: 'kept' })).Body).toBe('before');
    await upload.complete([part]);
    expect((await opened.get({ Key: 'kept' })).Body).toBe('after');
  });

  it('make versions where the bucket has them, and go with their bucket', async () => {
    const versioned = { Bucket: 'versioned-uploads' };
    await opened.s3.send(new CreateBucketCommand(versioned));
    await opened.s3.send(new PutBucketVersioningCommand({ ...versioned, VersioningConfiguration: { Status: 'Enabled' } }));
    const upload = await startUpload(opened, 'key', versioned);
    const { VersionId } = await upload.complete([plain(await upload.part(1, 'x'))]);
    expect(await opened.get({ ...versioned, Key: 'key' })).toMatchObject({ VersionId, Body: 'x' });

    const other = { Bucket: 'only-uploads' };
    await opened.s3.send(new CreateBucketCommand(other));
    await (await startUpload(opened, 'key', other)).part(1, 'x');
    await opened.s3.send(new DeleteBucketCommand(other));
    await opened.s3.send(new CreateBucketCommand(other));
    expect((await opened.s3.send(new ListMultipartUploadsCommand(other))).Uploads).toBeUndefined();
  });
});
