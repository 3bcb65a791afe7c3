import {
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { elementOf, engines, refusal } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

/** Key and id of versions, and of markers, in the order in which they come. */
type Listed = readonly (readonly [key: string | undefined, id: string | undefined])[];

describe.each(engines)('listing versions (%s)', (engine) => {
  const opened = openBucket(engine);
  const list = async (input: Partial<ListObjectVersionsCommandInput> = {}) => {
    const {
      $metadata,
      Versions = [],
      DeleteMarkers = [],
      ...rest
    } = await opened.s3.send(new ListObjectVersionsCommand({ Bucket, ...input }));
    const shown = (entries: readonly { Key?: string | undefined; VersionId?: string | undefined }[]): Listed =>
      entries.map(({ Key, VersionId }) => [Key, VersionId]);
    return { ...rest, versions: shown(Versions), markers: shown(DeleteMarkers) };
  };
  const put = async (Key: string) => (await opened.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'version-1' }))).VersionId;
  const remove = async (Key: string, VersionId?: string) =>
    (await opened.s3.send(new DeleteObjectCommand({ Bucket, Key, ...(VersionId === undefined ? {} : { VersionId }) }))).VersionId;

  beforeAll(async () => {
    await opened.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  });

  it('tells of each what it is', async () => {
    await put('told');
    const id = await put('told');
    const marker = await remove('told');
    const { $metadata, ...output } = await opened.s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'told' }));
    const { Versions = [], DeleteMarkers, ...rest } = output;
    expect(rest).toEqual({ IsTruncated: false, KeyMarker: '', MaxKeys: 1000, Name: Bucket, Prefix: 'told', VersionIdMarker: '' });
    expect(DeleteMarkers).toEqual([
      {
        IsLatest: true,
        Key: 'told',
        LastModified: expect.any(Date),
        Owner: { ID: expect.stringMatching(/^[0-9a-f]{64}$/) },
        VersionId: marker,
      },
    ]);
    expect(Versions).toHaveLength(2);
    expect(Versions[0]).toEqual({
      ChecksumAlgorithm: ['CRC32'],
      ChecksumType: 'FULL_OBJECT',
      ETag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
      IsLatest: false,
      Key: 'told',
      LastModified: expect.any(Date),
      Owner: { ID: expect.any(String) },
      Size: 9,
      StorageClass: 'STANDARD',
      VersionId: id,
    });
  });

  it('goes on after a key, or after a version of it, as recorded on AWS', async () => {
    const keys = ['test_0', 'test_1', 'test_2'];
    const one = [await put('test_0'), await put('test_1'), await put('test_2'), await put('test_2')];
    const markers = [await remove('test_0'), await remove('test_1'), await remove('test_2')];
    const two = [await put('test_0'), await put('test_1')];
    const Prefix = 'test_';
    const all = await list({ Prefix });
    expect(all.versions).toEqual([
      ['test_0', two[0]],
      ['test_0', one[0]],
      ['test_1', two[1]],
      ['test_1', one[1]],
      ['test_2', one[3]],
      ['test_2', one[2]],
    ]);
    expect(all.markers).toEqual(keys.map((key, index) => [key, markers[index]]));
    expect(await list({ Prefix, MaxKeys: 5 })).toMatchObject({
      IsTruncated: true,
      NextKeyMarker: 'test_1',
      NextVersionIdMarker: markers[1],
      versions: [
        ['test_0', two[0]],
        ['test_0', one[0]],
        ['test_1', two[1]],
      ],
      markers: [
        ['test_0', markers[0]],
        ['test_1', markers[1]],
      ],
    });
    expect(await list({ Prefix, MaxKeys: 1, KeyMarker: 'test_1' })).toMatchObject({
      IsTruncated: true,
      KeyMarker: 'test_1',
      NextKeyMarker: 'test_2',
      NextVersionIdMarker: markers[2],
      versions: [],
      markers: [['test_2', markers[2]]],
    });
    expect(await list({ Prefix, MaxKeys: 1, KeyMarker: 'test_2' })).toMatchObject({ IsTruncated: false, versions: [], markers: [] });
    const VersionIdMarker = markers[1];
    expect(await list({ Prefix, MaxKeys: 1, KeyMarker: 'test_1', VersionIdMarker })).toMatchObject({
      IsTruncated: true,
      VersionIdMarker,
      NextKeyMarker: 'test_1',
      NextVersionIdMarker: one[1],
      versions: [['test_1', one[1]]],
    });
    expect(await list({ Prefix, MaxKeys: 1, KeyMarker: 'test_2', VersionIdMarker: one[3] })).toMatchObject({
      IsTruncated: false,
      versions: [['test_2', one[2]]],
    });
    expect(await refusal(list({ Prefix, MaxKeys: 1, VersionIdMarker }))).toEqual({
      code: 'InvalidArgument',
      message: 'A version-id marker cannot be specified without a key marker.',
      status: 400,
      members: { ArgumentName: 'version-id-marker', ArgumentValue: VersionIdMarker },
    });
    expect(await refusal(list({ Prefix, KeyMarker: 'test_1', VersionIdMarker: 'wrong' }))).toMatchObject({
      code: 'InvalidArgument',
      message: 'Invalid version id specified',
    });
  });

  it('keeps its place when the marked version is deleted', async () => {
    const ids = [];
    for (let count = 0; count < 5; count++) ids.unshift(await put('placed'));
    const first = await list({ Prefix: 'placed', MaxKeys: 3 });
    expect(first.NextVersionIdMarker).toBe(ids[2]);
    for (const id of ids.slice(0, 3)) await remove('placed', id);
    expect(await list({ Prefix: 'placed', KeyMarker: 'placed', VersionIdMarker: ids[2] })).toMatchObject({
      IsTruncated: false,
      versions: ids.slice(3).map((id) => ['placed', id]),
    });
  });

  it('pages through everything exactly once', async () => {
    for (let count = 0; count < 7; count++) await put(`many/${count % 3}`);
    await remove('many/1');
    const all = await list({ Prefix: 'many/' });
    const paged: string[] = [];
    let marker: Pick<ListObjectVersionsCommandInput, 'KeyMarker' | 'VersionIdMarker'> = {};
    for (let pages = 0; pages < 20; pages++) {
      const page = await list({ Prefix: 'many/', MaxKeys: 2, ...marker });
      paged.push(...[...page.versions, ...page.markers].map(([, id]) => id ?? ''));
      if (page.IsTruncated !== true) break;
      marker = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
    expect(paged.sort()).toEqual([...all.versions, ...all.markers].map(([, id]) => id ?? '').sort());
    expect(paged).toHaveLength(8);
  });

  it('groups keys, and goes on after a group, as recorded on AWS', async () => {
    const ids = [];
    for (const key of ['folder/aSubfolder/subFile1', 'folder/aSubfolder/subFile2', 'folder/file1', 'folder/file2'])
      ids.push(await put(key));
    const grouped = { Prefix: 'folder/', Delimiter: '/', MaxKeys: 1 };
    const start = await list(grouped);
    expect(start).toMatchObject({
      CommonPrefixes: [{ Prefix: 'folder/aSubfolder/' }],
      IsTruncated: true,
      NextKeyMarker: 'folder/aSubfolder/',
    });
    expect(start).not.toHaveProperty('NextVersionIdMarker');
    for (const KeyMarker of ['folder/aSubfolder/', 'folder/aSubfolder/subFile1']) {
      const next = await list({ ...grouped, KeyMarker });
      expect(next).toMatchObject({
        IsTruncated: true,
        NextKeyMarker: 'folder/file1',
        NextVersionIdMarker: ids[2],
        versions: [['folder/file1', ids[2]]],
      });
      expect(next).not.toHaveProperty('CommonPrefixes');
    }
    expect(await list({ ...grouped, KeyMarker: 'folder/file1' })).toMatchObject({
      IsTruncated: false,
      versions: [['folder/file2', ids[3]]],
    });
    expect((await list({ Prefix: 'folder/a', Delimiter: '/' })).CommonPrefixes).toEqual([{ Prefix: 'folder/aSubfolder/' }]);
  });

  it('takes no more than 1,000 at a time, and may take none', async () => {
    expect(await list({ MaxKeys: 0 })).toMatchObject({ IsTruncated: false, MaxKeys: 0, versions: [], markers: [] });
    expect((await list({ MaxKeys: 5000 })).MaxKeys).toBe(1000);
    expect(await refusal(list({ MaxKeys: -1 }))).toMatchObject({
      code: 'InvalidArgument',
      message: 'Argument maxKeys must be an integer between 0 and 2147483647',
    });
  });

  it('encodes keys when asked to, and knows no other encoding', async () => {
    await put('späce key');
    expect(await list({ Prefix: 'sp', EncodingType: 'url' })).toMatchObject({
      EncodingType: 'url',
      versions: [['sp%C3%A4ce+key', expect.any(String)]],
    });
    const answer = await opened.raw({ target: `/${Bucket}?versions&encoding-type=value` });
    expect([answer.status, elementOf(answer.body, 'Message')]).toEqual([400, 'Invalid Encoding Method specified in Request']);
  });
});
