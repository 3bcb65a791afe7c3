import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useTinsmith } from '../../src/jest.js';

// vitest's hooks are jest's in name and meaning.
const hooks = { beforeAll, beforeEach, afterAll };

const names = async (s3: S3Client): Promise<readonly (string | undefined)[]> =>
  ((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).map(({ Name }) => Name);

describe('useTinsmith', () => {
  const aws = useTinsmith({ listen: false }, hooks);

  it.each([1, 2])('begins test %d with nothing', async () => {
    const s3 = new S3Client(aws().clientConfig());
    expect(await names(s3)).toEqual([]);
    await s3.send(new CreateBucketCommand({ Bucket: 'left-behind' }));
  });
});

describe('useTinsmith with prepare', () => {
  const aws = useTinsmith(
    {
      listen: false,
      prepare: async (emulator) => {
        await new S3Client(emulator.clientConfig()).send(new CreateBucketCommand({ Bucket: 'prepared' }));
      },
    },
    hooks,
  );

  it.each([1, 2])('begins test %d with what was prepared, real time, no faults and no requests', async () => {
    expect([aws().clock.frozen, aws().faults.list(), aws().requests.list()]).toEqual([false, [], []]);
    const s3 = new S3Client(aws().clientConfig());
    expect(await names(s3)).toEqual(['prepared']);
    await s3.send(new CreateBucketCommand({ Bucket: 'left-behind' }));
    await aws().clock.freeze();
    await aws().faults.add({ service: 's3', operation: '*', delayMs: 0 });
  });
});

it('says what is missing outside of a test runner', () => {
  expect(() => useTinsmith()).toThrow(/pass them to useTinsmith/);
  expect(() => useTinsmith({}, { beforeAll: () => 0, beforeEach: () => 0, afterAll: () => 0 })()).toThrow(/starts in beforeAll/);
});
