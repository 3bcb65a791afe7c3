import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketEncryptionCommand,
  GetBucketEncryptionCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type ServerSideEncryptionRule,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { elementOf, engines, refusal } from '../../emulator.js';
import { startUpload } from '../multipart/multipart-client.js';
import { openBucket } from '../s3-client.js';

const KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const KEY_ARN = `arn:aws:kms:us-east-1:000000000000:key/${KEY_ID}`;
const MANAGED_KEY = /^arn:aws:kms:us-east-1:000000000000:key\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Of the body that all objects here have. */
const MD5 = '098f6bcd4621d373cade4e832627b4f6';
const malformed = {
  code: 'MalformedXML',
  message: 'The XML you provided was not well-formed or did not validate against our published schema',
  status: 400,
  members: {},
};

describe.each(engines)('encryption of buckets (%s)', (engine) => {
  const opened = openBucket(engine);
  const Bucket = 'encrypted-bucket';
  beforeAll(async () => {
    await opened.s3.send(new CreateBucketCommand({ Bucket }));
  });
  const setRules = (...Rules: ServerSideEncryptionRule[]) =>
    opened.s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
  const byDefault = (SSEAlgorithm: 'AES256' | 'aws:kms' | 'aws:kms:dsse', KMSMasterKeyID?: string) => ({
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm, ...(KMSMasterKeyID === undefined ? {} : { KMSMasterKeyID }) },
  });
  const rules = async () => (await opened.s3.send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration?.Rules;
  const put = async (input: Partial<PutObjectCommandInput> = {}) => {
    const { $metadata, ChecksumCRC32, ChecksumType, ...output } = await opened.s3.send(
      new PutObjectCommand({ Bucket, Key: 'key', Body: 'test', ...input }),
    );
    return output;
  };
  const head = async () => {
    const { ServerSideEncryption, SSEKMSKeyId, BucketKeyEnabled, ETag } = await opened.s3.send(
      new HeadObjectCommand({ Bucket, Key: 'key' }),
    );
    return { ServerSideEncryption, SSEKMSKeyId, BucketKeyEnabled, ETag };
  };

  it('is SSE-S3 without a configuration, and again once that is deleted', async () => {
    const standard = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }];
    expect(await rules()).toEqual(standard);
    await setRules(byDefault('aws:kms'));
    expect((await rules())?.[0]?.ApplyServerSideEncryptionByDefault).toEqual({ SSEAlgorithm: 'aws:kms' });
    await opened.s3.send(new DeleteBucketEncryptionCommand({ Bucket }));
    expect(await rules()).toEqual(standard);
    expect(await put()).toEqual({ ETag: `"${MD5}"`, ServerSideEncryption: 'AES256' });
  });

  it('is nothing that a reader may ask for', async () => {
    await opened.s3.send(new PutObjectCommand({ Bucket, Key: 'read', Body: 'test' }));
    const headers = { 'x-amz-server-side-encryption': 'AES256' };
    const { status, body } = await opened.raw({ target: `/${Bucket}/read`, headers });
    expect([status, elementOf(body, 'Code'), elementOf(body, 'Message'), elementOf(body, 'ArgumentName')]).toEqual([
      400,
      'InvalidArgument',
      'x-amz-server-side-encryption header is not supported for this operation.',
      'x-amz-server-side-encryption',
    ]);
    expect((await opened.raw({ method: 'HEAD', target: `/${Bucket}/read`, headers })).status).toBe(400);
  });

  it('takes one rule whose members fit', async () => {
    const refused = (...given: ServerSideEncryptionRule[]) => refusal(setRules(...given));
    expect(await refused()).toEqual(malformed);
    expect(await refused(byDefault('AES256'), byDefault('AES256'))).toEqual(malformed);
    expect(await refused({ BucketKeyEnabled: true })).toEqual(malformed);
    expect(await refused({ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'rot13' as 'AES256' } })).toEqual(malformed);
    expect(await refused(byDefault('AES256', KEY_ID))).toEqual({
      code: 'InvalidArgument',
      message: 'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
      status: 400,
      members: { ArgumentName: 'ApplyServerSideEncryptionByDefault' },
    });
  });

  it('by the key aws/s3 shows in every answer, and ETags are no MD5s then', async () => {
    await setRules({ ...byDefault('aws:kms'), BucketKeyEnabled: true });
    const written = await put();
    expect(written).toEqual({
      ETag: expect.not.stringContaining(MD5),
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: expect.stringMatching(MANAGED_KEY),
      BucketKeyEnabled: true,
    });
    expect(await head()).toEqual(written);
    expect(await opened.get({ Bucket, Key: 'key' })).toMatchObject({ ...written, Body: 'test' });
    expect((await put()).SSEKMSKeyId).toBe(written.SSEKMSKeyId);
  });

  it('by a key of one’s own gives way to what the writer says', async () => {
    await setRules({ ...byDefault('aws:kms', KEY_ID), BucketKeyEnabled: true });
    expect(await put()).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY_ARN, BucketKeyEnabled: true });
    expect(await put({ BucketKeyEnabled: false })).not.toHaveProperty('BucketKeyEnabled');
    expect(await put({ ServerSideEncryption: 'AES256' })).toEqual({ ETag: `"${MD5}"`, ServerSideEncryption: 'AES256' });
    // With the method named but no key, the key is aws/s3.
    expect((await put({ ServerSideEncryption: 'aws:kms' })).SSEKMSKeyId).toMatch(MANAGED_KEY);
    await setRules({ ...byDefault('aws:kms:dsse', KEY_ID), BucketKeyEnabled: true });
    expect(await put()).toEqual({ ETag: expect.any(String), ServerSideEncryption: 'aws:kms:dsse', SSEKMSKeyId: KEY_ARN });
  });

  it('holds for uploads in parts and their parts, and completing them tells it', async () => {
    await setRules({ ...byDefault('aws:kms', KEY_ARN), BucketKeyEnabled: true });
    const upload = await startUpload(opened, 'parts', { Bucket });
    const { PartNumber, ETag } = await upload.part(1, 'test');
    expect(ETag).not.toBe(`"${MD5}"`);
    const { $metadata, Location, ...completed } = await upload.complete([{ PartNumber, ETag }]);
    expect(completed).toEqual({
      Bucket,
      Key: 'parts',
      ETag: expect.stringMatching(/^"[0-9a-f]{32}-1"$/),
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: KEY_ARN,
      BucketKeyEnabled: true,
    });
    expect(await opened.get({ Bucket, Key: 'parts', ChecksumMode: 'ENABLED' })).toMatchObject({
      Body: 'test',
      ServerSideEncryption: 'aws:kms',
      ChecksumCRC64NVME: expect.any(String),
    });
  });

  it('lets objects be copied onto themselves, and copies have MD5s again where it is SSE-S3', async () => {
    await setRules(byDefault('AES256'));
    await put({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY_ID });
    const copy = async (input: Partial<PutObjectCommandInput> = {}) => {
      const { $metadata, CopyObjectResult, ...output } = await opened.s3.send(
        new CopyObjectCommand({ Bucket, Key: 'key', CopySource: `${Bucket}/key`, ...input }),
      );
      return { ...output, ETag: CopyObjectResult?.ETag };
    };
    const kms = await copy({ ServerSideEncryption: 'aws:kms' });
    expect(kms).toEqual({
      ETag: expect.not.stringContaining(MD5),
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: expect.stringMatching(MANAGED_KEY),
    });
    expect(await copy()).toEqual({ ServerSideEncryption: 'AES256', ETag: `"${MD5}"` });
    expect(await copy()).toEqual({ ServerSideEncryption: 'AES256', ETag: `"${MD5}"` });
    expect(await head()).toMatchObject({ ServerSideEncryption: 'AES256', ETag: `"${MD5}"` });
  });

  it('can block SSE-C', async () => {
    const key = Buffer.alloc(32, 1);
    const customer = { SSECustomerAlgorithm: 'AES256', SSECustomerKey: key.toString('base64') };
    await setRules({ ...byDefault('AES256'), BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] } });
    expect((await rules())?.[0]?.BlockedEncryptionTypes).toEqual({ EncryptionType: ['SSE-C'] });
    expect(await refusal(put(customer))).toMatchObject({ code: 'AccessDenied', status: 403 });
    await setRules({ BlockedEncryptionTypes: { EncryptionType: ['NONE'] } });
    expect(await put(customer)).toHaveProperty('SSECustomerAlgorithm', 'AES256');
  });
});
