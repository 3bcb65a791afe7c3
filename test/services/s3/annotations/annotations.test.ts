import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectAnnotationCommand,
  DeleteObjectCommand,
  GetObjectAnnotationCommand,
  ListObjectAnnotationsCommand,
  PutBucketVersioningCommand,
  PutObjectAnnotationCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { elementOf, engines, refusal } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

const refused = (code: string, message: string, members: object = {}, status = 400) => ({ code, message, status, members });
const none = refused('NoSuchAnnotation', 'The specified annotation does not exist on this object.', {}, 404);

describe.each(engines)('annotations (%s)', (engine) => {
  const opened = openBucket(engine);
  const object = (Key: string, rest: object = {}) => opened.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'content', ...rest }));
  const put = (Key: string, AnnotationName: string, AnnotationPayload: string | Uint8Array, rest: object = {}) =>
    opened.s3.send(new PutObjectAnnotationCommand({ Bucket, Key, AnnotationName, AnnotationPayload, ...rest }));
  const get = async (Key: string, AnnotationName: string, rest: object = {}) => {
    const { AnnotationPayload } = await opened.s3.send(new GetObjectAnnotationCommand({ Bucket, Key, AnnotationName, ...rest }));
    return AnnotationPayload?.transformToString();
  };
  const list = async (Key: string, rest: object = {}) => {
    const { $metadata, ...output } = await opened.s3.send(new ListObjectAnnotationsCommand({ Bucket, Key, ...rest }));
    return output;
  };
  const remove = (Key: string, AnnotationName: string, rest: object = {}) =>
    opened.s3.send(new DeleteObjectAnnotationCommand({ Bucket, Key, AnnotationName, ...rest }));

  it('are put, read, replaced, listed and deleted', async () => {
    await object('key');
    const etag = '"900150983cd24fb0d6963f7d28e17f72"';
    const { $metadata, ...output } = await put('key', 'summary', 'abc', { ChecksumAlgorithm: 'SHA256' });
    expect(output).toMatchObject({ Key: 'key', AnnotationName: 'summary', ETag: etag, ServerSideEncryption: 'AES256' });
    expect(await get('key', 'summary')).toBe('abc');
    await put('key', 'é/1', '{"a":"ü"}');
    const entry = { ETag: etag, ChecksumAlgorithm: ['SHA256'], Size: 3, LastModified: expect.any(Date) };
    expect(await list('key')).toEqual({
      Bucket,
      Key: 'key',
      AnnotationCount: 2,
      MaxAnnotationResults: 1000,
      Annotations: [{ AnnotationName: 'summary', ...entry }, expect.objectContaining({ AnnotationName: 'é/1', Size: 10 })],
    });
    await put('key', 'summary', 'other');
    expect(await get('key', 'summary')).toBe('other');
    expect((await remove('key', 'summary')).$metadata.httpStatusCode).toBe(204);
    expect(await refusal(get('key', 'summary'))).toEqual(none);
    expect(await refusal(remove('key', 'summary'))).toEqual(none);
    expect((await list('key')).AnnotationCount).toBe(1);
  });

  it('are listed by prefix and in pages', async () => {
    await object('pages');
    for (const name of ['b/2', 'a', 'b/1', 'b/3']) await put('pages', name, name);
    const names = async (rest: object) => (await list('pages', rest)).Annotations?.map(({ AnnotationName }) => AnnotationName);
    expect(await names({})).toEqual(['a', 'b/1', 'b/2', 'b/3']);
    const { NextContinuationToken: token, ...first } = await list('pages', { AnnotationPrefix: 'b/', MaxAnnotationResults: 2 });
    expect(first).toMatchObject({ AnnotationCount: 2, AnnotationPrefix: 'b/', MaxAnnotationResults: 2 });
    const second = await list('pages', { AnnotationPrefix: 'b/', ContinuationToken: token });
    expect(second.Annotations?.map(({ AnnotationName }) => AnnotationName)).toEqual(['b/3']);
    expect(second.ContinuationToken).toBe(token);
    expect(second.NextContinuationToken).toBeUndefined();
    expect(await refusal(list('pages', { AnnotationPrefix: 'é'.repeat(257) }))).toEqual(
      refused('InvalidPrefix', 'The annotation prefix you provided is invalid.'),
    );
  });

  it('have names and texts of a form', async () => {
    await object('rules');
    expect(await refusal(put('rules', 'é'.repeat(257), 'a'))).toEqual(
      refused('AnnotationNameTooLong', 'The annotation name exceeds 512 bytes.'),
    );
    for (const name of ['aws:a', 'AWSome', 's3', 'S3-x'])
      expect(await refusal(put('rules', name, 'a'))).toEqual(
        refused('InvalidAnnotationName', 'The annotation name you provided is invalid.'),
      );
    const size = refused('InvalidRequest', 'The annotation payload must be between 1 byte and 1 MiB in size.');
    expect(await refusal(put('rules', 'name', ''))).toEqual(size);
    expect(await refusal(put('rules', 'name', 'a'.repeat(1024 ** 2 + 1)))).toEqual(size);
    expect(await refusal(put('rules', 'name', new Uint8Array([0xff])))).toEqual(
      refused('UnsupportedMediaType', 'The annotation payload is not valid UTF-8 encoded text.', {}, 415),
    );
    await put('rules', 'name', 'a'.repeat(1024 ** 2));
    expect((await get('rules', 'name'))?.length).toBe(1024 ** 2);
    expect(await refusal(put('absent', 'name', 'a'))).toMatchObject({ code: 'NoSuchKey' });
  });

  it('come whole, or not at all', async () => {
    await object('digests');
    const answer = await opened.raw({
      method: 'PUT',
      target: `/${Bucket}/digests?annotation&annotationName=name`,
      headers: { 'content-md5': '1B2M2Y8AsgTpgAmY7PhCfg==', 'content-length': '1' },
      body: 'a',
    });
    expect([answer.status, elementOf(answer.body, 'Code')]).toEqual([400, 'BadDigest']);
    expect((await list('digests')).AnnotationCount).toBe(0);
  });

  it('change only while the object is what the caller thinks', async () => {
    const { ETag } = await object('condition');
    const failed = refused(
      'PreconditionFailed',
      'At least one of the pre-conditions you specified did not hold',
      { Condition: 'x-amz-object-if-match' },
      412,
    );
    await put('condition', 'name', 'a', { ObjectIfMatch: ETag });
    expect(await refusal(put('condition', 'name', 'b', { ObjectIfMatch: '"other"' }))).toEqual(failed);
    expect(await refusal(remove('condition', 'name', { ObjectIfMatch: '"other"' }))).toEqual(failed);
    expect(await get('condition', 'name')).toBe('a');
    await remove('condition', 'name', { ObjectIfMatch: ETag });
  });

  it('go with the object that they were attached to', async () => {
    await object('gone');
    await put('gone', 'name', 'a');
    await object('gone');
    expect((await list('gone')).AnnotationCount).toBe(0);
  });

  it('number a thousand at most', async () => {
    await object('many');
    await Promise.all(Array.from({ length: 1000 }, (_, at) => put('many', `n${at}`, 'a')));
    expect(await refusal(put('many', 'more', 'a'))).toEqual(
      refused('AnnotationLimitExceeded', 'The request would exceed the maximum number of annotations allowed per object.'),
    );
    await put('many', 'n7', 'replaced');
    expect((await list('many')).AnnotationCount).toBe(1000);
  });

  it('are copied, unless they are not to be', async () => {
    await object('source');
    await put('source', 'name', 'a');
    const copy = (Key: string, rest: object = {}) =>
      opened.s3.send(new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/source`, ...rest }));
    await copy('copy');
    await copy('bare', { AnnotationDirective: 'EXCLUDE' });
    await opened.s3.send(new DeleteObjectCommand({ Bucket, Key: 'source' }));
    expect(await get('copy', 'name')).toBe('a');
    expect((await list('bare')).AnnotationCount).toBe(0);
  });

  describe('of versions', () => {
    const versioned = 'a-versioned-bucket';
    beforeAll(async () => {
      await opened.s3.send(new CreateBucketCommand({ Bucket: versioned, ObjectLockEnabledForBucket: true }));
      await opened.s3.send(new PutBucketVersioningCommand({ Bucket: versioned, VersioningConfiguration: { Status: 'Enabled' } }));
    });

    it('belong to one each', async () => {
      const first = await object('key', { Bucket: versioned });
      await put('key', 'name', '1', { Bucket: versioned });
      const second = await object('key', { Bucket: versioned });
      expect(await refusal(get('key', 'name', { Bucket: versioned }))).toEqual(none);
      expect(await get('key', 'name', { Bucket: versioned, VersionId: first.VersionId })).toBe('1');
      const { ObjectVersionId } = await put('key', 'name', '2', { Bucket: versioned });
      expect(ObjectVersionId).toBe(second.VersionId);
      await opened.s3.send(new DeleteObjectCommand({ Bucket: versioned, Key: 'key' }));
      expect(await refusal(list('key', { Bucket: versioned }))).toMatchObject({ code: 'NoSuchKey' });
    });

    it('stay while their object is locked', async () => {
      await object('held', { Bucket: versioned });
      await put('held', 'name', '1', { Bucket: versioned });
      const hold = (Status: 'ON' | 'OFF') =>
        opened.s3.send(new PutObjectLegalHoldCommand({ Bucket: versioned, Key: 'held', LegalHold: { Status } }));
      await hold('ON');
      expect(await refusal(remove('held', 'name', { Bucket: versioned }))).toMatchObject({ code: 'AccessDenied', status: 403 });
      await hold('OFF');
      await remove('held', 'name', { Bucket: versioned });
    });
  });
});
