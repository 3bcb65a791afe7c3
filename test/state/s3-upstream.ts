/** A second tinsmith with a bucket, as the S3-compatible store that blobs are kept in; it checks signatures. */
import { CreateBucketCommand, ListMultipartUploadsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';
import { startTinsmith, type Tinsmith } from '../../src/index.js';
import { parseS3Location, type S3Location } from '../../src/state/s3-location.js';

export const UPSTREAM_KEYS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

export interface Upstream {
  readonly aws: Tinsmith;
  readonly client: S3Client;
  /** For --blobs. */
  readonly url: string;
  readonly location: S3Location;
  keys(): Promise<readonly string[]>;
  /** Keys of unfinished multipart uploads. */
  uploads(): Promise<readonly string[]>;
}

/** Ends with the test. */
export async function openUpstream(): Promise<Upstream> {
  const aws = await startTinsmith({ auth: true });
  const client = new S3Client(aws.clientConfig());
  onTestFinished(async () => {
    client.destroy();
    await aws.stop();
  });
  await client.send(new CreateBucketCommand({ Bucket: 'bytes' }));
  const url = `s3://bytes/some/folder?endpoint=${aws.endpoint}`;
  return {
    aws,
    client,
    url,
    location: parseS3Location(url, UPSTREAM_KEYS),
    keys: async () => ((await client.send(new ListObjectsV2Command({ Bucket: 'bytes' }))).Contents ?? []).map(({ Key = '' }) => Key),
    uploads: async () =>
      ((await client.send(new ListMultipartUploadsCommand({ Bucket: 'bytes' }))).Uploads ?? []).map(({ Key = '' }) => Key),
  };
}
