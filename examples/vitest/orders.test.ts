import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { tinsmithTest } from 'tinsmith/vitest';
import { expect } from 'vitest';

/** The code under test takes its client from outside. */
async function storeOrder(s3: S3Client, id: string, order: object): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: 'orders', Key: `${id}.json`, Body: JSON.stringify(order) }));
}

// `prepare` runs once; each test begins with what it made, whatever the tests before have done.
const test = tinsmithTest({
  prepare: async (aws) => {
    await new S3Client(aws.clientConfig()).send(new CreateBucketCommand({ Bucket: 'orders' }));
  },
});

test('an order is stored under its id', async ({ aws }) => {
  const s3 = new S3Client(aws.clientConfig());
  await storeOrder(s3, '17', { item: 'kettle' });
  const stored = await s3.send(new GetObjectCommand({ Bucket: 'orders', Key: '17.json' }));
  expect(await stored.Body?.transformToString()).toBe('{"item":"kettle"}');
});

test('a test sees nothing of the one before', async ({ aws }) => {
  const s3 = new S3Client(aws.clientConfig());
  expect((await s3.send(new ListObjectsV2Command({ Bucket: 'orders' }))).KeyCount).toBe(0);
});

test('the first attempt fails and the SDK tries again', async ({ aws }) => {
  const s3 = new S3Client(aws.clientConfig());
  await aws.faults.add({ service: 's3', operation: 'PutObject', error: 'ServiceUnavailable', times: 1 });
  await storeOrder(s3, '18', { item: 'lamp' });
  expect(aws.requests.list({ operation: 'PutObject' }).map(({ status }) => status)).toEqual([503, 200]);
});
