import { createHash } from 'node:crypto';
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectLegalHoldCommand,
  UpdateObjectEncryptionCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

const KEY_ID = '134f2428-cec1-4b25-a1ae-9048164dba47';
const KEY_ARN = `arn:aws:kms:us-east-1:000000000000:key/${KEY_ID}`;
const md5Of = (text: string): string => `"${createHash('md5').update(text).digest('hex')}"`;

describe.each(engines)('keys of KMS (%s)', (engine) => {
  const opened = openBucket(engine);
  const put = (input: Partial<PutObjectCommandInput>) =>
    opened.s3.send(new PutObjectCommand({ Bucket, Key: 'key', Body: 'x', ServerSideEncryption: 'aws:kms', ...input }));

  it.each([
    [KEY_ID, KEY_ARN],
    [KEY_ARN, KEY_ARN],
    ['mrk-1234abcd12ab34cd56ef1234567890ab', 'arn:aws:kms:us-east-1:000000000000:key/mrk-1234abcd12ab34cd56ef1234567890ab'],
    [
      'arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      'arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    ],
    ['alias/mine', 'arn:aws:kms:us-east-1:000000000000:alias/mine'],
  ])('are named %s', async (SSEKMSKeyId, arn) => {
    expect((await put({ SSEKMSKeyId })).SSEKMSKeyId).toBe(arn);
  });

  it('are refused in KMS’s words where they can be none, and where they are of another region', async () => {
    const fake = { code: 'KMS.NotFoundException', message: "Invalid keyId 'fake-key-id'", status: 400, members: {} };
    const input = { SSEKMSKeyId: 'fake-key-id' };
    expect(await refusal(put(input))).toEqual(fake);
    const create = new CreateMultipartUploadCommand({ Bucket, Key: 'key', ServerSideEncryption: 'aws:kms', ...input });
    expect(await refusal(opened.s3.send(create))).toEqual(fake);
    expect(await refusal(put({ SSEKMSKeyId: KEY_ARN.replace('us-east-1', 'us-west-2') }))).toEqual({
      ...fake,
      message: 'Invalid arn us-west-2',
    });
  });

  it('need the method that uses them', async () => {
    const needed = {
      code: 'InvalidArgument',
      message: 'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
      status: 400,
      members: { ArgumentName: 'x-amz-server-side-encryption' },
    };
    expect(await refusal(put({ ServerSideEncryption: undefined, SSEKMSKeyId: KEY_ID }))).toEqual(needed);
    expect(await refusal(put({ ServerSideEncryption: 'AES256', SSEKMSKeyId: KEY_ID }))).toEqual({
      ...needed,
      members: { ...needed.members, ArgumentValue: 'AES256' },
    });
    expect(await refusal(put({ ServerSideEncryption: 'rot13' as 'AES256' }))).toEqual({
      ...needed,
      message: 'The encryption method specified is not supported',
      members: { ...needed.members, ArgumentValue: 'rot13' },
    });
  });

  it('take a context, which is a map of strings', async () => {
    const encoded = (context: unknown) => Buffer.from(JSON.stringify(context)).toString('base64');
    const SSEKMSEncryptionContext = encoded({ team: 'blue' });
    expect((await put({ SSEKMSEncryptionContext })).SSEKMSEncryptionContext).toBe(SSEKMSEncryptionContext);
    for (const context of [encoded([1]), encoded({ a: 1 }), 'e30', 'not json']) {
      const answer = put({ SSEKMSEncryptionContext: context });
      if (context === 'e30') expect((await answer).SSEKMSEncryptionContext).toBe('e30');
      else
        expect(await refusal(answer)).toEqual({
          code: 'InvalidArgument',
          message:
            "The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string holding JSON which represents a string-string map",
          status: 400,
          members: { ArgumentName: 'x-amz-server-side-encryption-context', ArgumentValue: context },
        });
    }
  });

  describe('of objects that are there', () => {
    const update = (Key: string, KMSKeyArn = KEY_ARN, more: { readonly Bucket?: string; readonly BucketKeyEnabled?: boolean } = {}) =>
      opened.s3.send(
        new UpdateObjectEncryptionCommand({
          Bucket: more.Bucket ?? Bucket,
          Key,
          ObjectEncryption: {
            SSEKMS: { KMSKeyArn, ...(more.BucketKeyEnabled === undefined ? {} : { BucketKeyEnabled: more.BucketKeyEnabled }) },
          },
        }),
      );

    it('change without anything else of them', async () => {
      await opened.s3.send(new PutObjectCommand({ Bucket, Key: 'update', Body: 'same' }));
      await update('update', KEY_ARN, { BucketKeyEnabled: true });
      expect(await opened.get({ Key: 'update' })).toMatchObject({
        Body: 'same',
        ETag: md5Of('same'),
        ServerSideEncryption: 'aws:kms',
        SSEKMSKeyId: KEY_ARN,
        BucketKeyEnabled: true,
      });
      await update('update', KEY_ARN.replace('134f', '0000'));
      const { SSEKMSKeyId, BucketKeyEnabled } = await opened.s3.send(new HeadObjectCommand({ Bucket, Key: 'update' }));
      expect([SSEKMSKeyId, BucketKeyEnabled]).toEqual([KEY_ARN.replace('134f', '0000'), undefined]);
    });

    it('change only from SSE-S3 and SSE-KMS, to a key of the same account, and where nothing is locked', async () => {
      await put({ Key: 'two-layers', ServerSideEncryption: 'aws:kms:dsse' });
      expect(await refusal(update('two-layers'))).toMatchObject({
        code: 'InvalidRequest',
        message:
          "The UpdateObjectEncryption operation doesn't support source objects with the encryption type DSSE-KMS or SSE-C. Only source objects encrypted with SSE-S3 or SSE-KMS are supported.",
      });
      await put({ Key: 'plain', ServerSideEncryption: 'AES256' });
      expect(await refusal(update('plain', 'arn:aws:kms:us-east-1:000000000000:alias/mine'))).toMatchObject({
        code: 'MalformedXML',
      });
      expect(await refusal(update('plain', KEY_ARN.replace('000000000000', '111111111111')))).toMatchObject({
        code: 'AccessDenied',
        message:
          'The AWS KMS key in the request must be owned by the same account as the bucket. Modify the request to specify a KMS key from the same account, and then try again.',
      });
      const locked = { Bucket: 'locked', Key: 'held' };
      await opened.s3.send(new CreateBucketCommand({ Bucket: locked.Bucket, ObjectLockEnabledForBucket: true }));
      await opened.s3.send(new PutObjectCommand({ ...locked, Body: 'x' }));
      await opened.s3.send(new PutObjectLegalHoldCommand({ ...locked, LegalHold: { Status: 'ON' } }));
      expect(await refusal(update('held', KEY_ARN, locked))).toMatchObject({ code: 'AccessDenied', status: 403 });
      expect(await refusal(update('no-such-key'))).toMatchObject({ code: 'NoSuchKey' });
    });
  });
});
