import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  type PutBucketVersioningCommandInput,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { openBucket } from '../s3-client.js';

type Status = 'Enabled' | 'Suspended';

describe.each(engines)('versions (%s)', (engine) => {
  const opened = openBucket(engine);
  let buckets = 0;
  const setVersioning = (Bucket: string, VersioningStatus: Status) =>
    opened.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: VersioningStatus } }));
  /** A bucket of its own, with what a test does to it. */
  const versioned = async (status?: Status) => {
    const Bucket = `versioned-${buckets++}`;
    await opened.s3.send(new CreateBucketCommand({ Bucket }));
    if (status !== undefined) await setVersioning(Bucket, status);
    return {
      Bucket,
      set: (to: Status) => setVersioning(Bucket, to),
      put: async (Body: string, Key = 'key') => (await opened.s3.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId,
      get: (VersionId?: string, Key = 'key') => opened.get({ Bucket, Key, ...(VersionId === undefined ? {} : { VersionId }) }),
      remove: async (VersionId?: string, Key = 'key') => {
        const { $metadata, ...output } = await opened.s3.send(
          new DeleteObjectCommand({ Bucket, Key, ...(VersionId === undefined ? {} : { VersionId }) }),
        );
        return output;
      },
      list: async () => {
        const { Versions = [], DeleteMarkers = [] } = await opened.s3.send(new ListObjectVersionsCommand({ Bucket }));
        const shown = (entries: readonly { VersionId?: string | undefined; IsLatest?: boolean | undefined }[]) =>
          entries.map(({ VersionId, IsLatest }) => [VersionId, IsLatest]);
        return { versions: shown(Versions), markers: shown(DeleteMarkers) };
      },
    };
  };

  it('are off until they are asked for, and can then only be suspended', async () => {
    const { Bucket, set } = await versioned();
    const status = async () => (await opened.s3.send(new GetBucketVersioningCommand({ Bucket }))).Status;
    expect(await status()).toBeUndefined();
    await set('Enabled');
    expect(await status()).toBe('Enabled');
    await set('Suspended');
    expect(await status()).toBe('Suspended');
  });

  it('want a status, and know no MFA delete', async () => {
    const { Bucket } = await versioned();
    const put = (input: Partial<PutBucketVersioningCommandInput>) =>
      refusal(opened.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: {}, ...input })));
    expect(await put({})).toEqual({
      code: 'IllegalVersioningConfigurationException',
      message: 'The Versioning element must be specified',
      status: 400,
      members: {},
    });
    expect(await put({ VersioningConfiguration: { Status: 'Enabled', MFADelete: 'Enabled' } })).toMatchObject({
      code: 'NotImplemented',
      message: 's3 PutBucketVersioning: MFADelete Enabled is known but not emulated',
    });
    expect(await put({ MFA: 'serial 123456', VersioningConfiguration: { Status: 'Enabled' } })).toMatchObject({
      message: 's3 PutBucketVersioning: MFA is known but not emulated',
    });
  });

  it('have ids of 32 characters, and are read by them', async () => {
    const { put, get } = await versioned('Enabled');
    const first = await put('one');
    const second = await put('two');
    expect(first).toMatch(/^[A-Za-z0-9._]{32}$/);
    expect(second).not.toBe(first);
    expect(await get()).toMatchObject({ Body: 'two', VersionId: second });
    expect(await get(first)).toMatchObject({ Body: 'one', VersionId: first });
    expect(await get(second)).toMatchObject({ Body: 'two', VersionId: second });
  });

  it('make of what was there before the null version, which is told once versioning is on', async () => {
    const { put, get, set, list } = await versioned();
    expect(await put('old')).toBeUndefined();
    expect(await get()).not.toHaveProperty('VersionId');
    expect(await list()).toEqual({ versions: [['null', true]], markers: [] });
    await set('Enabled');
    expect(await get()).toMatchObject({ Body: 'old', VersionId: 'null' });
    const id = await put('new');
    expect(await get('null')).toMatchObject({ Body: 'old', VersionId: 'null' });
    expect(await list()).toEqual({
      versions: [
        [id, true],
        ['null', false],
      ],
      markers: [],
    });
  });

  it('replace only the null version while they are suspended, wherever it stands', async () => {
    const { put, get, set, list } = await versioned('Enabled');
    const one = await put('one');
    await set('Suspended');
    expect(await put('null one')).toBeUndefined();
    expect(await put('null two')).toBeUndefined();
    expect(await get()).toMatchObject({ Body: 'null two', VersionId: 'null' });
    expect(await list()).toEqual({
      versions: [
        ['null', true],
        [one, false],
      ],
      markers: [],
    });
    await set('Enabled');
    const two = await put('two');
    await set('Suspended');
    await put('null three');
    expect(await list()).toEqual({
      versions: [
        ['null', true],
        [two, false],
        [one, false],
      ],
      markers: [],
    });
  });

  it('are hidden by a delete marker, which is a version of its own', async () => {
    const { Bucket, put, get, remove, list } = await versioned('Enabled');
    const id = await put('one');
    const { VersionId: marker, ...rest } = await remove();
    expect(rest).toEqual({ DeleteMarker: true });
    expect(await refusal(get())).toEqual({
      code: 'NoSuchKey',
      message: 'The specified key does not exist.',
      status: 404,
      members: { Key: 'key' },
    });
    const answer = await opened.raw({ target: `/${Bucket}/key` });
    expect(answer.headers).toMatchObject({ 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker });
    const head = await opened.raw({ method: 'HEAD', target: `/${Bucket}/key` });
    expect(head).toMatchObject({ status: 404, headers: { 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker } });
    expect(await get(id)).toMatchObject({ Body: 'one' });
    expect((await opened.s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
    expect(await list()).toEqual({ versions: [[id, false]], markers: [[marker, true]] });
    // Once the marker goes the object is back.
    expect(await remove(marker)).toEqual({ DeleteMarker: true, VersionId: marker });
    expect(await get()).toMatchObject({ Body: 'one', VersionId: id });
  });

  it('that are delete markers may not be read', async () => {
    const { Bucket, remove, get } = await versioned('Enabled');
    const { VersionId } = await remove();
    expect(await refusal(get(VersionId))).toEqual({
      code: 'MethodNotAllowed',
      message: 'The specified method is not allowed against this resource.',
      status: 405,
      members: { Method: 'GET', ResourceType: 'DeleteMarker' },
    });
    const head = await opened.raw({ method: 'HEAD', target: `/${Bucket}/key?versionId=${VersionId}` });
    expect(head.status).toBe(405);
    expect(head.headers).toMatchObject({
      allow: 'DELETE',
      'x-amz-delete-marker': 'true',
      'x-amz-version-id': VersionId,
      'last-modified': expect.stringContaining('GMT'),
    });
  });

  it('of suspended buckets are hidden by a null marker, which takes the place of the null version', async () => {
    const { put, remove, set, list } = await versioned('Enabled');
    const id = await put('one');
    await set('Suspended');
    expect(await remove()).toEqual({ DeleteMarker: true, VersionId: 'null' });
    expect(await list()).toEqual({ versions: [[id, false]], markers: [['null', true]] });
    await put('null');
    expect(await list()).toEqual({
      versions: [
        ['null', true],
        [id, false],
      ],
      markers: [],
    });
    expect(await remove()).toEqual({ DeleteMarker: true, VersionId: 'null' });
    expect(await list()).toEqual({ versions: [[id, false]], markers: [['null', true]] });
  });

  it('are deleted for good one by one, the newest of the others being current then', async () => {
    const { put, get, remove, list } = await versioned('Enabled');
    const [one, two, three] = [await put('one'), await put('two'), await put('three')];
    expect(await remove(two)).toEqual({ VersionId: two });
    expect(await refusal(get(two))).toEqual({
      code: 'NoSuchVersion',
      message: 'The specified version does not exist.',
      status: 404,
      members: { Key: 'key', VersionId: two },
    });
    // Deleting what isn't there succeeds.
    expect(await remove(two)).toEqual({ VersionId: two });
    await remove(three);
    expect(await get()).toMatchObject({ Body: 'one', VersionId: one });
    const four = await put('four');
    expect(await list()).toEqual({
      versions: [
        [four, true],
        [one, false],
      ],
      markers: [],
    });
    await remove(four);
    await remove(one);
    expect(await list()).toEqual({ versions: [], markers: [] });
  });

  it('have no ids but those that S3 gave', async () => {
    const { Bucket, put, get, remove } = await versioned('Enabled');
    const id = (await put('one')) ?? '';
    for (const VersionId of ['HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD', 'short', `${id}x`, '../../etc/passwd', `${id.slice(0, 31)}~`]) {
      const invalid = {
        code: 'InvalidArgument',
        message: 'Invalid version id specified',
        status: 400,
        members: { ArgumentName: 'versionId', ArgumentValue: VersionId },
      };
      expect(await refusal(get(VersionId))).toEqual(invalid);
      expect(await refusal(remove(VersionId))).toEqual(invalid);
      expect(await refusal(opened.s3.send(new HeadObjectCommand({ Bucket, Key: 'key', VersionId })))).toMatchObject({ status: 400 });
    }
    // Of another key.
    expect(await refusal(get(id, 'other'))).toMatchObject({ code: 'NoSuchVersion' });
    expect(await refusal(opened.s3.send(new GetObjectCommand({ Bucket, Key: 'other', VersionId: 'null' })))).toMatchObject({
      code: 'NoSuchVersion',
    });
  });

  it('keep their bucket, delete markers too', async () => {
    const { Bucket, put, remove } = await versioned('Enabled');
    const notEmpty = {
      code: 'BucketNotEmpty',
      message: 'The bucket you tried to delete is not empty. You must delete all versions in the bucket.',
      status: 409,
      members: { BucketName: Bucket },
    };
    const id = await put('one');
    const { VersionId: marker } = await remove();
    const removeBucket = () => opened.s3.send(new DeleteBucketCommand({ Bucket }));
    expect(await refusal(removeBucket())).toEqual(notEmpty);
    await remove(id);
    expect(await refusal(removeBucket())).toEqual(notEmpty);
    await remove(marker);
    expect((await removeBucket()).$metadata.httpStatusCode).toBe(204);
  });
});
