import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
  RestoreObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTinsmith, type Tinsmith } from '../../../../src/index.js';

const Bucket = 'kept';

describe('what is due when the emulator starts again', () => {
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'tinsmith-lifecycle-'));
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  /** One life of the emulator, at a time that stands still. */
  const at = async (time: string, life: (s3: S3Client, aws: Tinsmith) => Promise<void>): Promise<void> => {
    const aws = await startTinsmith({ listen: false, dataDir });
    const s3 = new S3Client(aws.clientConfig());
    try {
      await aws.clock.freeze(new Date(time));
      await life(s3, aws);
    } finally {
      s3.destroy();
      await aws.stop();
    }
  };

  it('is done then: expirations, and the ends of restores', async () => {
    await at('2026-01-15T10:30:00Z', async (s3) => {
      await s3.send(new CreateBucketCommand({ Bucket }));
      await s3.send(new PutObjectCommand({ Bucket, Key: 'logs/a', Body: 'x' }));
      await s3.send(new PutObjectCommand({ Bucket, Key: 'archived', Body: 'old', StorageClass: 'GLACIER' }));
      await s3.send(new RestoreObjectCommand({ Bucket, Key: 'archived', RestoreRequest: { Days: 1 } }));
      const rule = { ID: 'logs', Filter: { Prefix: 'logs/' }, Status: 'Enabled', Expiration: { Days: 1 } } as const;
      await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: [rule] } }));
    });
    const keys = async (s3: S3Client) => (await s3.send(new ListObjectsV2Command({ Bucket }))).Contents?.map(({ Key }) => Key);
    await at('2026-01-16T10:30:00Z', async (s3, aws) => {
      expect(await keys(s3)).toEqual(['archived', 'logs/a']);
      await aws.clock.advance(1);
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'archived' }));
      expect(await Body?.transformToString()).toBe('old');
    });
    await at('2026-01-20T10:30:00Z', async (s3, aws) => {
      // The service wakes with the first call.
      await keys(s3);
      await aws.clock.advance(1);
      expect(await keys(s3)).toEqual(['archived']);
      expect((await s3.send(new HeadObjectCommand({ Bucket, Key: 'archived' }))).Restore).toBeUndefined();
    });
  });
});
