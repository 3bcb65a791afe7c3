import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectAttributesCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { elementOf, engines, type Refusal, refusal } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

const ETAG = '"88bac95f31528d13a072c05f2a1cf371"';
const JSON_BODY = '{"key": "value"}';
const refused = (code: string, message: string, members: object = {}, status = 400): Refusal => ({
  code,
  message,
  status,
  members: { ...members },
});
const IDLE = refused(
  'InvalidRequest',
  "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
);

describe.each(engines)('copies (%s)', (engine) => {
  const opened = openBucket(engine);
  const put = (Key: string, input: Partial<PutObjectCommandInput> = {}) =>
    opened.s3.send(
      new PutObjectCommand({ Bucket, Key, Body: JSON_BODY, ContentType: 'application/json', Metadata: { key: 'value' }, ...input }),
    );
  const copy = async (from: string, Key: string, input: Partial<CopyObjectCommandInput> = {}) => {
    const { $metadata, ...output } = await opened.s3.send(
      new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/${from}`, ...input }),
    );
    return output;
  };
  const head = async (Key: string, place = {}) => {
    const { $metadata, LastModified, ...output } = await opened.s3.send(new HeadObjectCommand({ Bucket, Key, ...place }));
    return output;
  };
  const tagsOf = async (Key: string) => (await opened.s3.send(new GetObjectTaggingCommand({ Bucket, Key }))).TagSet;

  it('have the bytes, the checksum, the metadata and the headers of their source', async () => {
    await put('source', { ContentLanguage: 'en-US', WebsiteRedirectLocation: '/elsewhere' });
    expect(await copy('source', 'copy')).toEqual({
      CopyObjectResult: { ChecksumCRC32: 'MzVIGw==', ChecksumType: 'FULL_OBJECT', ETag: ETAG, LastModified: expect.any(Date) },
      ServerSideEncryption: 'AES256',
    });
    expect(await head('copy')).toEqual({
      AcceptRanges: 'bytes',
      ContentLanguage: 'en-US',
      ContentLength: 16,
      ContentType: 'application/json',
      ETag: ETAG,
      Metadata: { key: 'value' },
      ServerSideEncryption: 'AES256',
    });
    expect((await opened.get({ Key: 'copy' })).Body).toBe(JSON_BODY);
  });

  it('live on when their source is overwritten or gone', async () => {
    await put('short-lived');
    await copy('short-lived', 'heir');
    await put('short-lived', { Body: 'other' });
    await copy('short-lived', 'second-heir');
    await opened.s3.send(new DeleteObjectCommand({ Bucket, Key: 'short-lived' }));
    expect((await opened.get({ Key: 'heir' })).Body).toBe(JSON_BODY);
    expect((await opened.get({ Key: 'second-heir' })).Body).toBe('other');
    await opened.s3.send(new DeleteObjectCommand({ Bucket, Key: 'heir' }));
    expect((await opened.get({ Key: 'second-heir' })).Body).toBe('other');
  });

  it('take new metadata and headers with REPLACE, all of them', async () => {
    await put('replaced', { ContentLanguage: 'en-US' });
    await copy('replaced', 'replaced-copy', {
      MetadataDirective: 'REPLACE',
      Metadata: { 'another-key': 'value' },
      ContentType: 'image/jpg',
    });
    expect(await head('replaced-copy')).toEqual({
      AcceptRanges: 'bytes',
      ContentLength: 16,
      ContentType: 'image/jpg',
      ETag: ETAG,
      Metadata: { 'another-key': 'value' },
      ServerSideEncryption: 'AES256',
    });
    // Without REPLACE what is given is not taken.
    await copy('replaced', 'kept-copy', { Metadata: { 'another-key': 'value' }, ContentType: 'image/jpg' });
    expect(await head('kept-copy')).toMatchObject({ ContentType: 'application/json', Metadata: { key: 'value' } });
  });

  it('onto themselves must change something', async () => {
    await put('self', { WebsiteRedirectLocation: '/before' });
    for (const input of [{}, { Metadata: { key: 'other' } }, { MetadataDirective: 'COPY' as const }, { ACL: 'private' as const }]) {
      expect(await refusal(copy('self', 'self', input))).toEqual(IDLE);
    }
    await copy('self', 'self', { StorageClass: 'STANDARD' });
    expect(await head('self')).not.toHaveProperty('WebsiteRedirectLocation');
    await copy('self', 'self', { WebsiteRedirectLocation: '/after' });
    expect(await head('self')).toMatchObject({ WebsiteRedirectLocation: '/after', Metadata: { key: 'value' } });
    await copy('self', 'self', { ServerSideEncryption: 'AES256' });
    await copy('self', 'self', { MetadataDirective: 'REPLACE' });
    expect(await head('self')).toMatchObject({ ContentType: 'binary/octet-stream', Metadata: {} });
  });

  it('are of the standard class unless they name another', async () => {
    await put('rare', { StorageClass: 'STANDARD_IA' });
    await copy('rare', 'rare-copy');
    expect(await head('rare-copy')).not.toHaveProperty('StorageClass');
    await copy('rare', 'rare-copy', { StorageClass: 'ONEZONE_IA' });
    expect((await head('rare-copy')).StorageClass).toBe('ONEZONE_IA');
    expect(await refusal(copy('rare', 'rare'))).toEqual(IDLE);
  });

  it.each([
    ['CRC64NVME', 'pX30eiUx5C0='],
    ['SHA1', '5zXdjmjYk4EJ8Cw4PMnQVslCpRQ='],
    ['SHA256', 'lyTB4g5uPk1/V+0l+dTvsAblCFkNUoyQ2ll/andcE+U='],
  ] as const)('may have a checksum of another algorithm: %s', async (algorithm, value) => {
    await put('summed');
    const member = `Checksum${algorithm}`;
    const { CopyObjectResult } = await copy('summed', 'summed-copy', { ChecksumAlgorithm: algorithm });
    expect(CopyObjectResult).toMatchObject({ [member]: value, ChecksumType: 'FULL_OBJECT', ETag: ETAG });
    expect(CopyObjectResult).not.toHaveProperty('ChecksumCRC32');
    const { Checksum } = await opened.s3.send(
      new GetObjectAttributesCommand({ Bucket, Key: 'summed-copy', ObjectAttributes: ['Checksum'] }),
    );
    expect(Checksum).toEqual({ [member]: value, ChecksumType: 'FULL_OBJECT' });
    // A further copy keeps it.
    expect((await copy('summed-copy', 'summed-again')).CopyObjectResult).toMatchObject({ [member]: value });
  });

  it('have the tags of their source, or with REPLACE those that are given', async () => {
    await put('tagged', { Tagging: 'key1=value1' });
    await copy('tagged', 'tagged-copy', { Tagging: 'key2=value2' });
    expect(await tagsOf('tagged-copy')).toEqual([{ Key: 'key1', Value: 'value1' }]);
    await copy('tagged', 'tagged-copy', { TaggingDirective: 'REPLACE', Tagging: 'key2=value2' });
    expect(await tagsOf('tagged-copy')).toEqual([{ Key: 'key2', Value: 'value2' }]);
    await copy('tagged', 'tagged-copy', { TaggingDirective: 'REPLACE' });
    expect(await tagsOf('tagged-copy')).toEqual([]);
  });

  it.each(['a b+c%d', 'ünï/cödé', 'a?versionId=b', '/leading', 'a/../b'])('are made of the key %s', async (key) => {
    await put(key, { Body: key });
    await copy('', 'odd-copy', { CopySource: `/${Bucket}/${encodeURIComponent(key)}` });
    expect((await opened.get({ Key: 'odd-copy' })).Body).toBe(key);
    await copy('', 'odd-copy-2', { CopySource: encodeURIComponent(`${Bucket}/${key}`) });
    expect((await opened.get({ Key: 'odd-copy-2' })).Body).toBe(key);
  });

  it('come without a body', async () => {
    await put('source');
    const headers = { 'x-amz-copy-source': `${Bucket}/source`, 'content-length': '4' };
    const { status, body } = await opened.raw({ method: 'PUT', target: `/${Bucket}/copy`, headers, body: 'body' });
    expect([status, elementOf(body, 'Code'), elementOf(body, 'Message')]).toEqual([
      400,
      'InvalidRequest',
      'The request included a body. Requests of this type must not include a non-empty body.',
    ]);
  });

  it('need a source that is there', async () => {
    expect(await refusal(copy('', 'dest', { CopySource: 'no-such-bucket/key' }))).toEqual(
      refused('NoSuchBucket', 'The specified bucket does not exist', { BucketName: 'no-such-bucket' }, 404),
    );
    expect(await refusal(copy('no-such-key', 'dest'))).toEqual(
      refused('NoSuchKey', 'The specified key does not exist.', { Key: 'no-such-key' }, 404),
    );
    for (const CopySource of [Bucket, `${Bucket}/`, '/', '%zz/key']) {
      expect(await refusal(copy('', 'dest', { CopySource }))).toEqual(
        refused('InvalidArgument', 'Invalid copy source object key', {
          ArgumentName: 'x-amz-copy-source',
          ArgumentValue: 'x-amz-copy-source',
        }),
      );
    }
    const arn = 'arn:aws:s3:us-east-1:123456789012:accesspoint/mine/object/key';
    expect((await refusal(copy('', 'dest', { CopySource: arn }))).message).toBe(
      's3 CopyObject: a copy source of an access point is known but not emulated',
    );
    await put('source-of-others');
    expect(await refusal(copy('source-of-others', 'dest', { ExpectedSourceBucketOwner: '111111111111' }))).toMatchObject({
      code: 'AccessDenied',
    });
    expect(await refusal(copy('source-of-others', 'x'.repeat(1025)))).toMatchObject({ code: 'KeyTooLongError' });
    await put('archived', { StorageClass: 'GLACIER' });
    expect(await refusal(copy('archived', 'dest'))).toMatchObject({ code: 'InvalidObjectState', status: 403 });
  });

  it('take the conditions that puts take, one at a time', async () => {
    const { ETag: IfMatch = '' } = await put('goal', { Body: 'goal' });
    await put('matching');
    const failed = (Condition: string) =>
      refused('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', { Condition }, 412);
    expect(await refusal(copy('matching', 'goal', { IfNoneMatch: '*' }))).toEqual(failed('If-None-Match'));
    expect(await refusal(copy('matching', 'goal', { IfMatch: '"other"' }))).toEqual(failed('If-Match'));
    expect(await refusal(copy('matching', 'nowhere', { IfMatch }))).toEqual(
      refused('NoSuchKey', 'The specified key does not exist.', { Key: 'nowhere' }, 404),
    );
    const message = 'A header you provided implies functionality that is not implemented';
    expect(await refusal(copy('matching', 'goal', { IfMatch, IfNoneMatch: '*' }))).toEqual(
      refused(
        'NotImplemented',
        message,
        { Header: 'If-Match,If-None-Match', additionalMessage: 'Multiple conditional request headers present in the request' },
        501,
      ),
    );
    expect(await refusal(copy('matching', 'goal', { IfNoneMatch: IfMatch }))).toMatchObject({ members: { Header: 'If-None-Match' } });
    expect(await refusal(copy('matching', 'goal', { IfMatch: '*' }))).toMatchObject({ members: { Header: 'If-Match' } });
    await copy('matching', 'goal', { IfMatch });
    expect((await opened.get({ Key: 'goal' })).Body).toBe(JSON_BODY);
    await copy('matching', 'fresh', { IfNoneMatch: '*' });
  });

  describe('with conditions on the source', () => {
    const data = '"8d777f385d3dfec8815d20f7496026dc"';
    const before = new Date('2026-03-01T11:59:59Z');
    const modified = new Date('2026-03-01T12:00:00Z');
    const later = new Date('2026-03-01T12:00:01Z');
    beforeAll(async () => {
      await opened.aws.clock.freeze(new Date('2026-03-01T12:00:00.750Z'));
      await put('conditional', { Body: 'data' });
    });

    it.each<[string, Partial<CopyObjectCommandInput>]>([
      ['If-Match', { CopySourceIfMatch: '"wrong"' }],
      ['If-Match', { CopySourceIfMatch: '"wrong"', CopySourceIfUnmodifiedSince: later }],
      ['If-Unmodified-Since', { CopySourceIfUnmodifiedSince: before }],
      ['If-None-Match', { CopySourceIfNoneMatch: data }],
      ['If-None-Match', { CopySourceIfNoneMatch: data.replaceAll('"', '') }],
      ['If-None-Match', { CopySourceIfNoneMatch: data, CopySourceIfModifiedSince: before }],
      ['If-Modified-Since', { CopySourceIfModifiedSince: modified }],
      ['If-Unmodified-Since', { CopySourceIfUnmodifiedSince: before, CopySourceIfNoneMatch: '"other"' }],
    ])('are refused by %s: %o', async (condition, conditions) => {
      expect(await refusal(copy('conditional', 'conditional-copy', conditions))).toEqual(
        refused(
          'PreconditionFailed',
          'At least one of the pre-conditions you specified did not hold',
          { Condition: `x-amz-copy-source-${condition}` },
          412,
        ),
      );
    });

    it.each<Partial<CopyObjectCommandInput>>([
      { CopySourceIfMatch: data, CopySourceIfUnmodifiedSince: before },
      { CopySourceIfNoneMatch: '"other"', CopySourceIfModifiedSince: modified },
      { CopySourceIfModifiedSince: before },
      // A date that is still to come is no condition.
      { CopySourceIfModifiedSince: later },
    ])('are made when they hold: %o', async (conditions) => {
      expect((await copy('conditional', 'conditional-copy', conditions)).CopyObjectResult?.ETag).toBe(data);
    });
  });

  describe('in a bucket with versions', () => {
    const place = { Bucket: 'versioned-copies' };
    const Key = 'key';
    const versioning = (Status: 'Enabled' | 'Suspended') =>
      opened.s3.send(new PutBucketVersioningCommand({ ...place, VersioningConfiguration: { Status } }));
    const copyHere = (input: Partial<CopyObjectCommandInput> = {}) =>
      copy('', Key, { ...place, CopySource: `${place.Bucket}/${Key}`, ...input });
    beforeAll(async () => {
      await opened.s3.send(new CreateBucketCommand(place));
      await versioning('Enabled');
    });

    it('tell both versions, and bring back an older one', async () => {
      const { VersionId: one } = await put(Key, place);
      const { VersionId: two } = await put(Key, { ...place, Body: 'two' });
      const back = await copyHere({ CopySource: `${place.Bucket}/${Key}?versionId=${one}` });
      expect(back).toMatchObject({ CopySourceVersionId: one, VersionId: expect.stringMatching(/^.{32}$/) });
      expect(await opened.get({ ...place, Key })).toMatchObject({ Body: JSON_BODY, VersionId: back.VersionId });
      expect((await opened.get({ ...place, Key, VersionId: two ?? '' })).Body).toBe('two');
      expect(await refusal(copyHere())).toEqual(IDLE);
      expect((await copyHere({ StorageClass: 'STANDARD' })).CopySourceVersionId).toBe(back.VersionId);
    });

    it('tell the null version of the copy, and nothing of the null version of the source', async () => {
      await versioning('Suspended');
      await put(Key, place);
      const output = await copyHere({ StorageClass: 'STANDARD' });
      expect(output.VersionId).toBe('null');
      expect(output).not.toHaveProperty('CopySourceVersionId');
      await versioning('Enabled');
      const enabled = await copyHere({ StorageClass: 'STANDARD' });
      expect(enabled.VersionId).toMatch(/^.{32}$/);
      expect(enabled).not.toHaveProperty('CopySourceVersionId');
    });

    it('are not made of delete markers', async () => {
      const { VersionId } = await opened.s3.send(new DeleteObjectCommand({ ...place, Key }));
      expect(await refusal(copyHere())).toEqual(refused('NoSuchKey', 'The specified key does not exist.', { Key }, 404));
      expect(await refusal(copyHere({ CopySource: `${place.Bucket}/${Key}?versionId=${VersionId}` }))).toEqual(
        refused('InvalidRequest', 'The source of a copy request may not specifically refer to a delete marker by version id.'),
      );
    });
  });
});
