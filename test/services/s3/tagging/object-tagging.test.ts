import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectTaggingCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type Tag,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { elementOf, engines, refusal } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

const tag = (Key: string, Value: string): Tag => ({ Key, Value });
const refused = (code: string, message: string, members: object = {}, status = 400) => ({ code, message, status, members });

describe.each(engines)('tags of objects (%s)', (engine) => {
  const opened = openBucket(engine);
  interface Place {
    readonly Bucket?: string;
    readonly VersionId?: string | undefined;
  }
  const put = async (Key: string, Tagging?: string, place: Place = {}) =>
    (
      await opened.s3.send(
        new PutObjectCommand({ Bucket, Key, Body: 'test-tagging', ...place, ...(Tagging === undefined ? {} : { Tagging }) }),
      )
    ).VersionId;
  const get = async (Key: string, place: Place = {}) => {
    const { $metadata, ...output } = await opened.s3.send(new GetObjectTaggingCommand({ Bucket, Key, ...place }));
    return output;
  };
  const set = async (Key: string, TagSet: Tag[], place: Place = {}) => {
    const { $metadata, ...output } = await opened.s3.send(new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet }, ...place }));
    return output;
  };
  const remove = async (Key: string, place: Place = {}) => {
    const { $metadata, ...output } = await opened.s3.send(new DeleteObjectTaggingCommand({ Bucket, Key, ...place }));
    return { ...output, status: $metadata.httpStatusCode };
  };

  it('are put, replaced, counted and deleted', async () => {
    await put('crud');
    expect(await get('crud')).toEqual({ TagSet: [] });
    expect(await set('crud', [tag('tag1', 'tag1'), tag('tag2', '')])).toEqual({});
    expect(await get('crud')).toEqual({ TagSet: [tag('tag1', 'tag1'), tag('tag2', '')] });
    await set('crud', [tag('tag3', 'tag3')]);
    expect(await get('crud')).toEqual({ TagSet: [tag('tag3', 'tag3')] });
    expect(await opened.get({ Key: 'crud' })).toMatchObject({ TagCount: 1, Body: 'test-tagging' });
    expect((await opened.s3.send(new HeadObjectCommand({ Bucket, Key: 'crud' }))).TagCount).toBe(1);
    expect(await remove('crud')).toEqual({ status: 204 });
    expect(await get('crud')).toEqual({ TagSet: [] });
    expect(await opened.get({ Key: 'crud' })).not.toHaveProperty('TagCount');
    await set('crud', [tag('a', 'b')]);
    await set('crud', []);
    expect(await opened.get({ Key: 'crud' })).not.toHaveProperty('TagCount');
  });

  it.each([
    ['tag1=tag1&tag2=tag2&tag=', [tag('tag', ''), tag('tag1', 'tag1'), tag('tag2', 'tag2')]],
    ['wrongquery&wrongagain', [tag('wrongagain', ''), tag('wrongquery', '')]],
    ['key1&&&key2', [tag('key1', ''), tag('key2', '')]],
    ['a%20b=c+d&%C3%BC=1', [tag('a b', 'c d'), tag('ü', '1')]],
  ])('come with the object: %s', async (Tagging, TagSet) => {
    await put('with-tags', Tagging);
    expect(await get('with-tags')).toEqual({ TagSet });
  });

  it('come in the header once each', async () => {
    expect(await refusal(put('twice', 'a=1&a=2'))).toMatchObject({
      code: 'InvalidArgument',
      status: 400,
      members: { ArgumentName: 'x-amz-tagging', ArgumentValue: 'a=1&a=2' },
    });
  });

  it('are replaced with the object', async () => {
    await put('overwritten', 'a=b');
    await put('overwritten');
    expect(await get('overwritten')).toEqual({ TagSet: [] });
  });

  it('follow rules', async () => {
    await put('rules');
    const many = Array.from({ length: 11 }, (_, index) => tag(`key-${index}`, 'value'));
    const cases: readonly (readonly [Tag[], ReturnType<typeof refused>])[] = [
      [[tag('Key1', 'a'), tag('Key1', 'b')], refused('InvalidTag', 'Cannot provide multiple Tags with the same key', { TagKey: 'Key1' })],
      [[tag('Key1,Key2', 'a')], refused('InvalidTag', 'The TagKey you have provided is invalid', { TagKey: 'Key1,Key2' })],
      [[tag('aws:prefixed', 'a')], refused('InvalidTag', 'Your TagKey cannot be prefixed with aws:', { TagKey: 'aws:prefixed' })],
      [
        [tag('Key1', 'Val1,Val2')],
        refused('InvalidTag', 'The TagValue you have provided is invalid', { TagKey: 'Key1', TagValue: 'Val1,Val2' }),
      ],
      [[tag('k'.repeat(129), 'a')], refused('InvalidTag', 'The TagKey you have provided is invalid', { TagKey: 'k'.repeat(129) })],
      [
        [tag('k', 'v'.repeat(257))],
        refused('InvalidTag', 'The TagValue you have provided is invalid', { TagKey: 'k', TagValue: 'v'.repeat(257) }),
      ],
      [many, refused('BadRequest', 'Object tags cannot be greater than 10')],
    ];
    for (const [tags, expected] of cases) expect(await refusal(set('rules', tags))).toEqual(expected);
    await set('rules', [tag('k'.repeat(128), 'v'.repeat(256)), ...many.slice(0, 9)]);
    expect(await opened.get({ Key: 'rules' })).toMatchObject({ TagCount: 10 });
    const over = many.map(({ Key }) => `${Key}=x`).join('&');
    expect(await refusal(put('rules', over))).toEqual(refused('BadRequest', 'Object tags cannot be greater than 10'));
  });

  it.each(['<Tag><Value>a</Value></Tag>', '<Tag><Key>a</Key></Tag>'])('have a key and a value: %s', async (xml) => {
    await put('half');
    const { status, body } = await opened.raw({
      method: 'PUT',
      target: `/${Bucket}/half?tagging`,
      body: `<Tagging><TagSet>${xml}</TagSet></Tagging>`,
    });
    expect([status, elementOf(body, 'Code'), elementOf(body, 'Message')]).toEqual([
      400,
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    ]);
  });

  it('are of objects that are there', async () => {
    const missing = refused('NoSuchKey', 'The specified key does not exist.', { Key: 'missing' }, 404);
    expect(await refusal(get('missing'))).toEqual(missing);
    expect(await refusal(set('missing', []))).toEqual(missing);
    expect(await refusal(remove('missing'))).toEqual(missing);
  });

  it('are those of a version', async () => {
    const place = { Bucket: 'versioned-tags' };
    await opened.s3.send(new CreateBucketCommand(place));
    await opened.s3.send(new PutBucketVersioningCommand({ ...place, VersioningConfiguration: { Status: 'Enabled' } }));
    const one = await put('key', 'test_tag=tagv1', place);
    const two = await put('key', 'test_tag=tagv2', place);
    expect(await set('key', [tag('tag3', 'tag3')], place)).toEqual({ VersionId: two });
    expect(await get('key', place)).toEqual({ TagSet: [tag('tag3', 'tag3')], VersionId: two });
    const older = { ...place, VersionId: one };
    expect(await get('key', older)).toEqual({ TagSet: [tag('test_tag', 'tagv1')], VersionId: one });
    expect(await set('key', [tag('tag1', 'tag1')], older)).toEqual({ VersionId: one });
    expect(await get('key', older)).toEqual({ TagSet: [tag('tag1', 'tag1')], VersionId: one });
    expect(await remove('key', older)).toEqual({ VersionId: one, status: 204 });
    expect(await get('key', older)).toEqual({ TagSet: [], VersionId: one });
    expect(await get('key', place)).toEqual({ TagSet: [tag('tag3', 'tag3')], VersionId: two });

    const { VersionId: marker } = await opened.s3.send(new DeleteObjectCommand({ ...place, Key: 'key' }));
    for (const where of [place, { ...place, VersionId: marker }]) {
      const notAllowed = (Method: string) =>
        refused(
          'MethodNotAllowed',
          'The specified method is not allowed against this resource.',
          { Method, ResourceType: 'DeleteMarker' },
          405,
        );
      expect(await refusal(set('key', [], where))).toEqual(notAllowed('PUT'));
      expect(await refusal(get('key', where))).toEqual(notAllowed('GET'));
      expect(await refusal(remove('key', where))).toEqual(notAllowed('DELETE'));
    }
  });
});
