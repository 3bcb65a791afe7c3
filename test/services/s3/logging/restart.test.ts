import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, ListObjectsV2Command, PutBucketLoggingCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTinsmith, type Tinsmith } from '../../../../src/index.js';

let dataDir = '';
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tinsmith-access-log-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

async function running<T>(work: (s3: S3Client, aws: Tinsmith) => Promise<T>): Promise<T> {
  const aws = await startTinsmith({ listen: false, dataDir });
  const s3 = new S3Client(aws.clientConfig());
  try {
    return await work(s3, aws);
  } finally {
    s3.destroy();
    await aws.stop();
  }
}

it('delivers the lines of access logs that a process left behind', async () => {
  await running(async (s3) => {
    for (const Bucket of ['source', 'target']) await s3.send(new CreateBucketCommand({ Bucket }));
    const LoggingEnabled = { TargetBucket: 'target', TargetPrefix: '' };
    await s3.send(new PutBucketLoggingCommand({ Bucket: 'source', BucketLoggingStatus: { LoggingEnabled } }));
    await s3.send(new ListObjectsV2Command({ Bucket: 'source' }));
  });
  const found = await running(async (s3, aws) => {
    await aws.clock.freeze();
    await s3.send(new ListObjectsV2Command({ Bucket: 'target' }));
    await aws.clock.advance(60_000);
    return (await s3.send(new ListObjectsV2Command({ Bucket: 'target' }))).Contents;
  });
  expect(found).toHaveLength(1);
});
