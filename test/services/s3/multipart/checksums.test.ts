import {
  ChecksumAlgorithm,
  type ChecksumType,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectAttributesCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { elementOf, engines, refusal } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';
import { plain, SMALLEST_PART, startUpload } from './multipart-client.js';

const LARGE = Buffer.alloc(SMALLEST_PART + 1, 'a');
const SMALL = 'a'.repeat(10);
const ETAG = '4d45984fc3feb2ac9b22683c49674b56-3';
const PART_ETAGS = ['c4c753e69bb853187f5854c46cf801c6', 'c4c753e69bb853187f5854c46cf801c6', 'e09c80c42fda55f9d992e59ca6b3307d'];

interface Recorded {
  readonly algorithm: 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256';
  /** Of the large part, of the small one, of the object (without the number of parts), and of a copy. */
  readonly large: string;
  readonly small: string;
  readonly whole: string;
  readonly copy: string;
}

const composite: readonly Recorded[] = [
  { algorithm: 'CRC32', large: 'NRU+Sw==', small: 'TBHN8A==', whole: '5FRUiw==', copy: 'qSEQSA==' },
  {
    algorithm: 'SHA1',
    large: 'bH71WIZUKQtUwR2wKSSkFjCRBPM=',
    small: 'NJX/adNGcdHhWzOmPBN5/e3Toyo=',
    whole: 'AyE60nyQoBgJcwsyPHWu7aJuxBs=',
    copy: 'eIC+AqBqApUmeqCBQ+9n8OVTP+8=',
  },
  {
    algorithm: 'SHA256',
    large: 'DjU70AB1bON8k0n0fVHv2PJQVWcA/jWsITp6ti20Tbs=',
    small: 'vyy1imj2hNlaO3jvj2Ycmk5bCegsyPnMiMzpBSjK6yc=',
    whole: '9o++y6AejqboiJ7MZCx0fahK2Vu5YC/qnNhhYsCLciI=',
    copy: '0+991zqhqOQ5J2EdwChmHIeC1dXXuJzaCritTzqVGDw=',
  },
];

const fullObject: readonly Recorded[] = [
  { algorithm: 'CRC32', large: 'NRU+Sw==', small: 'TBHN8A==', whole: 'qSEQSA==', copy: 'qSEQSA==' },
  { algorithm: 'CRC32C', large: '2/Ckiw==', small: '5yZkMA==', whole: 'eTdAQA==', copy: 'eTdAQA==' },
  { algorithm: 'CRC64NVME', large: 'Kg7TOs6algM=', small: 'DBqAA21lxVU=', whole: 'ZMNX55lZurA=', copy: 'ZMNX55lZurA=' },
];

const refused = (code: string, message: string, members: object = {}) => ({ code, message, status: 400, members });

describe.each(engines)('checksums of uploads in parts (%s)', (engine) => {
  const opened = openBucket(engine);
  const attributes = async (Key: string) => {
    const ObjectAttributes = ['Checksum', 'ETag', 'ObjectParts'] as const;
    const { $metadata, LastModified, ...output } = await opened.s3.send(
      new GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: [...ObjectAttributes] }),
    );
    return output;
  };

  /** The recorded scenario: two large parts and a small one. */
  const upload = async (Key: string, { algorithm, large, small }: Recorded, type: ChecksumType) => {
    const started = await startUpload(opened, Key, { ChecksumAlgorithm: algorithm, ChecksumType: type });
    const parts = [];
    for (const [index, Body] of [LARGE, LARGE, SMALL].entries())
      parts.push(await started.part(index + 1, Body, { ChecksumAlgorithm: algorithm }));
    const member = `Checksum${algorithm}`;
    expect(parts).toEqual(
      [large, large, small].map((value, index) => ({ PartNumber: index + 1, ETag: `"${PART_ETAGS[index]}"`, [member]: value })),
    );
    return { ...started, parts, member };
  };

  it.each(composite)('of the type COMPOSITE are the checksum of the checksums: $algorithm', async (recorded) => {
    const { algorithm, large, small, whole, copy } = recorded;
    const Key = `composite-${algorithm}`;
    const { parts, complete, member, UploadId } = await upload(Key, recorded, 'COMPOSITE');
    const listed = await opened.s3.send(new ListPartsCommand({ Bucket, Key, UploadId }));
    expect(listed).toMatchObject({ ChecksumAlgorithm: algorithm, ChecksumType: 'COMPOSITE' });
    expect(listed.Parts?.map((part) => (part as Record<string, unknown>)[member])).toEqual([large, large, small]);
    expect(await refusal(complete(parts.map(plain)))).toEqual(
      refused(
        'InvalidRequest',
        `The upload was created using a ${algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part 1 in the request.`,
      ),
    );
    const wrong = parts.map((part, index) => (index === 2 ? { ...part, [member]: large } : part));
    expect(await refusal(complete(wrong))).toMatchObject({ code: 'InvalidPart', members: { PartNumber: '3', UploadId } });
    expect(await complete(parts)).toMatchObject({ [member]: `${whole}-3`, ChecksumType: 'COMPOSITE', ETag: `"${ETAG}"` });
    const head = await opened.s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
    expect(head).toMatchObject({ [member]: `${whole}-3`, ChecksumType: 'COMPOSITE', ContentLength: 10_485_772 });
    expect(await attributes(Key)).toEqual({
      Checksum: { [member]: whole, ChecksumType: 'COMPOSITE' },
      ETag: ETAG,
      ObjectParts: {
        IsTruncated: false,
        MaxParts: 1000,
        PartNumberMarker: '0',
        NextPartNumberMarker: '3',
        TotalPartsCount: 3,
        Parts: [
          { PartNumber: 1, Size: LARGE.length, [member]: large },
          { PartNumber: 2, Size: LARGE.length, [member]: large },
          { PartNumber: 3, Size: SMALL.length, [member]: small },
        ],
      },
    });
    const part = await opened.get({ Key, PartNumber: 3, ChecksumMode: 'ENABLED' });
    expect(part).toMatchObject({
      Body: SMALL,
      ContentRange: 'bytes 10485762-10485771/10485772',
      PartsCount: 3,
      [member]: small,
      ChecksumType: 'COMPOSITE',
      status: 206,
    });
    const { CopyObjectResult } = await opened.s3.send(
      new CopyObjectCommand({ Bucket, Key: `${Key}-copy`, CopySource: `${Bucket}/${Key}` }),
    );
    expect(CopyObjectResult).toMatchObject({
      [member]: copy,
      ChecksumType: 'FULL_OBJECT',
      ETag: '"a0397ee2df08832642af5d7e57c5760c"',
    });
    expect(await attributes(`${Key}-copy`)).toEqual({
      Checksum: { [member]: copy, ChecksumType: 'FULL_OBJECT' },
      ETag: 'a0397ee2df08832642af5d7e57c5760c',
    });
  });

  it.each(fullObject)('of the type FULL_OBJECT are those of the whole: $algorithm', async (recorded) => {
    const { algorithm, whole } = recorded;
    const Key = `full-${algorithm}`;
    const { parts, complete, member } = await upload(Key, recorded, 'FULL_OBJECT');
    expect(await complete(parts.map(plain))).toMatchObject({ [member]: whole, ChecksumType: 'FULL_OBJECT', ETag: `"${ETAG}"` });
    expect(await attributes(Key)).toEqual({
      Checksum: { [member]: whole, ChecksumType: 'FULL_OBJECT' },
      ETag: ETAG,
      ObjectParts: { TotalPartsCount: 3 },
    });
    const part = await opened.get({ Key, PartNumber: 3, ChecksumMode: 'ENABLED' });
    expect(part).toMatchObject({ Body: SMALL, PartsCount: 3, status: 206 });
    expect(part).not.toHaveProperty(member);
    expect(part).not.toHaveProperty('ChecksumType');
  });

  it('of an only part are those of the object', async () => {
    const started = await startUpload(opened, 'only', { ChecksumAlgorithm: 'CRC32C', ChecksumType: 'FULL_OBJECT' });
    await started.complete([plain(await started.part(1, 'test content 123', { ChecksumAlgorithm: 'CRC32C' }))]);
    expect(await opened.get({ Key: 'only', PartNumber: 1, ChecksumMode: 'ENABLED' })).toMatchObject({
      ChecksumCRC32C: 'fwuu0Q==',
      ChecksumType: 'FULL_OBJECT',
      ContentRange: 'bytes 0-15/16',
      PartsCount: 1,
      status: 206,
    });
  });

  it('are CRC64NVME where the upload names none, and parts have none then', async () => {
    const started = await startUpload(opened, 'default');
    const part = await started.part(1, 'aaa', { ChecksumAlgorithm: 'CRC32C' });
    expect(part.ChecksumCRC32C).toBe('45fn2Q==');
    const listed = await opened.s3.send(new ListPartsCommand({ Bucket, Key: 'default', UploadId: started.UploadId }));
    expect(listed.Parts?.[0]).not.toHaveProperty('ChecksumCRC32C');
    expect(await refusal(started.complete([part]))).toMatchObject({
      code: 'InvalidPart',
      members: { ETag: '47bce5c74f589f4867dbd57e9ca9f808', PartNumber: '1', UploadId: started.UploadId },
    });
    for (const type of ['FULL_OBJECT', 'COMPOSITE'] as const) {
      expect(await refusal(started.complete([plain(part)], { ChecksumType: type }))).toEqual(
        refused(
          'InvalidRequest',
          'The upload was created using the null checksum mode. The complete request must use the same checksum mode.',
        ),
      );
    }
    expect(await started.complete([plain(part)])).toMatchObject({
      ChecksumCRC64NVME: 'Rnr2/5P7Gsk=',
      ChecksumType: 'FULL_OBJECT',
      ETag: '"e2c3da976e66ec9e7dc128fbc782fc91-1"',
    });
  });

  const create = (input: { ChecksumAlgorithm?: ChecksumAlgorithm; ChecksumType?: ChecksumType }) =>
    opened.s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'begun', ...input }));

  it.each([
    ['CRC32', 'COMPOSITE'],
    ['CRC32C', 'COMPOSITE'],
    ['SHA1', 'COMPOSITE'],
    ['SHA256', 'COMPOSITE'],
    ['CRC64NVME', 'FULL_OBJECT'],
  ] as const)('of %s are %s by default', async (algorithm, type) => {
    expect(await create({ ChecksumAlgorithm: algorithm })).toMatchObject({ ChecksumAlgorithm: algorithm, ChecksumType: type });
    const { Uploads = [] } = await opened.s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: 'begun' }));
    expect(Uploads.at(-1)).toMatchObject({ ChecksumAlgorithm: algorithm, ChecksumType: type });
  });

  it.each([
    ['CRC64NVME', 'COMPOSITE'],
    ['SHA1', 'FULL_OBJECT'],
    ['SHA256', 'FULL_OBJECT'],
  ] as const)('of %s are never %s', async (algorithm, type) => {
    expect(await refusal(create({ ChecksumAlgorithm: algorithm, ChecksumType: type }))).toEqual(
      refused('InvalidRequest', `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`),
    );
  });

  it('have a type only with an algorithm, and an algorithm that S3 knows', async () => {
    expect(await refusal(create({ ChecksumType: 'COMPOSITE' }))).toEqual(
      refused('InvalidRequest', 'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.'),
    );
    // The SDK's enum is closed; S3's own check is what is tested.
    expect(await refusal(create({ ChecksumAlgorithm: 'ADLER' as ChecksumAlgorithm }))).toEqual(
      refused(
        'InvalidRequest',
        'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
      ),
    );
  });

  it('of parts are of the upload’s algorithm', async () => {
    const { part } = await startUpload(opened, 'sha', { ChecksumAlgorithm: 'SHA256' });
    expect(await refusal(part(1, 'abc', { ChecksumAlgorithm: 'CRC32' }))).toEqual(
      refused('InvalidRequest', 'Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: crc32'),
    );
  });

  it.each([
    ['CRC32', 'COMPOSITE', 'NSRBwg=='],
    ['CRC32C', 'FULL_OBJECT', 'Nks/tw=='],
    ['CRC64NVME', 'FULL_OBJECT', 'BeXKuz/B+us='],
  ] as const)('of parts are taken by S3 itself where none came and the upload has %s', async (ChecksumAlgorithm, ChecksumType, value) => {
    const { UploadId } = await startUpload(opened, 'bare', { ChecksumAlgorithm, ChecksumType });
    const target = `/${Bucket}/bare?uploadId=${UploadId}&partNumber=1`;
    const { status, headers } = await opened.raw({ method: 'PUT', target, headers: { 'content-length': '3' }, body: 'abc' });
    expect([status, headers[`x-amz-checksum-${ChecksumAlgorithm.toLowerCase()}`]]).toEqual([200, value]);
  });

  it.each(['SHA1', 'SHA256'] as const)('of parts must come where the upload has %s', async (ChecksumAlgorithm) => {
    const { UploadId } = await startUpload(opened, 'bare', { ChecksumAlgorithm });
    const target = `/${Bucket}/bare?uploadId=${UploadId}&partNumber=1`;
    const { status, body } = await opened.raw({ method: 'PUT', target, headers: { 'content-length': '3' }, body: 'abc' });
    expect([status, elementOf(body, 'Code'), elementOf(body, 'Message')]).toEqual([
      400,
      'InvalidRequest',
      `Checksum Type mismatch occurred, expected checksum Type: ${ChecksumAlgorithm.toLowerCase()}, actual checksum Type: null`,
    ]);
  });

  it('that are wrong refuse the part, and what the digest would be is said', async () => {
    const { UploadId } = await startUpload(opened, 'digests');
    const target = `/${Bucket}/digests?uploadId=${UploadId}&partNumber=1`;
    const put = (headers: Record<string, string>) =>
      opened.raw({ method: 'PUT', target, headers: { 'content-length': '9', ...headers }, body: 'something' });
    const wrong = await put({ 'content-md5': 'CYketZBSTjX8czcs3cXVlg==' });
    expect(wrong.status).toBe(400);
    expect(wrong.body).toContain('<ExpectedDigest>CYketZBSTjX8czcs3cXVlg==</ExpectedDigest>');
    expect(wrong.body).toContain('<CalculatedDigest>Q3uTDbhLgHnC3YBKcZNrXw==</CalculatedDigest>');
    const invalid = await put({ 'content-md5': '__invalid__' });
    expect(invalid.body).toContain('<Code>InvalidDigest</Code><Message>The Content-MD5 you specified was invalid.</Message>');
    const crc = await put({ 'x-amz-checksum-crc64nvme': 'AAAAAAAAAAA=' });
    expect(crc.body).toContain(
      '<Code>BadDigest</Code><Message>The CRC64NVME you specified did not match the calculated checksum.</Message>',
    );
    expect((await opened.s3.send(new ListPartsCommand({ Bucket, Key: 'digests', UploadId }))).Parts).toBeUndefined();
  });

  it('that the caller expects of the whole are checked', async () => {
    const started = await startUpload(opened, 'expected', { ChecksumAlgorithm: 'CRC32C', ChecksumType: 'FULL_OBJECT' });
    const parts = [plain(await started.part(1, 'abc', { ChecksumAlgorithm: 'CRC32C' }))];
    const wrong = refused('BadDigest', 'The crc32c you specified did not match the calculated checksum.');
    expect(await refusal(started.complete(parts, { ChecksumCRC32C: 'AAAAAA==' }))).toEqual(wrong);
    expect(await refusal(started.complete(parts, { ChecksumSHA256: 'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=' }))).toEqual(wrong);
    expect(await refusal(started.complete(parts, { ChecksumType: 'COMPOSITE' }))).toEqual(
      refused(
        'InvalidRequest',
        'The upload was created using the FULL_OBJECT checksum mode. The complete request must use the same checksum mode.',
      ),
    );
    expect(await started.complete(parts, { ChecksumCRC32C: 'Nks/tw==', ChecksumType: 'FULL_OBJECT' })).toMatchObject({
      ChecksumCRC32C: 'Nks/tw==',
      ETag: '"af5da9f45af7a300e3aded972f8ff687-1"',
    });
  });

  it('of parts in other algorithms than the upload’s refuse its completion', async () => {
    const started = await startUpload(opened, 'other', { ChecksumAlgorithm: 'CRC32', ChecksumType: 'COMPOSITE' });
    const part = await started.part(1, 'abc', { ChecksumAlgorithm: 'CRC32' });
    const sha = { ...plain(part), ChecksumSHA256: 'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=' };
    expect(await refusal(started.complete([sha]))).toEqual(
      refused('BadDigest', 'The sha256 you specified for part 1 did not match what we received.'),
    );
    expect(await refusal(started.complete([part], { ChecksumType: 'FULL_OBJECT' }))).toEqual(
      refused(
        'InvalidRequest',
        'The upload was created using the COMPOSITE checksum mode. The complete request must use the same checksum mode.',
      ),
    );
  });

  it.each(Object.values(ChecksumAlgorithm).filter((algorithm) => algorithm !== 'CRC64NVME'))('of %s come back', async (algorithm) => {
    const started = await startUpload(opened, `any-${algorithm}`, { ChecksumAlgorithm: algorithm });
    const { $metadata, ...listed } = await opened.s3.send(
      new ListPartsCommand({ Bucket, Key: `any-${algorithm}`, UploadId: started.UploadId }),
    );
    expect(listed).toMatchObject({ ChecksumAlgorithm: algorithm, ChecksumType: 'COMPOSITE' });
  });
});
