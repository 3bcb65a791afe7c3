import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectAnnotationCommand,
  GetObjectCommand,
  PutObjectAnnotationCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { OptionError, startTinsmith, type Tinsmith } from '../../src/index.js';
import { openState } from '../../src/state/open.js';
import { parseS3Location } from '../../src/state/s3-location.js';
import { openUpstream, UPSTREAM_KEYS, type Upstream } from './s3-upstream.js';
import { temporaryDirectory } from './temporary-directory.js';

const MIB = 1024 * 1024;
const scope = { accountId: '000000000000', region: 'us-east-1' };

beforeEach(() => {
  for (const [name, value] of Object.entries(UPSTREAM_KEYS)) vi.stubEnv(name, value);
  return () => vi.unstubAllEnvs();
});

interface Opened {
  readonly aws: Tinsmith;
  readonly client: S3Client;
}

async function openWith(upstream: Upstream, dataDir: string): Promise<Opened> {
  const aws = await startTinsmith({ listen: false, dataDir, blobs: upstream.url });
  const client = new S3Client({ ...aws.clientConfig(), maxAttempts: 1 });
  onTestFinished(() => aws.stop());
  return { aws, client };
}

const bodyOf = async ({ client }: Opened, Key: string, Range?: string): Promise<Buffer> => {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: 'mine', Key, ...(Range === undefined ? {} : { Range }) }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
};

const createBucket = ({ aws }: Opened): Promise<unknown> => {
  const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0' };
  const request = { method: 'PUT', protocol: 'http:', hostname: 'localhost', port: 4566, path: '/mine', query: {}, headers };
  return aws.handler.handle(request);
};

describe('an emulator that keeps its blobs in an S3-compatible store', () => {
  it.each([0, 1, 8 * MIB, 8 * MIB + 1, 20 * MIB])('keeps an object of %i bytes there and reads it, whole and in parts', async (size) => {
    const upstream = await openUpstream();
    const mine = await openWith(upstream, temporaryDirectory());
    await createBucket(mine);
    const bytes = randomBytes(size);
    await mine.client.send(new PutObjectCommand({ Bucket: 'mine', Key: 'key', Body: bytes }));
    expect((await bodyOf(mine, 'key')).equals(bytes)).toBe(true);
    if (size > 0) expect((await bodyOf(mine, 'key', 'bytes=-1')).equals(bytes.subarray(size - 1))).toBe(true);
    if (size > MIB) {
      const [start, end] = [8 * MIB - 5, Math.min(8 * MIB + 5, size)];
      expect((await bodyOf(mine, 'key', `bytes=${start}-${end - 1}`)).equals(bytes.subarray(start, end))).toBe(true);
    }
    const keys = await upstream.keys();
    expect(keys).toEqual([expect.stringMatching(/^some\/folder\/[0-9a-f-]{36}\/[0-9a-f-]{36}$/)]);
    expect(await upstream.uploads()).toEqual([]);
    await mine.client.send(new DeleteObjectCommand({ Bucket: 'mine', Key: 'key' }));
    await mine.aws.stop();
    expect(await upstream.keys()).toEqual([]);
  });

  it('finds its objects again after a restart', async () => {
    const upstream = await openUpstream();
    const dataDir = temporaryDirectory();
    const before = await openWith(upstream, dataDir);
    await createBucket(before);
    await before.client.send(new PutObjectCommand({ Bucket: 'mine', Key: 'key', Body: 'kept' }));
    await before.aws.stop();
    expect(existsSync(join(dataDir, 'blobs'))).toBe(false);
    expect((await bodyOf(await openWith(upstream, dataDir), 'key')).toString()).toBe('kept');
  });

  it('answers 500 while the store refuses or is gone, keeps nothing of it, and works again afterwards', async () => {
    const upstream = await openUpstream();
    const mine = await openWith(upstream, temporaryDirectory());
    await createBucket(mine);
    const put = (Body: string | Buffer): Promise<unknown> => mine.client.send(new PutObjectCommand({ Bucket: 'mine', Key: 'key', Body }));
    await put('before');
    const fault = await upstream.aws.faults.add({ service: 's3', error: 'SlowDown', operation: 'PutObject' });
    const internal = { name: 'InternalError', message: 'We encountered an internal error. Please try again.' };
    await expect(put('refused')).rejects.toMatchObject({ ...internal, $metadata: { httpStatusCode: 500 } });
    upstream.aws.faults.remove(fault.id);
    await upstream.aws.faults.add({ service: 's3', error: 'SlowDown', operation: 'UploadPart' });
    await expect(put(Buffer.alloc(9 * MIB))).rejects.toMatchObject(internal);
    expect(await upstream.uploads()).toEqual([]);
    upstream.aws.faults.clear();
    expect((await bodyOf(mine, 'key')).toString()).toBe('before');
    await put('after');
    expect((await bodyOf(mine, 'key')).toString()).toBe('after');
    await upstream.aws.stop();
    await expect(put('unreachable')).rejects.toMatchObject(internal);
  });

  it('answers 500 to a reading whose bytes the store refuses, has lost, or is gone with, before it says anything of them', async () => {
    const upstream = await openUpstream();
    const mine = await openWith(upstream, temporaryDirectory());
    await createBucket(mine);
    const large = randomBytes(6 * MIB);
    for (const Key of ['one', 'lost']) await mine.client.send(new PutObjectCommand({ Bucket: 'mine', Key, Body: `${Key} piece` }));
    const upload = { Bucket: 'mine', Key: 'two' };
    const { UploadId } = await mine.client.send(new CreateMultipartUploadCommand(upload));
    const Parts = await Promise.all(
      [large, large].map(async (Body, at) => {
        const PartNumber = at + 1;
        const { ETag } = await mine.client.send(new UploadPartCommand({ ...upload, UploadId, PartNumber, Body }));
        return { ETag, PartNumber };
      }),
    );
    await mine.client.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload: { Parts } }));
    const annotation = { Bucket: 'mine', Key: 'one', AnnotationName: 'note' };
    await mine.client.send(new PutObjectAnnotationCommand({ ...annotation, AnnotationPayload: 'a note' }));
    const refused = { name: 'InternalError', $metadata: { httpStatusCode: 500 } };
    const expectRefused = async (): Promise<void> => {
      await expect(bodyOf(mine, 'one')).rejects.toMatchObject(refused);
      await expect(bodyOf(mine, 'two')).rejects.toMatchObject(refused);
      await expect(bodyOf(mine, 'two', 'bytes=5-7000000')).rejects.toMatchObject(refused);
      await expect(mine.client.send(new GetObjectAnnotationCommand(annotation))).rejects.toMatchObject(refused);
    };

    await upstream.aws.faults.add({ service: 's3', error: 'SlowDown', operation: 'GetObject' });
    await expectRefused();
    upstream.aws.faults.clear();
    const [before = '', after = ''] = [large, large].map((bytes) => bytes.toString('latin1'));
    expect((await bodyOf(mine, 'two')).toString('latin1') === before + after).toBe(true);
    expect((await bodyOf(mine, 'two', 'bytes=5-7000000')).toString('latin1') === (before + after).slice(5, 7_000_001)).toBe(true);
    expect((await bodyOf(mine, 'one')).toString()).toBe('one piece');
    const { AnnotationPayload } = await mine.client.send(new GetObjectAnnotationCommand(annotation));
    expect(await AnnotationPayload?.transformToString()).toBe('a note');

    const lost: string[] = [];
    for (const Key of await upstream.keys()) {
      const { Body } = await upstream.client.send(new GetObjectCommand({ Bucket: 'bytes', Key, Range: 'bytes=0-9' }));
      if ((await Body?.transformToString()) === 'lost piece') lost.push(Key);
    }
    await upstream.client.send(new DeleteObjectCommand({ Bucket: 'bytes', Key: lost[0] }));
    await expect(bodyOf(mine, 'lost')).rejects.toMatchObject(refused);

    await upstream.aws.stop();
    await expectRefused();
  });

  it('tries again what the store refuses for the moment', async () => {
    const upstream = await openUpstream();
    const mine = await openWith(upstream, temporaryDirectory());
    await createBucket(mine);
    await upstream.aws.faults.add({ service: 's3', error: 'SlowDown', operation: 'PutObject', times: 2 });
    await mine.client.send(new PutObjectCommand({ Bucket: 'mine', Key: 'key', Body: 'patient' }));
    expect((await bodyOf(mine, 'key')).toString()).toBe('patient');
  });
});

describe('blobs in an S3-compatible store', () => {
  it('are removed at start when no row names them or they are half written; what others keep there stays', async () => {
    const upstream = await openUpstream();
    const dataDirectory = temporaryDirectory();
    const first = await openState({ dataDirectory, blobs: upstream.location });
    const state = first.forService('warehouse');
    const table = state.table<[string], string>('things', { blobs: (id) => [id] }).in(scope);
    const kept = await state.blobs.write(new Uint8Array([1]));
    await state.blobs.write(new Uint8Array([2]));
    first.atomically(() => table.put(['a'], kept.id));
    await first.close();
    const [folder = ''] = (await upstream.keys()).map((key) => key.slice(0, key.lastIndexOf('/') + 1));
    const other = 'some/folder/of-somebody-else/object';
    await upstream.client.send(new PutObjectCommand({ Bucket: 'bytes', Key: other, Body: 'x' }));
    await upstream.client.send(new CreateMultipartUploadCommand({ Bucket: 'bytes', Key: `${folder}half` }));
    await upstream.client.send(new CreateMultipartUploadCommand({ Bucket: 'bytes', Key: other }));

    const second = await openState({ dataDirectory, blobs: upstream.location });
    await second.sweep();
    await second.close();
    expect((await upstream.keys()).toSorted()).toEqual([folder + kept.id, other].toSorted());
    expect(await upstream.uploads()).toEqual([other]);
  });

  it('are found and freed in pages', async () => {
    const upstream = await openUpstream();
    const kernel = await openState({ dataDirectory: temporaryDirectory(), blobs: upstream.location });
    const { blobs } = kernel.forService('warehouse');
    const ids = await Promise.all(Array.from({ length: 1050 }, () => blobs.write(new Uint8Array([1]))));
    for (const { id } of ids) blobs.discard(id);
    await kernel.close();
    expect(await upstream.keys()).toEqual([]);
  });
});

describe('--blobs', () => {
  const refusedWith = async (blobs: string | undefined, dataDir?: string): Promise<string> => {
    const error: unknown = await startTinsmith({ listen: false, blobs, dataDir }).catch((reason: unknown) => reason);
    if (error instanceof OptionError) return error.message;
    throw new Error('was not refused', { cause: error });
  };

  it.each([
    ['http://bytes', "--blobs: 'http://bytes' is not of the form s3://bucket/prefix?endpoint=http://host:port&region=us-east-1"],
    ['s3://bytes?colour=red', "--blobs: there is no parameter 'colour', only endpoint and region"],
    ['s3://bytes?endpoint=localhost:1', "--blobs: the endpoint must be an http or https URL, not 'localhost:1'"],
    [
      's3://bytes?endpoint=http://127.0.0.1:9',
      '--blobs: a store of blobs needs a data directory for the rows that name them: give --data-dir, too',
    ],
  ])('refuses %s', async (blobs, message) => {
    expect(await refusedWith(blobs)).toBe(message);
  });

  it('refuses to start without keys, without the bucket, and with a wrong secret', async () => {
    const upstream = await openUpstream();
    const missing = upstream.url.replace('bytes', 'nothing-here');
    expect(await refusedWith(missing, temporaryDirectory())).toBe('--blobs: the store answered GET of the bucket with 404 NoSuchBucket');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'wrong');
    expect(await refusedWith(upstream.url, temporaryDirectory())).toBe(
      '--blobs: the store answered GET of the bucket with 403 SignatureDoesNotMatch',
    );
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', '');
    expect(await refusedWith(upstream.url, temporaryDirectory())).toBe('--blobs: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set');
  });

  it('refuses a data directory whose blobs are elsewhere', async () => {
    const upstream = await openUpstream();
    const inStore = temporaryDirectory();
    await (await startTinsmith({ listen: false, dataDir: inStore, blobs: upstream.url })).stop();
    const endpoint = upstream.aws.endpoint;
    expect(await refusedWith(undefined, inStore)).toBe(
      `--blobs: the blobs of the data directory ${inStore} are in ${endpoint}/bytes/some/folder/, and no --blobs is given`,
    );
    expect(await refusedWith(`s3://bytes?endpoint=${endpoint}`, inStore)).toBe(
      `--blobs: the blobs of the data directory ${inStore} are in ${endpoint}/bytes/some/folder/, not in ${endpoint}/bytes/`,
    );
    const inFiles = temporaryDirectory();
    const kernel = await openState({ dataDirectory: inFiles });
    await kernel.forService('warehouse').blobs.write(new Uint8Array([1]));
    await kernel.close();
    expect(await refusedWith(upstream.url, inFiles)).toBe(`--blobs: the blobs of the data directory ${inFiles} are files in it`);
  });

  it("takes AWS's own endpoint, its variables for the region and temporary credentials where nothing else is said", () => {
    const env = { ...UPSTREAM_KEYS, AWS_SESSION_TOKEN: 'token', AWS_REGION: 'eu-west-1' };
    expect(parseS3Location('s3://bytes', env)).toEqual({
      url: 'https://bytes.s3.eu-west-1.amazonaws.com',
      prefix: '',
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test', sessionToken: 'token' },
    });
    expect(parseS3Location('s3://bytes?region=eu-north-1', env).region).toBe('eu-north-1');
  });
});
