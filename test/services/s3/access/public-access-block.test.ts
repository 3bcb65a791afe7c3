import { DeletePublicAccessBlockCommand, GetPublicAccessBlockCommand, PutPublicAccessBlockCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

describe.each(engines)('public access blocks (%s)', (engine) => {
  const opened = openBucket(engine);
  const get = async () => (await opened.s3.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration;

  it('block everything on new buckets, until they are changed or deleted', async () => {
    expect(await get()).toEqual({ BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true });
    const PublicAccessBlockConfiguration = { BlockPublicAcls: true, RestrictPublicBuckets: false };
    const answer = await opened.s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    expect(answer.$metadata.httpStatusCode).toBe(200);
    expect(await get()).toEqual({ BlockPublicAcls: true, BlockPublicPolicy: false, IgnorePublicAcls: false, RestrictPublicBuckets: false });
    for (const _ of ['once', 'twice']) {
      const deleted = await opened.s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
      expect(deleted.$metadata.httpStatusCode).toBe(204);
    }
    expect(await refusal(get())).toEqual({
      code: 'NoSuchPublicAccessBlockConfiguration',
      message: 'The public access block configuration was not found',
      status: 404,
      members: { BucketName: Bucket },
    });
  });
});
