import {
  ListObjectsCommand,
  type ListObjectsCommandInput,
  type ListObjectsCommandOutput,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { elementOf, engines, refusal, signedFor } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

describe.each(engines)('lists of objects (%s)', (engine) => {
  const opened = openBucket(engine);
  const KEYS = ['folder/aSubfolder/subFile1', 'folder/aSubfolder/subFile2', 'folder/file1', 'folder/file2'];
  const list = async (input: Omit<ListObjectsCommandInput, 'Bucket'> = {}) => {
    const { $metadata, ...output } = await opened.s3.send(new ListObjectsCommand({ Bucket, ...input }));
    return output;
  };
  const list2 = async (input: Omit<ListObjectsV2CommandInput, 'Bucket'> = {}) => {
    const { $metadata, ...output } = await opened.s3.send(new ListObjectsV2Command({ Bucket, ...input }));
    return output;
  };
  const described = (Key: string) => ({
    Key,
    ChecksumAlgorithm: ['CRC32'],
    ChecksumType: 'FULL_OBJECT',
    ETag: '"0d9fa06a66933b40f615f530e59edd6b"',
    LastModified: expect.any(Date),
    Size: 11,
    StorageClass: 'STANDARD',
  });
  const Owner = { ID: expect.stringMatching(/^[0-9a-f]{64}$/) };

  beforeAll(async () => {
    for (const Key of KEYS) await opened.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'test-object' }));
  });
  const etag = async () => (await list2({ MaxKeys: 1 })).Contents?.[0]?.ETag;

  it('tell all of the objects, in version 1 with their owner', async () => {
    const ETag = await etag();
    expect(await list()).toEqual({
      Contents: KEYS.map((Key) => ({ ...described(Key), ETag, Owner })),
      IsTruncated: false,
      Marker: '',
      MaxKeys: 1000,
      Name: Bucket,
      Prefix: '',
    });
    expect(await list2()).toEqual({
      Contents: KEYS.map((Key) => ({ ...described(Key), ETag })),
      IsTruncated: false,
      KeyCount: 4,
      MaxKeys: 1000,
      Name: Bucket,
      Prefix: '',
    });
    expect((await list2({ FetchOwner: true })).Contents?.[0]).toEqual({ ...described(KEYS[0] ?? ''), ETag, Owner });
  });

  it('of nothing have no contents', async () => {
    expect(await list2({ Prefix: 'nothing', EncodingType: 'url' })).toEqual({
      EncodingType: 'url',
      IsTruncated: false,
      KeyCount: 0,
      MaxKeys: 1000,
      Name: Bucket,
      Prefix: 'nothing',
    });
    expect(await list({ MaxKeys: 0 })).toEqual({ IsTruncated: false, Marker: '', MaxKeys: 0, Name: Bucket, Prefix: '' });
  });

  it('in version 1 go on from a marker, which may be within a common prefix', async () => {
    const page = { Prefix: 'folder/', Delimiter: '/', MaxKeys: 1 };
    const fixed = { Name: Bucket, ...page };
    expect(await list(page)).toEqual({
      ...fixed,
      CommonPrefixes: [{ Prefix: 'folder/aSubfolder/' }],
      IsTruncated: true,
      Marker: '',
      NextMarker: 'folder/aSubfolder/',
    });
    const second = { ...fixed, Contents: [{ ...described('folder/file1'), ETag: await etag(), Owner }], IsTruncated: true };
    expect(await list({ ...page, Marker: 'folder/aSubfolder/' })).toEqual({
      ...second,
      Marker: 'folder/aSubfolder/',
      NextMarker: 'folder/file1',
    });
    expect(await list({ ...page, Marker: 'folder/aSubfolder/subFile1' })).toEqual({
      ...second,
      Marker: 'folder/aSubfolder/subFile1',
      NextMarker: 'folder/file1',
    });
    expect(await list({ ...page, Marker: 'folder/file1' })).toEqual({
      ...fixed,
      Contents: [{ ...described('folder/file2'), ETag: await etag(), Owner }],
      IsTruncated: false,
      Marker: 'folder/file1',
    });
  });

  it('in version 1 give the next marker only beside a delimiter', async () => {
    const output = await list({ MaxKeys: 1 });
    expect(output.IsTruncated).toBe(true);
    expect(output).not.toHaveProperty('NextMarker');
  });

  it('in version 2 go on from a token', async () => {
    const page = { Prefix: 'folder/', Delimiter: '/', MaxKeys: 1 };
    const first = await list2(page);
    expect(first).toEqual({
      Name: Bucket,
      ...page,
      CommonPrefixes: [{ Prefix: 'folder/aSubfolder/' }],
      IsTruncated: true,
      KeyCount: 1,
      NextContinuationToken: expect.any(String),
    });
    const second = await list2({ ...page, ContinuationToken: first.NextContinuationToken });
    expect(second).toMatchObject({ ContinuationToken: first.NextContinuationToken, KeyCount: 1, IsTruncated: true });
    expect(second.Contents?.map(({ Key }) => Key)).toEqual(['folder/file1']);
    const third = await list2({ ...page, ContinuationToken: second.NextContinuationToken });
    expect(third).toMatchObject({ IsTruncated: false });
    expect(third).not.toHaveProperty('NextContinuationToken');
    expect(third.Contents?.map(({ Key }) => Key)).toEqual(['folder/file2']);
  });

  it('in version 2 begin after a key', async () => {
    const output = await list2({ StartAfter: 'folder/aSubfolder/subFile2', MaxKeys: 1 });
    expect(output).toMatchObject({ StartAfter: 'folder/aSubfolder/subFile2', IsTruncated: true });
    expect(output.Contents?.map(({ Key }) => Key)).toEqual(['folder/file1']);
  });

  it('take any text for a delimiter, and none that is empty', async () => {
    expect((await list2({ Delimiter: 'File' })).CommonPrefixes).toEqual([{ Prefix: 'folder/aSubfolder/subFile' }]);
    const { Delimiter, KeyCount } = await list2({ Delimiter: '' });
    expect([Delimiter, KeyCount]).toEqual([undefined, 4]);
  });

  it('encode keys, prefixes and delimiters as forms do when asked to', async () => {
    await opened.s3.send(new PutObjectCommand({ Bucket, Key: "odd/date=2026 01+ü*'(~)😀", Body: 'x' }));
    const output = await list2({ Prefix: 'odd/d', Delimiter: '=', EncodingType: 'url' });
    expect(output).toMatchObject({ Delimiter: '%3D', Prefix: 'odd/d', CommonPrefixes: [{ Prefix: 'odd/date%3D' }] });
    const whole = await list({ Prefix: 'odd/', EncodingType: 'url', Marker: 'odd/a=' });
    expect(whole.Marker).toBe('odd/a%3D');
    expect(whole.Contents?.[0]?.Key).toBe('odd/date%3D2026+01%2B%C3%BC*%27%28%7E%29%F0%9F%98%80');
    expect((await list({ Delimiter: '%2F', Prefix: 'odd/', EncodingType: 'url' })).Delimiter).toBe('%252F');
    expect((await list2({ StartAfter: 'odd/a=', EncodingType: 'url' })).StartAfter).toBe('odd/a%3D');
  });

  it.each(['', '&list-type=2'])('refuse an unknown encoding (%s)', async (version) => {
    const query = (encoding: string) => opened.raw({ target: `/${Bucket}?encoding-type=${encoding}${version}`, headers: signedFor('s3') });
    const wrong = await query('value');
    expect([
      wrong.status,
      elementOf(wrong.body, 'Code'),
      elementOf(wrong.body, 'ArgumentName'),
      elementOf(wrong.body, 'ArgumentValue'),
    ]).toEqual([400, 'InvalidArgument', 'encoding-type', 'value']);
    expect(elementOf(wrong.body, 'Message')).toBe('Invalid Encoding Method specified in Request');
    const empty = await query('');
    expect([empty.status, elementOf(empty.body, 'ArgumentName')]).toEqual([400, 'encoding-type']);
    expect(empty.body).toMatch(/<ArgumentValue><\/ArgumentValue>|<ArgumentValue\/>/);
  });

  it('refuse a limit that is no number, and a token that is none', async () => {
    const { status, body } = await opened.raw({ target: `/${Bucket}?max-keys=many`, headers: signedFor('s3') });
    expect([status, elementOf(body, 'Code'), elementOf(body, 'Message')]).toEqual([
      400,
      'InvalidArgument',
      'Provided max-keys not an integer or within integer range',
    ]);
    expect(await refusal(list2({ MaxKeys: -1 }))).toMatchObject({
      code: 'InvalidArgument',
      message: 'Argument maxKeys must be an integer between 0 and 2147483647',
    });
    for (const ContinuationToken of ['', 'nonsense']) {
      expect(await refusal(list2({ ContinuationToken }))).toEqual({
        code: 'InvalidArgument',
        message: 'The continuation token provided is incorrect',
        status: 400,
        members: { ArgumentName: 'continuation-token' },
      });
    }
  });

  it('give an element without text for a marker and a prefix that were not sent', async () => {
    const { body } = await opened.raw({ target: `/${Bucket}`, headers: signedFor('s3') });
    expect(body).toMatch(/<ListBucketResult xmlns="http:\/\/s3\.amazonaws\.com\/doc\/2006-03-01\/">/);
    expect(body).toMatch(/<Marker><\/Marker>|<Marker\/>/);
    expect(body).toMatch(/<Prefix><\/Prefix>|<Prefix\/>/);
  });
});

describe.each(engines)('long lists of objects (%s)', (engine) => {
  const opened = openBucket(engine);
  const keyOf = (index: number): string => `test-key-${index}`;

  it('come by the thousand', async () => {
    for (let from = 0; from < 1010; from += 101) {
      const indexes = Array.from({ length: 101 }, (_, offset) => from + offset);
      await Promise.all(indexes.map((index) => opened.s3.send(new PutObjectCommand({ Bucket, Key: keyOf(index), Body: `test-${index}` }))));
    }
    const first = await opened.s3.send(new ListObjectsCommand({ Bucket, Delimiter: '/', MaxKeys: 5000 }));
    expect(first).toMatchObject({ IsTruncated: true, MaxKeys: 1000, NextMarker: 'test-key-99' });
    expect(first.Contents).toHaveLength(1000);
    const second = await opened.s3.send(new ListObjectsCommand({ Bucket, Marker: first.NextMarker }));
    expect(second.Contents?.map(({ Key }) => Key)).toEqual(Array.from({ length: 10 }, (_, index) => keyOf(990 + index)));
  });
});

describe('pages of objects', () => {
  const opened = openBucket('memory');

  /** What AWS's documentation says of prefix and delimiter, told plainly. */
  function expected(keys: readonly string[], prefix: string, delimiter: string): readonly string[] {
    const sorted = [...new Set(keys)]
      .filter((key) => key.startsWith(prefix))
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const told = sorted.map((key) => {
      const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      return end < 0 ? key : `${key.slice(0, end + delimiter.length)}*`;
    });
    return told.filter((entry, index) => told.indexOf(entry) === index);
  }

  it('together hold each key or common prefix once, in order, in both versions', async () => {
    const key = fc.string({ unit: fc.constantFrom('a', 'b', '/', '\u{d7ff}', '\u{e000}', '\u{10ffff}', '😀'), minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(key, { minLength: 1, maxLength: 12 }),
        fc.constantFrom('', 'a', 'a/', '/', '\u{10ffff}'),
        fc.constantFrom('', '/', 'b', '\u{10ffff}', '\u{d7ff}'),
        fc.integer({ min: 1, max: 4 }),
        async (keys, Prefix, Delimiter, MaxKeys) => {
          await opened.aws.reset({ service: 's3' });
          await opened.raw({ method: 'PUT', target: `/${Bucket}` });
          for (const Key of keys) await opened.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
          const input = { Bucket, Prefix, Delimiter, MaxKeys, EncodingType: 'url' } as const;
          const decode = (text: string | undefined): string => decodeURIComponent((text ?? '').replace(/\+/g, ' '));
          const entriesOf = (page: Pick<ListObjectsCommandOutput, 'Contents' | 'CommonPrefixes'>) =>
            [
              ...(page.Contents ?? []).map((object) => decode(object.Key)),
              ...(page.CommonPrefixes ?? []).map((common) => `${decode(common.Prefix)}*`),
            ].sort((a, b) => Buffer.compare(Buffer.from(a.replace(/\*$/, '')), Buffer.from(b.replace(/\*$/, ''))));
          const all = expected(keys, Prefix, Delimiter);

          const second: string[] = [];
          for (let token: string | undefined, pages = 0; pages === 0 || token !== undefined; pages++) {
            const page = await opened.s3.send(new ListObjectsV2Command({ ...input, ContinuationToken: token }));
            expect(page.KeyCount).toBeLessThanOrEqual(MaxKeys);
            second.push(...entriesOf(page));
            token = page.NextContinuationToken;
          }
          expect(second).toEqual(all);

          const first: string[] = [];
          for (let Marker: string | undefined, pages = 0; pages === 0 || Marker !== undefined; pages++) {
            const page = await opened.s3.send(new ListObjectsCommand({ ...input, Marker }));
            const entries = entriesOf(page);
            first.push(...entries);
            Marker = page.IsTruncated ? entries.at(-1)?.replace(/\*$/, '') : undefined;
          }
          expect(first).toEqual(all);
        },
      ),
      { numRuns: 60 },
    );
  });
});
