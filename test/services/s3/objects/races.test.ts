import { createHash } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { engines } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

/** Above what is read whole before it is kept. */
const BODY = 150_000;
const bodyOf = (writer: number): Buffer => Buffer.alloc(BODY, String.fromCharCode(97 + writer));
const md5 = (data: Uint8Array): string => `"${createHash('md5').update(data).digest('hex')}"`;
const writers = Array.from({ length: 12 }, (_, writer) => writer);

const statusOf = async (request: Promise<{ readonly $metadata: { readonly httpStatusCode?: number } }>): Promise<unknown> =>
  request.then(
    ({ $metadata }) => $metadata.httpStatusCode,
    // As every error of the SDK.
    (problem: unknown) => (problem as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode,
  );

describe.each(engines)('requests at the same time for one key (%s)', (engine) => {
  const opened = openBucket(engine);
  const put = (Key: string, writer: number, input: { readonly IfMatch?: string; readonly IfNoneMatch?: string } = {}) =>
    opened.s3.send(
      new PutObjectCommand({ Bucket, Key, Body: bodyOf(writer), ContentLength: BODY, Metadata: { writer: String(writer) }, ...input }),
    );

  /** Who wrote what is there; undefined when nothing is. Fails unless body, ETag and metadata are of one writer. */
  async function read(Key: string): Promise<number | undefined> {
    const answer = await opened.s3.send(new GetObjectCommand({ Bucket, Key })).catch((problem: unknown) => {
      expect(problem).toHaveProperty('name', 'NoSuchKey');
    });
    if (answer === undefined) return undefined;
    const { Body, ETag, Metadata } = answer;
    const data = (await Body?.transformToByteArray()) ?? Buffer.alloc(0);
    const writer = Number(Metadata?.writer);
    expect([data.length, md5(data), ETag]).toEqual([BODY, md5(bodyOf(writer)), md5(bodyOf(writer))]);
    return writer;
  }

  it('never mix what they write, copy, read and delete', async () => {
    await put('mixed', 0);
    await put('source', 1);
    const found = await Promise.all(
      writers.flatMap((writer) => [
        put('mixed', writer).then(() => read('mixed')),
        read('mixed'),
        opened.s3.send(new CopyObjectCommand({ Bucket, Key: 'mixed', CopySource: `${Bucket}/source` })).then(() => read('mixed')),
        opened.s3.send(new DeleteObjectCommand({ Bucket, Key: 'mixed' })).then(() => read('mixed')),
      ]),
    );
    expect(found).toHaveLength(4 * writers.length);
    await put('mixed', 5);
    expect(await read('mixed')).toBe(5);
  });

  it('create an object once when each of them wants to be the first', async () => {
    const statuses = await Promise.all(writers.map((writer) => statusOf(put('once', writer, { IfNoneMatch: '*' }))));
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status !== 200)).toEqual(Array(writers.length - 1).fill(412));
    expect(await read('once')).toBe(statuses.indexOf(200));
  });

  it('replace an object once when each of them wants to replace the same one', async () => {
    const { ETag = '' } = await put('replaced', 20);
    const statuses = await Promise.all(writers.map((writer) => statusOf(put('replaced', writer, { IfMatch: ETag }))));
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(await read('replaced')).toBe(statuses.indexOf(200));
  });

  it('complete an upload once, of the parts that it was completed with', async () => {
    const { UploadId } = await opened.s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'parts', Metadata: { writer: '3' } }));
    const part = { Bucket, Key: 'parts', UploadId, PartNumber: 1 };
    const parts = await Promise.all(
      writers.map((writer) => opened.s3.send(new UploadPartCommand({ ...part, Body: bodyOf(writer), ContentLength: BODY }))),
    );
    const completions = writers.map((writer) => {
      const MultipartUpload = { Parts: [{ PartNumber: 1, ETag: parts[writer]?.ETag }] };
      return statusOf(opened.s3.send(new CompleteMultipartUploadCommand({ Bucket, Key: 'parts', UploadId, MultipartUpload })));
    });
    const statuses = await Promise.all(completions);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    const { Body } = await opened.get({ Key: 'parts' });
    expect(Body).toBe(bodyOf(statuses.indexOf(200)).toString());
  });

  it('each make a version of their own', async () => {
    await opened.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    const ids = await Promise.all(writers.map(async (writer) => (await put('versions', writer)).VersionId));
    const { Versions = [] } = await opened.s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'versions' }));
    expect(Versions.map(({ VersionId }) => VersionId).sort()).toEqual([...ids].sort());
    expect(Versions.filter(({ IsLatest }) => IsLatest)).toHaveLength(1);
    const bodies = await Promise.all(ids.map((VersionId) => opened.get({ Key: 'versions', VersionId })));
    for (const writer of writers) expect(bodies[writer]?.Body).toBe(bodyOf(writer).toString());
  });
});
