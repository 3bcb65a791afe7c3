import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketIntelligentTieringConfigurationCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  RestoreObjectCommand,
  type RestoreRequest,
} from '@aws-sdk/client-s3';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe.each(engines)('archive tiers of Intelligent-Tiering (%s)', (engine) => {
  const opened = openBucket(engine);
  beforeAll(async () => {
    const configure = (Id: string, Tierings: { Days: number; AccessTier: 'ARCHIVE_ACCESS' | 'DEEP_ARCHIVE_ACCESS' }[], more: object = {}) =>
      opened.s3.send(
        new PutBucketIntelligentTieringConfigurationCommand({
          Bucket,
          Id,
          IntelligentTieringConfiguration: { Id, Status: 'Enabled', Tierings, ...more },
        }),
      );
    await configure(
      'both',
      [
        { Days: 90, AccessTier: 'ARCHIVE_ACCESS' },
        { Days: 180, AccessTier: 'DEEP_ARCHIVE_ACCESS' },
      ],
      { Filter: { And: { Prefix: 'archive/', Tags: [{ Key: 'cold', Value: 'yes' }] } } },
    );
    await configure('off', [{ Days: 90, AccessTier: 'ARCHIVE_ACCESS' }], { Status: 'Disabled' });
  });
  beforeEach(() => opened.aws.clock.freeze(new Date('2026-01-15T10:30:00Z')));
  const put = (Key: string, input: Partial<PutObjectCommandInput> = {}) =>
    opened.s3.send(
      new PutObjectCommand({
        Bucket,
        Key,
        Body: Buffer.alloc(128 * 1024),
        StorageClass: 'INTELLIGENT_TIERING',
        Tagging: 'cold=yes',
        ...input,
      }),
    );
  const get = async (Key: string) => {
    const { Body, $metadata } = await opened.s3.send(new GetObjectCommand({ Bucket, Key }));
    await Body?.transformToByteArray();
    return $metadata.httpStatusCode;
  };
  const head = async (Key: string) => {
    const { ArchiveStatus, Restore, StorageClass } = await opened.s3.send(new HeadObjectCommand({ Bucket, Key }));
    return [ArchiveStatus, Restore, StorageClass];
  };
  const restore = async (Key: string, RestoreRequest: RestoreRequest) =>
    (await opened.s3.send(new RestoreObjectCommand({ Bucket, Key, RestoreRequest }))).$metadata.httpStatusCode;
  const archived = (AccessTier: string) => ({
    code: 'InvalidObjectState',
    message: "The operation is not valid for the object's storage class",
    status: 403,
    members: { StorageClass: 'INTELLIGENT_TIERING', AccessTier },
  });

  it('take what wasn’t read for their days', async () => {
    const Key = 'archive/unread';
    await put(Key);
    await opened.aws.clock.advance(90 * DAY - 1);
    expect(await head(Key)).toEqual([undefined, undefined, 'INTELLIGENT_TIERING']);
    await opened.aws.clock.advance(1);
    expect(await head(Key)).toEqual(['ARCHIVE_ACCESS', undefined, 'INTELLIGENT_TIERING']);
    expect(await refusal(get(Key))).toEqual(archived('ARCHIVE_ACCESS'));
    const copy = new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/${Key}` });
    expect((await refusal(opened.s3.send(copy))).code).toBe('InvalidObjectState');
    await opened.aws.clock.advance(90 * DAY);
    expect(await refusal(get(Key))).toEqual(archived('DEEP_ARCHIVE_ACCESS'));
  });

  it('leave what is read, what is small and what no filter names', async () => {
    await put('archive/read');
    await put('archive/small', { Body: 'small' });
    await put('archive/untagged', { Tagging: '' });
    await put('elsewhere');
    await opened.aws.clock.advance(60 * DAY);
    expect(await get('archive/read')).toBe(200);
    await opened.aws.clock.advance(89 * DAY);
    for (const key of ['archive/read', 'archive/small', 'archive/untagged', 'elsewhere']) expect(await get(key)).toBe(200);
  });

  it('give objects back for good, after the time of the request’s tier', async () => {
    const Key = 'archive/restored';
    await put(Key);
    const refused = {
      code: 'InvalidObjectState',
      message: "Restore is not allowed for the object's current storage class",
      members: { StorageClass: 'INTELLIGENT_TIERING' },
    };
    expect(await refusal(restore(Key, {}))).toMatchObject(refused);
    await opened.aws.clock.advance(180 * DAY);
    expect((await refusal(restore(Key, { Days: 1 }))).code).toBe('MalformedXML');
    expect((await refusal(restore(Key, { GlacierJobParameters: { Tier: 'Expedited' } }))).message).toBe(
      'Retrieval option is not supported by this storage class',
    );
    expect(await restore(Key, {})).toBe(202);
    expect(await head(Key)).toEqual(['DEEP_ARCHIVE_ACCESS', 'ongoing-request="true"', 'INTELLIGENT_TIERING']);
    await opened.aws.clock.advance(12 * HOUR - 1);
    expect(await refusal(get(Key))).toEqual(archived('DEEP_ARCHIVE_ACCESS'));
    await opened.aws.clock.advance(1);
    expect(await head(Key)).toEqual([undefined, undefined, 'INTELLIGENT_TIERING']);
    await opened.aws.clock.advance(89 * DAY);
    expect(await get(Key)).toBe(200);
  });
});
