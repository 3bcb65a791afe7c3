import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { useTinsmith } from 'tinsmith/jest';

// One emulator for this file, as if just started at the beginning of each test.
const aws = useTinsmith();

test('a bucket is there once it was made', async () => {
  const s3 = new S3Client(aws().clientConfig());
  await s3.send(new CreateBucketCommand({ Bucket: 'orders' }));
  expect((await s3.send(new ListBucketsCommand({}))).Buckets).toHaveLength(1);
});

test('a test sees nothing of the one before', async () => {
  const s3 = new S3Client(aws().clientConfig());
  expect((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).toHaveLength(0);
});
