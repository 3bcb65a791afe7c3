import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Workload, WorkloadClient } from './workload.js';

const Bucket = 'crash';

/** Objects of up to 100 KB that say again and again which version they are. */
const contentOf = (version: number): string => `${version};`.repeat(1 + ((version * 977) % 15_000));

export const s3Workload: Workload = {
  name: 'PutObject',
  open(endpoint): WorkloadClient {
    const client = new S3Client({
      endpoint,
      region: 'us-east-1',
      forcePathStyle: true,
      maxAttempts: 1,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    return {
      async prepare() {
        await client.send(new CreateBucketCommand({ Bucket }));
      },
      async write(slot, version) {
        await client.send(new PutObjectCommand({ Bucket, Key: slot, Body: contentOf(version) }));
      },
      async readAll() {
        await client.send(new HeadBucketCommand({ Bucket }));
        const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
        const versions = new Map<string, number>();
        for (const { Key = '', Size } of Contents) {
          const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
          const text = (await Body?.transformToString()) ?? '';
          const version = Number.parseInt(text, 10);
          if (text !== contentOf(version) || text.length !== Size) throw new Error(`${Key} is not whole: ${text.length} of ${Size} bytes`);
          versions.set(Key, version);
        }
        return versions;
      },
      async countBlobs() {
        const { KeyCount = 0 } = await client.send(new ListObjectsV2Command({ Bucket }));
        return KeyCount;
      },
      close: () => client.destroy(),
    };
  },
};
