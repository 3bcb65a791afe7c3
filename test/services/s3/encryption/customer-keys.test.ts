import { createHash } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  type CopyObjectCommandInput,
  CreateBucketCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { elementOf, engines, refusal } from '../../emulator.js';
import { plain, startUpload } from '../multipart/multipart-client.js';
import { Bucket, openBucket } from '../s3-client.js';

/** The members that name a key of 32 such bytes, as callers of the wire write them; the SDK adds the MD5 itself. */
const keyOf = (byte: number) => {
  const key = Buffer.alloc(32, byte);
  return {
    SSECustomerAlgorithm: 'AES256',
    SSECustomerKey: key.toString('base64'),
    SSECustomerKeyMD5: createHash('md5').update(key).digest('base64'),
  };
};
const ONE = keyOf(1);
const TWO = keyOf(2);
const shownOf = ({ SSECustomerAlgorithm, SSECustomerKeyMD5 }: typeof ONE) => ({ SSECustomerAlgorithm, SSECustomerKeyMD5 });
const sourceOf = (key: typeof ONE): Partial<CopyObjectCommandInput> => ({
  CopySourceSSECustomerAlgorithm: key.SSECustomerAlgorithm,
  CopySourceSSECustomerKey: key.SSECustomerKey,
  CopySourceSSECustomerKeyMD5: key.SSECustomerKeyMD5,
});
const missing = {
  code: 'InvalidRequest',
  message: 'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.',
  status: 400,
  members: {},
};
const wrong = {
  code: 'AccessDenied',
  message: 'Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key.',
  status: 403,
  members: {},
};

describe.each(engines)('customers’ keys (%s)', (engine) => {
  const opened = openBucket(engine);
  const put = (Key: string, input: Partial<PutObjectCommandInput> = {}) =>
    opened.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'test_data', ...input }));

  it('are told by their MD5, and make ETags that are none', async () => {
    const { ETag, ServerSideEncryption, ...written } = await put('told', ONE);
    expect(written).toMatchObject(shownOf(ONE));
    expect(ServerSideEncryption).toBeUndefined();
    expect(ETag).not.toContain(createHash('md5').update('test_data').digest('hex'));
    const { ServerSideEncryption: method, ...head } = await opened.s3.send(new HeadObjectCommand({ Bucket, Key: 'told', ...ONE }));
    expect(method).toBeUndefined();
    expect(head).toMatchObject({ ETag, ContentLength: 9, ...shownOf(ONE) });
    expect(await opened.get({ Key: 'told', ...ONE })).toMatchObject({ Body: 'test_data', ETag, ...shownOf(ONE) });
    expect(await opened.get({ Key: 'told', Range: 'bytes=5-8', ...ONE })).toMatchObject({ Body: 'data' });
  });

  it('must be brought along by whoever reads', async () => {
    await put('secret', ONE);
    const get = (key: Partial<typeof ONE>) => refusal(opened.s3.send(new GetObjectCommand({ Bucket, Key: 'secret', ...key })));
    expect(await get({})).toEqual(missing);
    expect(await get(TWO)).toEqual(wrong);
    const attributes = { Bucket, Key: 'secret', ObjectAttributes: ['ETag' as const] };
    expect(await refusal(opened.s3.send(new GetObjectAttributesCommand(attributes)))).toEqual(missing);
    expect(await opened.s3.send(new GetObjectAttributesCommand({ ...attributes, ...ONE }))).toHaveProperty('ETag');
    expect((await refusal(opened.s3.send(new HeadObjectCommand({ Bucket, Key: 'secret' })))).status).toBe(400);
    expect((await refusal(opened.s3.send(new HeadObjectCommand({ Bucket, Key: 'secret', ...TWO })))).status).toBe(403);
    await put('open');
    expect(await refusal(opened.s3.send(new GetObjectCommand({ Bucket, Key: 'open', ...ONE })))).toMatchObject({
      code: 'InvalidRequest',
      message: 'The encryption parameters are not applicable to this object.',
    });
  });

  const header = 'x-amz-server-side-encryption-customer-';
  const complete = { algorithm: 'AES256', key: ONE.SSECustomerKey, 'key-MD5': ONE.SSECustomerKeyMD5 };
  const sentence = 'Requests specifying Server Side Encryption with Customer provided keys must provide';
  it.each<[string, Partial<Record<string, string>>, string]>([
    ['without the algorithm', { ...complete, algorithm: undefined }, `${sentence} a valid encryption algorithm.`],
    ['without the key', { ...complete, key: undefined }, `${sentence} an appropriate secret key.`],
    ['without the MD5', { ...complete, 'key-MD5': undefined }, 'The secret key was invalid for the specified algorithm.'],
    ['of another size', { ...complete, key: 'c2hvcnQ=' }, 'The secret key was invalid for the specified algorithm.'],
    [
      'with the MD5 of another',
      { ...complete, 'key-MD5': TWO.SSECustomerKeyMD5 },
      'The calculated MD5 hash of the key did not match the hash that was provided.',
    ],
  ])('%s are refused', async (_, members, message) => {
    const given = Object.entries(members).flatMap(([name, value]) => (value === undefined ? [] : [[header + name, value] as const]));
    const answer = await opened.raw({
      method: 'PUT',
      target: `/${Bucket}/refused`,
      headers: { ...Object.fromEntries(given), 'content-length': '1' },
      body: 'x',
    });
    expect(answer.status).toBe(400);
    expect(elementOf(answer.body, 'Code')).toBe('InvalidArgument');
    expect(elementOf(answer.body, 'Message')).toBe(message);
    expect(elementOf(answer.body, 'ArgumentName')).toBe('x-amz-server-side-encryption');
    expect(elementOf(answer.body, 'ArgumentValue')).toBeUndefined();
  });

  const incompatible = {
    code: 'InvalidArgument',
    message: 'Server Side Encryption with Customer provided key is incompatible with the encryption method specified',
    status: 400,
    members: { ArgumentName: 'x-amz-server-side-encryption', ArgumentValue: 'AES256' },
  };
  const otherAlgorithm = {
    code: 'InvalidEncryptionAlgorithmError',
    message: 'The Encryption request you specified is not valid. Supported value: AES256.',
    status: 400,
    members: { ArgumentName: 'x-amz-server-side-encryption', ArgumentValue: 'KMS' },
  };

  it('are for AES256, and go with no other encryption', async () => {
    expect(await refusal(put('both', { ...ONE, ServerSideEncryption: 'AES256' }))).toEqual(incompatible);
    expect(await refusal(put('kms', { ...ONE, SSECustomerAlgorithm: 'KMS' }))).toEqual(otherAlgorithm);
  });

  it('of a copy’s source and of the copy stand side by side', async () => {
    const { ETag } = await put('source', ONE);
    const copy = async (Key: string, input: Partial<CopyObjectCommandInput>) => {
      const { CopyObjectResult, $metadata, ...output } = await opened.s3.send(
        new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/source`, ...input }),
      );
      return { ...output, ETag: CopyObjectResult?.ETag };
    };
    expect(await copy('open-copy', sourceOf(ONE))).toEqual({
      ServerSideEncryption: 'AES256',
      ETag: `"${createHash('md5').update('test_data').digest('hex')}"`,
    });
    const again = await copy('secret-copy', { ...sourceOf(ONE), ...TWO });
    expect(again).toEqual({ ...shownOf(TWO), ETag: expect.not.stringMatching(ETag ?? '') });
    expect(await opened.get({ Key: 'secret-copy', ...TWO })).toMatchObject({ Body: 'test_data' });
    expect(await refusal(copy('none', {}))).toEqual(missing);
    expect(await refusal(copy('none', sourceOf(TWO)))).toEqual(wrong);
    expect(await refusal(copy('none', { ...sourceOf(ONE), CopySourceSSECustomerAlgorithm: 'KMS' }))).toEqual(otherAlgorithm);
    expect(await refusal(copy('none', { ...sourceOf(ONE), ...TWO, SSECustomerAlgorithm: 'KMS' }))).toEqual(otherAlgorithm);
    expect(await refusal(copy('none', { ...sourceOf(ONE), ...TWO, ServerSideEncryption: 'AES256' }))).toEqual(incompatible);
  });

  it('are the same for all parts of an upload', async () => {
    const upload = await startUpload(opened, 'parts', ONE);
    const { UploadId } = upload;
    const part = await upload.part(1, 'test_data', ONE);
    expect(part).toMatchObject(shownOf(ONE));
    const required = {
      code: 'InvalidRequest',
      message:
        'The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters.',
      status: 400,
      members: {},
    };
    const different = { ...required, message: 'The provided encryption parameters did not match the ones used originally.' };
    expect(await refusal(upload.part(2, 'x'))).toEqual(required);
    expect(await refusal(upload.part(2, 'x', TWO))).toEqual(different);
    await put('source', TWO);
    const copyPart = (key: Partial<typeof ONE>) =>
      opened.s3.send(
        new UploadPartCopyCommand({
          Bucket,
          Key: 'parts',
          UploadId,
          PartNumber: 2,
          CopySource: `${Bucket}/source`,
          ...sourceOf(TWO),
          ...key,
        }),
      );
    expect(await refusal(copyPart({}))).toEqual(required);
    expect(await copyPart(ONE)).toMatchObject(shownOf(ONE));
    expect((await opened.s3.send(new ListPartsCommand({ Bucket, Key: 'parts', UploadId }))).Parts).toHaveLength(2);
    expect(await refusal(opened.s3.send(new ListPartsCommand({ Bucket, Key: 'parts', UploadId, ...TWO })))).toEqual(different);
    const MultipartUpload = { Parts: [plain(part)] };
    const end = new CompleteMultipartUploadCommand({ Bucket, Key: 'parts', UploadId, MultipartUpload, ...TWO });
    expect(await refusal(opened.s3.send(end))).toEqual(different);
    // Recorded: completing needs no key, and tells nothing of encryption and checksums.
    const { $metadata, Location, ...completed } = await upload.complete([plain(part)]);
    expect(completed).toEqual({ Bucket, Key: 'parts', ETag: expect.stringMatching(/^"[0-9a-f]{32}-1"$/) });
    expect(await refusal(opened.s3.send(new GetObjectCommand({ Bucket, Key: 'parts' })))).toEqual(missing);
    const got = await opened.get({ Key: 'parts', ChecksumMode: 'ENABLED', ...ONE });
    expect(got).toMatchObject({ Body: 'test_data', ...shownOf(ONE) });
    expect(got).not.toHaveProperty('ChecksumCRC64NVME');

    const open = await startUpload(opened, 'open-parts');
    expect(await refusal(open.part(1, 'x', ONE))).toEqual(required);
  });

  it('may differ between the versions of a key', async () => {
    const versioned = { Bucket: 'versioned', Key: 'key' };
    await opened.s3.send(new CreateBucketCommand({ Bucket: versioned.Bucket }));
    await opened.s3.send(new PutBucketVersioningCommand({ Bucket: 'versioned', VersioningConfiguration: { Status: 'Enabled' } }));
    const first = await put('key', { ...versioned, Body: 'version1', ...ONE });
    await put('key', { ...versioned, Body: 'version2', ...TWO });
    expect(await opened.get({ ...versioned, ...TWO })).toMatchObject({ Body: 'version2' });
    expect(await refusal(opened.s3.send(new GetObjectCommand({ ...versioned, ...ONE })))).toEqual(wrong);
    expect(await opened.get({ ...versioned, VersionId: first.VersionId, ...ONE })).toMatchObject({ Body: 'version1' });
  });
});
