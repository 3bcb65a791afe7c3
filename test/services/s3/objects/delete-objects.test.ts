import { createHash } from 'node:crypto';
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ObjectIdentifier,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { elementOf, engines, refusal } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

describe.each(engines)('deletes of many (%s)', (engine) => {
  const opened = openBucket(engine);
  const put = (Key: string, place = {}) => opened.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x', ...place }));
  const remove = async (Objects: ObjectIdentifier[], input: { Bucket?: string; Quiet?: boolean } = {}) => {
    const { Bucket: bucket = Bucket, Quiet } = input;
    const { $metadata, ...output } = await opened.s3.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, ...(Quiet === undefined ? {} : { Quiet }) } }),
    );
    return output;
  };

  it('tell each key, whether it was there or not', async () => {
    for (const key of ['a%2Fb', 'a/😀', 'other']) await put(key);
    expect(await remove([{ Key: 'a%2Fb' }, { Key: 'a/😀' }, { Key: 'never-there' }])).toEqual({
      Deleted: [{ Key: 'a%2Fb' }, { Key: 'a/😀' }, { Key: 'never-there' }],
    });
    const { Contents } = await opened.s3.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents?.map(({ Key }) => Key)).toEqual(['other']);
  });

  it('are silent of what went well when they are to be quiet', async () => {
    await put('quiet');
    expect(await remove([{ Key: 'quiet' }], { Quiet: true })).toEqual({});
    expect(await remove([{ Key: 'quiet', VersionId: 'wrong' }], { Quiet: true })).toEqual({
      Errors: [{ Key: 'quiet', VersionId: 'wrong', Code: 'NoSuchVersion', Message: 'The specified version does not exist.' }],
    });
  });

  it('take 1,000 keys, and not one more', async () => {
    const keys = Array.from({ length: 1001 }, (_, index) => ({ Key: `key-${index}` }));
    expect((await remove(keys.slice(1))).Deleted).toHaveLength(1000);
    const malformed = {
      code: 'MalformedXML',
      message: 'The XML you provided was not well-formed or did not validate against our published schema',
      status: 400,
      members: {},
    };
    expect(await refusal(remove(keys))).toEqual(malformed);
    expect(await refusal(remove([]))).toEqual(malformed);
  });

  it('make delete markers, and remove versions and markers for good, as recorded on AWS', async () => {
    const place = { Bucket: 'versioned-deletes' };
    const Key = 'test-key-versioned';
    await opened.s3.send(new CreateBucketCommand(place));
    await opened.s3.send(new PutBucketVersioningCommand({ ...place, VersioningConfiguration: { Status: 'Enabled' } }));
    const { VersionId: one = '' } = await put(Key, place);
    const { VersionId: two = '' } = await put(Key, place);
    const { Deleted } = await remove([{ Key }], place);
    const marker = Deleted?.[0]?.DeleteMarkerVersionId ?? '';
    expect(Deleted).toEqual([{ Key, DeleteMarker: true, DeleteMarkerVersionId: expect.stringMatching(/^.{32}$/) }]);
    expect(
      await remove(
        [one, two].map((VersionId) => ({ Key, VersionId })),
        place,
      ),
    ).toEqual({
      Deleted: [
        { Key, VersionId: one },
        { Key, VersionId: two },
      ],
    });
    expect(await remove([{ Key, VersionId: marker }], place)).toEqual({
      Deleted: [{ Key, VersionId: marker, DeleteMarker: true, DeleteMarkerVersionId: marker }],
    });
    const left = await opened.s3.send(new ListObjectVersionsCommand(place));
    expect([left.Versions, left.DeleteMarkers]).toEqual([undefined, undefined]);
  });

  it('hold the ETags that keys come with', async () => {
    const { ETag = '' } = await put('matched');
    await put('unmatched');
    expect(
      await remove([
        { Key: 'matched', ETag },
        { Key: 'unmatched', ETag: '"other"' },
        { Key: 'missing', ETag },
      ]),
    ).toEqual({
      Deleted: [{ Key: 'matched' }],
      Errors: [
        {
          Key: 'unmatched',
          Code: 'PreconditionFailed',
          Message: 'At least one of the pre-conditions you specified did not hold',
        },
        { Key: 'missing', Code: 'NoSuchKey', Message: 'The specified key does not exist.' },
      ],
    });
  });

  it('are believed only with a digest, and with the right one', async () => {
    const body = '<Delete><Object><Key>digested</Key></Object></Delete>';
    const send = (headers: Record<string, string>) => opened.raw({ method: 'POST', target: `/${Bucket}?delete`, headers, body });
    const without = await send({});
    expect([without.status, elementOf(without.body, 'Code'), elementOf(without.body, 'Message')]).toEqual([
      400,
      'InvalidRequest',
      'Missing required header for this request: Content-MD5 OR x-amz-checksum-*',
    ]);
    const md5 = (text: string) => createHash('md5').update(text).digest('base64');
    expect(elementOf((await send({ 'content-md5': md5('other') })).body, 'Code')).toBe('BadDigest');
    for (const [name, value] of [
      ['x-amz-checksum-crc32', 'AAAAAA=='],
      ['x-amz-checksum-crc32c', 'AAAAAA=='],
      ['x-amz-checksum-crc64nvme', 'AAAAAAAAAAA='],
    ] as const) {
      expect(elementOf((await send({ [name]: value })).body, 'Code')).toBe('BadDigest');
    }
    expect(await send({ 'content-md5': md5(body) })).toMatchObject({ status: 200 });
    const sha256 = createHash('sha256').update(body).digest('base64');
    expect(await send({ 'x-amz-checksum-sha256': sha256 })).toMatchObject({ status: 200 });
  });
});
