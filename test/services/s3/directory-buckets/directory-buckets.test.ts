import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  CreateSessionCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  type DeleteObjectCommandInput,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListDirectoryBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  type PutObjectCommandInput,
  RenameObjectCommand,
  type RenameObjectCommandInput,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { engines, refusal, signedFor } from '../../emulator.js';
import { Bucket as GeneralBucket, openBucket } from '../s3-client.js';

const Bucket = 'logs--use1-az4--x-s3';
const CONFIGURATION = {
  Location: { Type: 'AvailabilityZone', Name: 'use1-az4' },
  Bucket: { Type: 'Directory', DataRedundancy: 'SingleAvailabilityZone' },
} as const;

describe.each(engines)('directory buckets (%s)', (engine) => {
  const opened = openBucket(engine);
  beforeAll(async () => {
    await opened.s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: CONFIGURATION }));
  });
  const put = (Key: string, input: Partial<PutObjectCommandInput> = {}) =>
    opened.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'something', ...input }));
  const read = async (Key: string) => {
    const { Body } = await opened.s3.send(new GetObjectCommand({ Bucket, Key }));
    return Body?.transformToString();
  };
  const head = async (Key: string) => {
    const { $metadata, ...output } = await opened.s3.send(new HeadObjectCommand({ Bucket, Key }));
    return output;
  };
  const rename = (source: string, Key: string, input: Partial<RenameObjectCommandInput> = {}) =>
    opened.s3.send(new RenameObjectCommand({ Bucket, Key, RenameSource: `${Bucket}/${source}`, ...input }));
  const list = async (input: Partial<ListObjectsV2CommandInput> = {}) => {
    const { Contents, CommonPrefixes, NextContinuationToken } = await opened.s3.send(new ListObjectsV2Command({ Bucket, ...input }));
    return {
      keys: (Contents ?? []).map(({ Key }) => Key),
      prefixes: (CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
      token: NextContinuationToken,
    };
  };

  it('say where they are', async () => {
    const { $metadata, ...created } = await opened.s3.send(
      new CreateBucketCommand({
        Bucket: 'other--use1-az5--x-s3',
        CreateBucketConfiguration: { ...CONFIGURATION, Location: { Type: 'AvailabilityZone', Name: 'use1-az5' } },
      }),
    );
    expect(created).toEqual({
      Location: '/other--use1-az5--x-s3',
      BucketArn: 'arn:aws:s3express:us-east-1:000000000000:bucket/other--use1-az5--x-s3',
    });
    expect(await opened.s3.send(new HeadBucketCommand({ Bucket }))).toMatchObject({
      BucketLocationType: 'AvailabilityZone',
      BucketLocationName: 'use1-az4',
      BucketRegion: 'us-east-1',
      AccessPointAlias: false,
    });
    await opened.s3.send(new DeleteBucketCommand({ Bucket: 'other--use1-az5--x-s3' }));
  });

  it('are listed by themselves', async () => {
    const listed = await opened.s3.send(new ListDirectoryBucketsCommand({}));
    expect(listed.Buckets?.map(({ Name }) => Name)).toEqual([Bucket]);
    expect(listed.ContinuationToken).toBeUndefined();
    const general = await opened.s3.send(new ListBucketsCommand({}));
    expect(general.Buckets?.map(({ Name }) => Name)).toEqual([GeneralBucket]);
    // What isn't signed for s3express is ListBuckets, unless it names itself.
    const { body } = await opened.raw({ target: '/', headers: signedFor('s3express') });
    expect(body).toContain('<ListAllMyDirectoryBucketsResult');
    expect(body).toContain(`<Name>${Bucket}</Name>`);
  });

  it('are listed page by page', async () => {
    const more = ['a--use1-az4--x-s3', 'z--use1-az4--x-s3'];
    for (const name of more) await opened.s3.send(new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration: CONFIGURATION }));
    const first = await opened.s3.send(new ListDirectoryBucketsCommand({ MaxDirectoryBuckets: 2 }));
    expect(first.Buckets?.map(({ Name }) => Name)).toEqual(['a--use1-az4--x-s3', Bucket]);
    const { ContinuationToken = '' } = first;
    const second = await opened.s3.send(new ListDirectoryBucketsCommand({ ContinuationToken }));
    expect(second.Buckets?.map(({ Name }) => Name)).toEqual(['z--use1-az4--x-s3']);
    for (const name of more) await opened.s3.send(new DeleteBucketCommand({ Bucket: name }));
  });

  it.each<[string, string, object, string, string]>([
    ['another zone in their name', 'logs--use1-az5--x-s3', CONFIGURATION, 'InvalidBucketName', 'The specified bucket is not valid.'],
    ['a name of another kind', 'logs-in-general', CONFIGURATION, 'InvalidBucketName', 'The specified bucket is not valid.'],
    [
      'a location constraint besides',
      'logs2--use1-az4--x-s3',
      { ...CONFIGURATION, LocationConstraint: 'us-west-2' },
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    ],
    [
      'no location',
      'logs2--use1-az4--x-s3',
      { Bucket: CONFIGURATION.Bucket },
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    ],
    [
      'the name of one that there is',
      Bucket,
      CONFIGURATION,
      'BucketAlreadyOwnedByYou',
      'Your previous request to create the named bucket succeeded and you already own it.',
    ],
  ])('are refused with %s', async (_, name, CreateBucketConfiguration, code, message) => {
    expect(await refusal(opened.s3.send(new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration })))).toMatchObject({
      code,
      message,
    });
  });

  it('give sessions of five minutes', async () => {
    await opened.aws.clock.freeze(new Date('2026-03-01T12:00:00Z'));
    const { $metadata, ...output } = await opened.s3.send(new CreateSessionCommand({ Bucket }));
    await opened.aws.clock.reset();
    expect(output).toEqual({
      Credentials: {
        AccessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/),
        SecretAccessKey: expect.stringMatching(/^.{40}$/),
        SessionToken: expect.any(String),
        Expiration: new Date('2026-03-01T12:05:00Z'),
      },
      ServerSideEncryption: 'AES256',
    });
  });

  it('keep objects in their one storage class, with ETags that are no digests', async () => {
    await put('classed');
    const { StorageClass, ETag } = await head('classed');
    expect(StorageClass).toBe('EXPRESS_ONEZONE');
    expect(ETag).toMatch(/^"[0-9a-f]{32}"$/);
    expect(ETag).not.toBe('"437b930db84b8079c2dd804a71936b5f"');
    expect(await refusal(put('classed', { StorageClass: 'STANDARD' }))).toMatchObject({
      code: 'InvalidStorageClass',
      message: 'The storage class you specified is not valid',
    });
    expect(
      await refusal(opened.s3.send(new PutObjectCommand({ Bucket: GeneralBucket, Key: 'k', Body: '', StorageClass: 'EXPRESS_ONEZONE' }))),
    ).toMatchObject({ code: 'InvalidStorageClass' });
    await opened.s3.send(new CopyObjectCommand({ Bucket, Key: 'copied', CopySource: `${Bucket}/classed` }));
    expect(await head('copied')).toMatchObject({ StorageClass: 'EXPRESS_ONEZONE', ContentLength: 9 });
  });

  it.each<[string, Partial<PutObjectCommandInput>, string]>([
    ['tags', { Tagging: 'a=b' }, 'x-amz-tagging'],
    ['ACLs', { ACL: 'private' }, 'x-amz-acl'],
    ['redirects', { WebsiteRedirectLocation: '/x' }, 'x-amz-website-redirect-location'],
  ])('take no %s', async (_, input, Header) => {
    expect(await refusal(put('refused', input))).toMatchObject({
      code: 'NotImplemented',
      message: 'A header you provided implies functionality that is not implemented',
      members: { Header },
    });
  });

  it('refuse operations that they lack, as general buckets refuse theirs', async () => {
    const refused = { code: 'MethodNotAllowed', message: 'The specified method is not allowed against this resource.', status: 405 };
    expect(await refusal(opened.s3.send(new GetBucketVersioningCommand({ Bucket })))).toMatchObject(refused);
    expect(await refusal(opened.s3.send(new ListObjectsCommand({ Bucket })))).toMatchObject(refused);
    const session = await opened.raw({ target: `/${GeneralBucket}?session` });
    expect(session.status).toBe(405);
    expect(session.body).toContain('<Code>MethodNotAllowed</Code>');
  });

  it('list what lies in a directory before what lies deeper', async () => {
    const keys = ['list/b', 'list/a/2', 'list/c/x/1', 'list/a/10', 'list/z'];
    for (const key of keys) await put(key);
    const { UploadId } = await opened.s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'list/pending/part' }));
    expect((await list({ Prefix: 'list/' })).keys).toEqual(['list/b', 'list/z', 'list/a/10', 'list/a/2', 'list/c/x/1']);
    // S3 API reference: the prefixes of uploads that are under way are listed, too.
    expect(await list({ Prefix: 'list/', Delimiter: '/' })).toMatchObject({
      keys: ['list/b', 'list/z'],
      prefixes: ['list/a/', 'list/c/', 'list/pending/'],
    });
    const paged: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await list({
        Prefix: 'list/',
        Delimiter: '/',
        MaxKeys: 2,
        ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
      });
      paged.push(...page.keys, ...page.prefixes);
      ContinuationToken = page.token;
    } while (ContinuationToken !== undefined);
    expect(paged).toEqual(['list/b', 'list/z', 'list/a/', 'list/c/', 'list/pending/']);
    await opened.s3.send(new AbortMultipartUploadCommand({ Bucket, Key: 'list/pending/part', UploadId }));
  });

  it('delete what has the size and the time that the caller expects', async () => {
    const remove = (input: Partial<DeleteObjectCommandInput>) =>
      opened.s3.send(new DeleteObjectCommand({ Bucket, Key: 'conditional', ...input }));
    const failed = (Condition: string) => ({
      code: 'PreconditionFailed',
      message: 'At least one of the pre-conditions you specified did not hold',
      status: 412,
      members: { Condition },
    });
    await put('conditional');
    const { LastModified: time = new Date(0) } = await head('conditional');
    expect(await refusal(remove({ IfMatchSize: 8 }))).toEqual(failed('x-amz-if-match-size'));
    const later = new Date(time.getTime() + 1000);
    expect(await refusal(remove({ IfMatchLastModifiedTime: later }))).toEqual(failed('x-amz-if-match-last-modified-time'));
    const { Deleted, Errors } = await opened.s3.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: {
          Objects: [
            { Key: 'conditional', Size: 8 },
            { Key: 'conditional', LastModifiedTime: later },
            { Key: 'conditional', Size: 9, LastModifiedTime: time },
            // What isn't there meets the conditions.
            { Key: 'conditional', Size: 8 },
          ],
        },
      }),
    );
    expect(Errors?.map(({ Code }) => Code)).toEqual(['PreconditionFailed', 'PreconditionFailed']);
    expect(Deleted).toEqual([{ Key: 'conditional' }, { Key: 'conditional' }]);
    expect((await remove({ IfMatchSize: 8, IfMatchLastModifiedTime: later })).$metadata.httpStatusCode).toBe(204);
  });

  it('abort what was begun at the time that the caller expects', async () => {
    const place = { Bucket, Key: 'begun' };
    const { UploadId } = await opened.s3.send(new CreateMultipartUploadCommand(place));
    const abort = (IfMatchInitiatedTime: Date) =>
      opened.s3.send(new AbortMultipartUploadCommand({ ...place, UploadId, IfMatchInitiatedTime }));
    expect(await refusal(abort(new Date(0)))).toEqual({
      code: 'PreconditionFailed',
      message: 'At least one of the pre-conditions you specified did not hold',
      status: 412,
      members: { Condition: 'x-amz-if-match-initiated-time' },
    });
    const { Uploads = [] } = await opened.s3.send(new ListMultipartUploadsCommand({ Bucket }));
    expect(Uploads).toHaveLength(1);
    expect((await abort(Uploads[0]?.Initiated ?? new Date(0))).$metadata.httpStatusCode).toBe(204);
    expect((await abort(new Date(0))).$metadata.httpStatusCode).toBe(204);
  });

  it.each<[string, Partial<ListObjectsV2CommandInput>, string, string]>([
    ['a prefix within a name', { Prefix: 'li' }, 'InvalidRequest', 'Directory buckets only support prefixes that end in a delimiter.'],
    ['another delimiter', { Delimiter: '-' }, 'InvalidRequest', 'Directory buckets only support / as the delimiter.'],
    ['a key to start after', { StartAfter: 'a' }, 'InvalidArgument', 'Directory buckets do not support start-after.'],
  ])('are not listed by %s', async (_, input, code, message) => {
    expect(await refusal(list(input))).toMatchObject({ code, message });
  });

  it('rename objects, which keep all else', async () => {
    await put('old name', { Metadata: { kept: 'yes' }, ContentType: 'text/plain' });
    await put('in the way', { Body: 'gone' });
    const { Metadata, ContentType, ETag, LastModified } = await head('old name');
    await rename('old%20name', 'in the way');
    expect(await head('in the way')).toMatchObject({ Metadata, ContentType, ETag, LastModified });
    expect(await read('in the way')).toBe('something');
    expect(await refusal(opened.s3.send(new GetObjectCommand({ Bucket, Key: 'old name' })))).toMatchObject({ code: 'NoSuchKey' });
    expect(await refusal(rename('old%20name', 'elsewhere'))).toMatchObject({
      code: 'NoSuchKey',
      message: 'The specified key does not exist.',
    });
  });

  it('rename under conditions on either side', async () => {
    await put('from');
    await put('to');
    const failed = (Condition: string) => ({
      code: 'PreconditionFailed',
      message: 'At least one of the pre-conditions you specified did not hold',
      status: 412,
      members: { Condition },
    });
    expect(await refusal(rename('from', 'to', { DestinationIfNoneMatch: '*' }))).toMatchObject(failed('If-None-Match'));
    expect(await refusal(rename('from', 'to', { DestinationIfMatch: '"x"' }))).toMatchObject(failed('If-Match'));
    expect(await refusal(rename('from', 'to', { SourceIfMatch: '"x"' }))).toMatchObject(failed('x-amz-rename-source-if-match'));
    expect(await refusal(rename('from', 'to', { SourceIfUnmodifiedSince: new Date(0) }))).toMatchObject(
      failed('x-amz-rename-source-if-unmodified-since'),
    );
    const { ETag } = await head('from');
    await rename('from', 'new', { DestinationIfNoneMatch: '*', SourceIfMatch: ETag });
    expect(await read('new')).toBe('something');
  });

  it('make a rename once for each token', async () => {
    await put('once');
    await rename('once', 'twice', { ClientToken: 'token' });
    await rename('once', 'twice', { ClientToken: 'token' });
    expect(await refusal(rename('twice', 'thrice', { ClientToken: 'token' }))).toMatchObject({ code: 'IdempotencyParameterMismatch' });
  });

  it('append to objects at their end', async () => {
    const { ETag } = await put('log', { Body: 'one,' });
    const appended = await put('log', { Body: 'two,', WriteOffsetBytes: 4 });
    expect(appended).toMatchObject({ Size: 8, ChecksumType: 'FULL_OBJECT' });
    expect(appended.ETag).not.toBe(ETag);
    await put('log', { Body: 'three', WriteOffsetBytes: 8 });
    // The checksum of the whole, which the client verifies as it reads.
    expect(await read('log')).toBe('one,two,three');
    expect(await head('log')).toMatchObject({ ContentLength: 13 });
    expect(await put('fresh', { Body: 'x', WriteOffsetBytes: 0 })).toMatchObject({ Size: 1 });
    const sha = { ChecksumAlgorithm: 'SHA256' } as const;
    await put('hashed', { Body: 'ab', ...sha });
    expect(await put('hashed', { Body: 'c', WriteOffsetBytes: 2, ...sha })).toMatchObject({
      ChecksumSHA256: 'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=',
    });
  });

  it('refuse to append anywhere else', async () => {
    await put('short', { Body: 'abc' });
    expect(await refusal(put('short', { WriteOffsetBytes: 2 }))).toMatchObject({
      code: 'InvalidWriteOffset',
      message: 'The write offset value that you specified does not match the current object size.',
      status: 400,
    });
    expect(
      await refusal(opened.s3.send(new PutObjectCommand({ Bucket: GeneralBucket, Key: 'k', Body: 'x', WriteOffsetBytes: 0 }))),
    ).toMatchObject({
      code: 'NotImplemented',
      members: { Header: 'x-amz-write-offset-bytes' },
    });
  });

  it('keep what they hold from being deleted with them', async () => {
    await put('held');
    expect(await refusal(opened.s3.send(new DeleteBucketCommand({ Bucket })))).toMatchObject({
      code: 'BucketNotEmpty',
      message: 'The bucket you tried to delete is not empty',
    });
  });
});
