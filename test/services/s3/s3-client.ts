/** A bucket in an emulator of its own, for one describe block. */
import { CreateBucketCommand, GetObjectCommand, type GetObjectCommandInput, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll } from 'vitest';
import type { Tinsmith } from '../../../src/index.js';
import { type EngineName, type OpenEmulator, openEmulator, type RawAnswer, type RawRequest, send } from '../emulator.js';

export const Bucket = 'a-bucket';

export interface Opened {
  readonly aws: Tinsmith;
  readonly s3: S3Client;
  raw(request: RawRequest): Promise<RawAnswer>;
  /** The output, with its body as text and without what the SDK adds. */
  get(input: Partial<GetObjectCommandInput> & { readonly Key: string }): Promise<Record<string, unknown>>;
}

/** @returns what is there once the tests run. */
export function openBucket(engine: EngineName): Opened {
  let emulator: OpenEmulator | undefined;
  let client: S3Client | undefined;
  beforeAll(async () => {
    emulator = await openEmulator(engine);
    client = new S3Client(emulator.aws.clientConfig());
    await client.send(new CreateBucketCommand({ Bucket }));
  });
  afterAll(async () => {
    client?.destroy();
    await emulator?.close();
  });
  const opened = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('Nothing is open yet.');
    return value;
  };
  return {
    get aws() {
      return opened(emulator).aws;
    },
    get s3() {
      return opened(client);
    },
    raw: (request) => send(opened(emulator).aws, request),
    get: async (input) => {
      const { $metadata, Body, ...output } = await opened(client).send(new GetObjectCommand({ Bucket, ...input }));
      return { ...output, Body: (await Body?.transformToString()) ?? '', status: $metadata.httpStatusCode };
    },
  };
}
