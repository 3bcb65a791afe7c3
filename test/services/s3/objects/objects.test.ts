import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { elementOf, engines, refusal } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

const NO_SUCH_KEY = { code: 'NoSuchKey', message: 'The specified key does not exist.', status: 404 };

describe.each(engines)('objects (%s)', (engine) => {
  const opened = openBucket(engine);
  const put = (Key: string, input: Partial<PutObjectCommandInput> = {}) =>
    opened.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'something', ...input }));
  const head = async (Key: string) => {
    const { $metadata, ...output } = await opened.s3.send(new HeadObjectCommand({ Bucket, Key }));
    return output;
  };
  const remove = (Key: string, input = {}) => opened.s3.send(new DeleteObjectCommand({ Bucket, Key, ...input }));

  it('are put, and read with what AWS tells of them', async () => {
    const { $metadata, ...output } = await put('plain');
    expect(output).toEqual({
      ETag: '"437b930db84b8079c2dd804a71936b5f"',
      ChecksumCRC32: 'Cdox+w==',
      ChecksumType: 'FULL_OBJECT',
      ServerSideEncryption: 'AES256',
    });
    const described = {
      AcceptRanges: 'bytes',
      ContentLength: 9,
      ContentType: 'application/octet-stream',
      ETag: '"437b930db84b8079c2dd804a71936b5f"',
      LastModified: expect.any(Date),
      Metadata: {},
      ServerSideEncryption: 'AES256',
    };
    expect(await opened.get({ Key: 'plain' })).toEqual({
      ...described,
      ChecksumCRC32: 'Cdox+w==',
      ChecksumType: 'FULL_OBJECT',
      Body: 'something',
      status: 200,
    });
    // Without ChecksumMode the checksum stays away.
    expect(await head('plain')).toEqual(described);
  });

  it('redirect to a path or a URL, and nothing else', async () => {
    const message = "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.";
    const refused = { code: 'InvalidRedirectLocation', message, status: 400, members: {} };
    expect(await refusal(put('redirecting', { WebsiteRedirectLocation: 'elsewhere' }))).toEqual(refused);
    const long = await refusal(put('redirecting', { WebsiteRedirectLocation: `/${'a'.repeat(2048)}` }));
    expect(long).toEqual({ ...refused, message: 'The length of website redirect location cannot exceed 2,048 characters.' });
    await put('redirecting');
    const copy = { Bucket, Key: 'redirecting', CopySource: `${Bucket}/redirecting` };
    expect(await refusal(opened.s3.send(new CopyObjectCommand({ ...copy, WebsiteRedirectLocation: 'elsewhere' })))).toEqual(refused);
    await opened.s3.send(new CopyObjectCommand({ ...copy, WebsiteRedirectLocation: 'https://example.com/' }));
    expect(await head('redirecting')).toMatchObject({ WebsiteRedirectLocation: 'https://example.com/' });
  });

  it('have no version without an id', async () => {
    await put('unnamed');
    const { status, body } = await opened.raw({ target: `/${Bucket}/unnamed?versionId=` });
    expect([status, elementOf(body, 'Code'), elementOf(body, 'Message')]).toEqual([
      400,
      'InvalidArgument',
      'Version id cannot be the empty string',
    ]);
  });

  it('that are empty have the ETag of no bytes', async () => {
    await put('empty', { Body: '' });
    expect(await opened.get({ Key: 'empty' })).toMatchObject({
      ContentLength: 0,
      ETag: '"d41d8cd98f00b204e9800998ecf8427e"',
      ChecksumCRC32: 'AAAAAA==',
      Body: '',
    });
  });

  it('replace those of the same key', async () => {
    await put('replaced', { Metadata: { first: 'yes' }, ContentType: 'text/plain' });
    await put('replaced', { Body: 'else' });
    expect(await opened.get({ Key: 'replaced' })).toMatchObject({
      Body: 'else',
      ContentLength: 4,
      ContentType: 'application/octet-stream',
      Metadata: {},
    });
  });

  it('sent without a content type are binary/octet-stream', async () => {
    const { status, headers } = await opened.raw({ method: 'PUT', target: `/${Bucket}/untyped`, body: 'foo' });
    expect({ status, etag: headers.etag }).toEqual({ status: 200, etag: '"acbd18db4cc2f85cedef654fccc4a4d8"' });
    expect((await head('untyped')).ContentType).toBe('binary/octet-stream');
  });

  it('that are not there are refused with their key, and by HEAD with the status alone', async () => {
    const read = (Range?: string) => opened.s3.send(new GetObjectCommand({ Bucket, Key: 'my-key', ...(Range ? { Range } : {}) }));
    expect(await refusal(read())).toEqual({ ...NO_SUCH_KEY, members: { Key: 'my-key' } });
    expect(await refusal(read('bytes=1024-4096'))).toEqual({ ...NO_SUCH_KEY, members: { Key: 'my-key' } });
    expect(await refusal(head('my-key'))).toMatchObject({ code: 'NotFound', status: 404 });
    const answer = await opened.raw({ method: 'HEAD', target: `/${Bucket}/my-key` });
    expect([answer.status, answer.body]).toEqual([404, '']);
  });

  it('are deleted, and deleting what is not there succeeds', async () => {
    await put('deleted');
    expect((await remove('deleted')).$metadata.httpStatusCode).toBe(204);
    expect((await remove('deleted')).$metadata.httpStatusCode).toBe(204);
    expect(await refusal(head('deleted'))).toMatchObject({ status: 404 });
  });

  it('have no versions', async () => {
    await put('unversioned');
    const wrong = {
      code: 'InvalidArgument',
      message: 'Invalid version id specified',
      status: 400,
      members: { ArgumentName: 'versionId', ArgumentValue: 'HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD' },
    };
    const VersionId = 'HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD';
    expect(await refusal(remove('unversioned', { VersionId }))).toEqual(wrong);
    expect(await refusal(opened.s3.send(new GetObjectCommand({ Bucket, Key: 'unversioned', VersionId })))).toEqual(wrong);
    expect((await opened.get({ Key: 'unversioned', VersionId: 'null' })).Body).toBe('something');
  });

  it('keep the headers that S3 knows, and give them back', async () => {
    const kept = {
      CacheControl: 'max-age=74',
      ContentDisposition: 'attachment; filename="foo.jpg"',
      ContentEncoding: 'gzip',
      ContentLanguage: 'de-DE',
      ContentType: 'image/jpeg',
      WebsiteRedirectLocation: '/elsewhere',
    };
    await put('with-headers', { ...kept, Expires: new Date('2015-10-21T07:28:00Z') });
    expect(await head('with-headers')).toMatchObject({ ...kept, ExpiresString: 'Wed, 21 Oct 2015 07:28:00 GMT' });
  });

  it('do not keep the coding of the transfer', async () => {
    const chunked = {
      method: 'PUT',
      headers: {
        'content-encoding': 'gzip,aws-chunked',
        'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        'x-amz-decoded-content-length': '4',
      },
      body: '4\r\nsome\r\n0\r\n\r\n',
    };
    await opened.raw({ ...chunked, target: `/${Bucket}/decoded` });
    expect(await opened.get({ Key: 'decoded' })).toMatchObject({ Body: 'some', ContentEncoding: 'gzip', ContentLength: 4 });
    await put('not-coded', { ContentEncoding: 'aws-chunked' });
    expect(await opened.get({ Key: 'not-coded' })).toMatchObject({ Body: 'something' });
    expect(await head('not-coded')).not.toHaveProperty('ContentEncoding');
  });

  it('are answered with headers that the request overrides', async () => {
    await put('overridden', { ContentType: 'text/plain', CacheControl: 'no-cache' });
    const overrides: Omit<GetObjectCommandInput, 'Bucket' | 'Key'> = {
      ResponseCacheControl: 'max-age=74',
      ResponseContentDisposition: 'attachment; filename="foo.jpg"',
      ResponseContentEncoding: 'identity',
      ResponseContentLanguage: 'de-DE',
      ResponseContentType: 'image/jpeg',
      ResponseExpires: new Date('2015-10-21T07:28:00Z'),
    };
    expect(await opened.get({ Key: 'overridden', ...overrides })).toMatchObject({
      CacheControl: 'max-age=74',
      ContentDisposition: 'attachment; filename="foo.jpg"',
      ContentEncoding: 'identity',
      ContentLanguage: 'de-DE',
      ContentType: 'image/jpeg',
      ExpiresString: 'Wed, 21 Oct 2015 07:28:00 GMT',
    });
    expect(await head('overridden')).toMatchObject({ ContentType: 'text/plain', CacheControl: 'no-cache' });
  });

  it('are not answered with headers that HTTP cannot carry', async () => {
    await put('unprintable');
    const call = opened.get({ Key: 'unprintable', ResponseContentDisposition: 'attachment; filename="日本.txt"' });
    expect(await refusal(call)).toMatchObject({
      code: 'InvalidArgument',
      message: 'Header value cannot be represented using ISO-8859-1.',
      members: { ArgumentName: 'response-content-disposition' },
    });
  });

  it.each(['REDUCED_REDUNDANCY', 'STANDARD_IA', 'ONEZONE_IA', 'GLACIER_IR', 'INTELLIGENT_TIERING'] as const)(
    'of the storage class %s say so',
    async (StorageClass) => {
      await put(StorageClass, { StorageClass });
      expect(await opened.get({ Key: StorageClass })).toMatchObject({ StorageClass, Body: 'something' });
    },
  );

  it('of the standard class are read without a word on it', async () => {
    await put('standard', { StorageClass: 'STANDARD' });
    expect(await opened.get({ Key: 'standard' })).not.toHaveProperty('StorageClass');
  });

  it.each(['GLACIER', 'DEEP_ARCHIVE'] as const)('of the storage class %s must be restored before they are read', async (StorageClass) => {
    await put(StorageClass, { StorageClass });
    expect(await refusal(opened.get({ Key: StorageClass }))).toEqual({
      code: 'InvalidObjectState',
      message: "The operation is not valid for the object's storage class",
      status: 403,
      members: { StorageClass },
    });
    expect((await head(StorageClass)).StorageClass).toBe(StorageClass);
  });

  it('have no storage class of other services', async () => {
    for (const StorageClass of ['OUTPOSTS', 'COLD'] as const) {
      // The SDK's enum is closed; S3's own check is what is tested.
      expect(await refusal(put('nowhere', { StorageClass: StorageClass as 'OUTPOSTS' }))).toEqual({
        code: 'InvalidStorageClass',
        message: 'The storage class you specified is not valid',
        status: 400,
        members: { StorageClassRequested: StorageClass },
      });
    }
  });

  it('have keys of up to 1,024 bytes', async () => {
    const longest = 'ü'.repeat(512);
    await put(longest);
    expect((await opened.get({ Key: longest })).Body).toBe('something');
    expect(await refusal(put(`${longest}a`))).toEqual({
      code: 'KeyTooLongError',
      message: 'Your key is too long',
      status: 400,
      members: { Size: '1025', MaxSizeAllowed: '1024' },
    });
  });

  it('belong to the owner of their bucket, and go with that account', async () => {
    const { aws } = opened;
    const other = new S3Client(aws.clientConfig({ account: '222222222222' }));
    await other.send(new PutObjectCommand({ Bucket, Key: 'from-another', Body: 'x' }));
    other.destroy();
    await aws.reset({ account: '222222222222' });
    expect((await opened.get({ Key: 'from-another' })).Body).toBe('x');
  });

  it('of unknown length are refused', async () => {
    async function* body(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('some');
    }
    const chunked = { method: 'PUT', target: `/${Bucket}/endless`, headers: { 'transfer-encoding': 'chunked' }, body: body() };
    const answer = await opened.raw(chunked);
    expect(answer.status).toBe(501);
    expect(answer.body).toContain('<Code>NotImplemented</Code>');
    expect(answer.body).toContain('<Header>Transfer-Encoding</Header>');
    expect(await opened.raw({ ...chunked, headers: {}, body: body() })).toMatchObject({
      status: 411,
      body: expect.stringContaining('<Code>MissingContentLength</Code>'),
    });
  });

  it.each<[string, Partial<PutObjectCommandInput>]>([
    ['ObjectLockEventHold', { ObjectLockEventHold: 'ON' }],
    ['ObjectLockEventHoldDurationDays', { ObjectLockEventHoldDurationDays: 1 }],
  ])('answer NotImplemented to %s, by name', async (name, parameters) => {
    expect(await refusal(put('half-done', parameters))).toMatchObject({
      code: 'NotImplemented',
      message: `s3 PutObject: ${name} is known but not emulated`,
      status: 501,
    });
    expect(await refusal(head('half-done'))).toMatchObject({ status: 404 });
  });

  it('of no locked bucket refuse a bypass of the lock, and MFA by name', async () => {
    await put('unlocked');
    for (const BypassGovernanceRetention of [true, false]) {
      expect(await refusal(remove('unlocked', { BypassGovernanceRetention }))).toEqual({
        code: 'InvalidArgument',
        message: 'x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.',
        status: 400,
        members: { ArgumentName: 'x-amz-bypass-governance-retention' },
      });
    }
    expect((await refusal(remove('unlocked', { MFA: '1 2' }))).message).toBe('s3 DeleteObject: MFA is known but not emulated');
  });
});
