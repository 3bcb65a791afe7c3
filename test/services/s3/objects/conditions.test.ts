import { DeleteObjectCommand, GetObjectCommand, type GetObjectCommandInput, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { engines, type Refusal, refusal } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

const ETAG = '"8d777f385d3dfec8815d20f7496026dc"';
const FROZEN = new Date('2026-03-01T12:00:00.750Z');
const before = new Date('2026-03-01T11:59:59Z');
const modified = new Date('2026-03-01T12:00:00Z');
const later = new Date('2026-03-01T12:00:01Z');

const failed = (Condition: string): Refusal => ({
  code: 'PreconditionFailed',
  message: 'At least one of the pre-conditions you specified did not hold',
  status: 412,
  members: { Condition },
});

describe.each(engines)('conditional reads (%s)', (engine) => {
  const opened = openBucket(engine);
  const Key = 'data';
  type Conditions = Pick<GetObjectCommandInput, 'IfMatch' | 'IfNoneMatch' | 'IfModifiedSince' | 'IfUnmodifiedSince'>;
  const get = (conditions: Conditions) => opened.s3.send(new GetObjectCommand({ Bucket, Key, ...conditions }));
  const head = (conditions: Conditions) => opened.s3.send(new HeadObjectCommand({ Bucket, Key, ...conditions }));

  beforeAll(async () => {
    await opened.aws.clock.freeze(FROZEN);
    await opened.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'data' }));
  });

  it.each<[string, Conditions]>([
    ['If-Match', { IfMatch: 'wrong' }],
    ['If-Match', { IfMatch: '"wrong"', IfUnmodifiedSince: later }],
    ['If-Unmodified-Since', { IfUnmodifiedSince: before }],
    ['If-Match', { IfMatch: '"wrong"', IfNoneMatch: ETAG }],
  ])('fail with %s named: %o', async (condition, conditions) => {
    expect(await refusal(get(conditions))).toEqual(failed(condition));
    expect(await refusal(head(conditions))).toMatchObject({ status: 412 });
  });

  it.each<Conditions>([
    { IfNoneMatch: ETAG },
    { IfNoneMatch: ETAG.replaceAll('"', '') },
    { IfNoneMatch: '*' },
    { IfNoneMatch: `"other", ${ETAG}` },
    { IfModifiedSince: modified },
    { IfNoneMatch: ETAG, IfModifiedSince: before },
  ])('are answered 304 with nothing: %o', async (conditions) => {
    expect(await refusal(get(conditions))).toMatchObject({ status: 304 });
    expect(await refusal(head(conditions))).toMatchObject({ status: 304 });
  });

  it.each<Conditions>([
    { IfMatch: ETAG },
    { IfMatch: '*' },
    { IfMatch: ETAG, IfUnmodifiedSince: before },
    { IfNoneMatch: '"other"' },
    { IfNoneMatch: '"other"', IfModifiedSince: modified },
    { IfModifiedSince: before },
    { IfUnmodifiedSince: modified },
    // A date that is still to come is no condition.
    { IfModifiedSince: later },
  ])('hold: %o', async (conditions) => {
    expect((await get(conditions)).ContentLength).toBe(4);
    expect((await head(conditions)).ContentLength).toBe(4);
  });

  it.each(['if-modified-since', 'if-unmodified-since'])('are none with a date in %s that HTTP does not know', async (header) => {
    for (const date of ['yesterday', '2015-05-03T10:10:00Z', '']) {
      const answer = await opened.raw({ target: `/${Bucket}/${Key}`, headers: { [header]: date } });
      expect([answer.status, answer.body]).toEqual([200, 'data']);
    }
  });

  it('send no body with 304, but what caches need', async () => {
    const answer = await opened.raw({ target: `/${Bucket}/${Key}`, headers: { 'if-none-match': ETAG } });
    expect(answer).toMatchObject({
      status: 304,
      body: '',
      headers: { etag: ETAG, 'last-modified': 'Sun, 01 Mar 2026 12:00:00 GMT' },
    });
  });
});

describe.each(engines)('conditional writes (%s)', (engine) => {
  const opened = openBucket(engine);
  const put = (Key: string, conditions: { IfMatch?: string; IfNoneMatch?: string } = {}, Body = 'data') =>
    opened.s3.send(new PutObjectCommand({ Bucket, Key, Body, ...conditions }));
  const remove = (Key: string, IfMatch?: string) =>
    opened.s3.send(new DeleteObjectCommand({ Bucket, Key, ...(IfMatch === undefined ? {} : { IfMatch }) }));
  const noSuchKey = (Key: string): Refusal => ({
    code: 'NoSuchKey',
    message: 'The specified key does not exist.',
    status: 404,
    members: { Key },
  });

  it('take If-None-Match: * for an object that is not there yet', async () => {
    await put('once', { IfNoneMatch: '*' });
    expect(await refusal(put('once', { IfNoneMatch: '*' }, 'other'))).toEqual(failed('If-None-Match'));
    expect((await opened.get({ Key: 'once' })).Body).toBe('data');
    await remove('once');
    expect((await put('once', { IfNoneMatch: '*' }, '')).ETag).toBe('"d41d8cd98f00b204e9800998ecf8427e"');
  });

  it('take the ETag that is to be replaced in If-Match', async () => {
    await put('matched');
    expect(await refusal(put('matched', { IfMatch: '"wrong"' }))).toEqual(failed('If-Match'));
    await put('matched', { IfMatch: ETAG }, '');
    await remove('matched');
    expect(await refusal(put('matched', { IfMatch: ETAG }))).toEqual(noSuchKey('matched'));
  });

  it('of bytes that turn out wrong leave what was there', async () => {
    await put('kept', {}, 'old');
    const { status } = await opened.raw({
      method: 'PUT',
      target: `/${Bucket}/kept`,
      headers: { 'x-amz-checksum-crc32': 'AAAAAA==' },
      body: 'new',
    });
    expect(status).toBe(400);
    expect((await opened.get({ Key: 'kept' })).Body).toBe('old');
  });

  it.each([
    ['If-Match', '*'],
    ['If-None-Match', ETAG],
  ])('do not know %s: %s', async (Header, value) => {
    const conditions = Header === 'If-Match' ? { IfMatch: value } : { IfNoneMatch: value };
    expect(await refusal(put('unheard-of', conditions))).toEqual({
      code: 'NotImplemented',
      message: 'A header you provided implies functionality that is not implemented',
      status: 501,
      members: { Header, additionalMessage: `We don't accept the provided value of ${Header} header for this API` },
    });
  });

  it('of the same key at once let only one through', async () => {
    const outcomes = await Promise.allSettled(['a', 'b', 'c', 'd'].map((Body) => put('raced', { IfNoneMatch: '*' }, Body)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('delete what has the ETag, and nothing else', async () => {
    await put('to-delete');
    expect(await refusal(remove('to-delete', '"wrong"'))).toEqual(failed('If-Match'));
    expect((await remove('to-delete', ETAG)).$metadata.httpStatusCode).toBe(204);
    expect(await refusal(remove('to-delete', ETAG))).toEqual(noSuchKey('to-delete'));
    expect(await refusal(remove('to-delete', '*'))).toEqual(noSuchKey('to-delete'));
    await put('to-delete');
    expect((await remove('to-delete', '*')).$metadata.httpStatusCode).toBe(204);
  });

  it('delete by size or date in directory buckets alone', async () => {
    await put('express');
    const input = { Bucket, Key: 'express' };
    const byDate = new DeleteObjectCommand({ ...input, IfMatchLastModifiedTime: later });
    expect(await refusal(opened.s3.send(byDate))).toMatchObject({
      code: 'NotImplemented',
      status: 501,
      members: { Header: 'x-amz-if-match-last-modified-time' },
    });
    const bySize = new DeleteObjectCommand({ ...input, IfMatchSize: 4 });
    expect(await refusal(opened.s3.send(bySize))).toMatchObject({ code: 'NotImplemented', members: { Header: 'x-amz-if-match-size' } });
  });
});
