import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectAttributesCommand,
  type GetObjectAttributesCommandInput,
  type ObjectAttributes,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { plain, SMALLEST_PART, startUpload } from '../multipart/multipart-client.js';
import { Bucket, openBucket } from '../s3-client.js';

describe.each(engines)('attributes of objects (%s)', (engine) => {
  const opened = openBucket(engine);
  const attributes = async (Key: string, asked: ObjectAttributes[], input: Partial<GetObjectAttributesCommandInput> = {}) => {
    const { $metadata, ...output } = await opened.s3.send(
      new GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: asked, ...input }),
    );
    return output;
  };
  const all: ObjectAttributes[] = ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'];

  it('are told as they are asked for', async () => {
    await opened.s3.send(new PutObjectCommand({ Bucket, Key: 'plain', Body: '69\n420\n' }));
    expect(await attributes('plain', all)).toEqual({
      Checksum: { ChecksumCRC32: 'WC+ANw==', ChecksumType: 'FULL_OBJECT' },
      ETag: 'e92499db864217242396e8ef766079a9',
      LastModified: expect.any(Date),
      ObjectSize: 7,
      StorageClass: 'STANDARD',
    });
    expect(await attributes('plain', ['StorageClass'])).toEqual({ LastModified: expect.any(Date), StorageClass: 'STANDARD' });
  });

  it('name the version, and there are none of a delete marker', async () => {
    const place = { Bucket: 'versioned-attributes' };
    await opened.s3.send(new CreateBucketCommand(place));
    await opened.s3.send(new PutBucketVersioningCommand({ ...place, VersioningConfiguration: { Status: 'Enabled' } }));
    const put = async (Body: string) => (await opened.s3.send(new PutObjectCommand({ ...place, Key: 'key', Body }))).VersionId ?? '';
    const [one, two] = [await put('69\n420\n'), await put('version 2')];
    expect(await attributes('key', ['ObjectSize'], place)).toMatchObject({ ObjectSize: 9, VersionId: two });
    const { VersionId: marker } = await opened.s3.send(new DeleteObjectCommand({ ...place, Key: 'key' }));
    expect(await refusal(attributes('key', ['ETag'], place))).toEqual({
      code: 'NoSuchKey',
      message: 'The specified key does not exist.',
      status: 404,
      members: { Key: 'key' },
    });
    expect(await attributes('key', ['ETag', 'ObjectSize', 'StorageClass'], { ...place, VersionId: one })).toEqual({
      ETag: 'e92499db864217242396e8ef766079a9',
      LastModified: expect.any(Date),
      ObjectSize: 7,
      StorageClass: 'STANDARD',
      VersionId: one,
    });
    expect(await refusal(attributes('key', ['ETag'], { ...place, VersionId: marker }))).toMatchObject({
      code: 'MethodNotAllowed',
      status: 405,
    });
  });

  it('page through parts that have checksums, as recorded on AWS', async () => {
    const Key = 'test-object-attrs-pagination';
    const upload = await startUpload(opened, Key, { ChecksumAlgorithm: 'SHA256' });
    const body = Buffer.alloc(SMALLEST_PART + 1, 'a');
    const parts = [];
    for (const number of [1, 2]) parts.push(await upload.part(number, body, { ChecksumAlgorithm: 'SHA256' }));
    expect((await upload.complete(parts)).ChecksumSHA256).toBe('2Wjxbc3N6c1y3Eqve6x8X+xPy4qXhB1vAMgge0qeZJM=-2');
    const paged = async (input: Partial<GetObjectAttributesCommandInput>) => (await attributes(Key, ['ObjectParts'], input)).ObjectParts;
    const part = (PartNumber: number) => ({
      ChecksumSHA256: 'DjU70AB1bON8k0n0fVHv2PJQVWcA/jWsITp6ti20Tbs=',
      PartNumber,
      Size: body.length,
    });
    expect(await paged({})).toEqual({
      IsTruncated: false,
      MaxParts: 1000,
      PartNumberMarker: '0',
      NextPartNumberMarker: '2',
      Parts: [part(1), part(2)],
      TotalPartsCount: 2,
    });
    expect(await paged({ MaxParts: 1 })).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '1', Parts: [part(1)] });
    expect(await paged({ MaxParts: 1, PartNumberMarker: '1' })).toEqual({
      IsTruncated: false,
      MaxParts: 1,
      PartNumberMarker: '1',
      NextPartNumberMarker: '2',
      Parts: [part(2)],
      TotalPartsCount: 2,
    });
    expect(await paged({ MaxParts: 1, PartNumberMarker: '10' })).toEqual({
      IsTruncated: false,
      MaxParts: 1,
      PartNumberMarker: '10',
      NextPartNumberMarker: '0',
      TotalPartsCount: 2,
    });
  });
});

describe.each(engines)('reads of a part (%s)', (engine) => {
  const opened = openBucket(engine);
  const refused = (code: string, message: string, members: object, status = 400) => ({ code, message, status, members });

  it('give an object that did not come in parts as its first', async () => {
    await opened.s3.send(new PutObjectCommand({ Bucket, Key: 'plain', Body: 'something' }));
    const read = await opened.get({ Key: 'plain', PartNumber: 1 });
    expect(read).toMatchObject({ Body: 'something', ContentRange: 'bytes 0-8/9', status: 206 });
    expect(read).not.toHaveProperty('PartsCount');
    expect(await refusal(opened.get({ Key: 'plain', PartNumber: 2 }))).toEqual(
      refused('InvalidPartNumber', 'The requested partnumber is not satisfiable', { PartNumberRequested: '2', ActualPartCount: '1' }, 416),
    );
    await opened.s3.send(new PutObjectCommand({ Bucket, Key: 'empty', Body: '' }));
    expect(await opened.get({ Key: 'empty', PartNumber: 1 })).toMatchObject({ Body: '', status: 200 });
  });

  it('want a part that is there, and no range besides', async () => {
    const upload = await startUpload(opened, 'parts');
    await upload.complete([plain(await upload.part(1, 'x'))]);
    expect(await refusal(opened.get({ Key: 'parts', PartNumber: 2 }))).toMatchObject({ code: 'InvalidPartNumber' });
    for (const PartNumber of [0, 10_001]) {
      expect(await refusal(opened.get({ Key: 'parts', PartNumber }))).toEqual(
        refused('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive', {
          ArgumentName: 'partNumber',
          ArgumentValue: String(PartNumber),
        }),
      );
    }
    expect(await refusal(opened.get({ Key: 'parts', PartNumber: 1, Range: 'bytes=0-0' }))).toEqual(
      refused('InvalidRequest', 'Cannot specify both Range header and partNumber query parameter', {}),
    );
  });
});
