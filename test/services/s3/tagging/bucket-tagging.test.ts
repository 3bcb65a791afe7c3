import {
  CreateBucketCommand,
  DeleteBucketTaggingCommand,
  GetBucketTaggingCommand,
  PutBucketTaggingCommand,
  type Tag,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { elementOf, engines, refusal } from '../../emulator.js';
import { Bucket, openBucket } from '../s3-client.js';

const refused = (code: string, message: string, members: object = {}, status = 400) => ({ code, message, status, members });

describe.each(engines)('tags of buckets (%s)', (engine) => {
  const opened = openBucket(engine);
  const set = async (TagSet: Tag[]) =>
    (await opened.s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }))).$metadata.httpStatusCode;
  const get = async () => (await opened.s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet;
  const none = refused('NoSuchTagSet', 'The TagSet does not exist', { BucketName: Bucket }, 404);

  it('are put, replaced and deleted', async () => {
    expect(await refusal(get())).toEqual(none);
    expect(await set([{ Key: 'tag1', Value: 'value1' }])).toBe(204);
    expect(await get()).toEqual([{ Key: 'tag1', Value: 'value1' }]);
    await set([{ Key: 'tag2', Value: '' }]);
    expect(await get()).toEqual([{ Key: 'tag2', Value: '' }]);
    expect((await opened.s3.send(new DeleteBucketTaggingCommand({ Bucket }))).$metadata.httpStatusCode).toBe(204);
    expect(await refusal(get())).toEqual(none);
    await set([{ Key: 'tag3', Value: '' }]);
    expect(await set([])).toBe(204);
    expect(await refusal(get())).toEqual(none);
  });

  it('follow rules', async () => {
    const cases: readonly (readonly [Tag[], ReturnType<typeof refused>])[] = [
      [
        [
          { Key: 'Key1', Value: 'a' },
          { Key: 'Key1', Value: 'b' },
        ],
        refused('InvalidTag', 'Cannot provide multiple Tags with the same key', { TagKey: 'Key1' }),
      ],
      [[{ Key: 'Key1,Key2', Value: 'a' }], refused('InvalidTag', 'The TagKey you have provided is invalid', { TagKey: 'Key1,Key2' })],
      [
        [{ Key: 'Key1', Value: 'Val1,Val2' }],
        refused('InvalidTag', 'The TagValue you have provided is invalid', { TagKey: 'Key1', TagValue: 'Val1,Val2' }),
      ],
      [
        [{ Key: 'aws:prefixed', Value: 'a' }],
        refused('InvalidTag', 'System tags cannot be added/updated by requester', { TagKey: 'aws:prefixed' }),
      ],
      [
        Array.from({ length: 51 }, (_, index) => ({ Key: `key-${index}`, Value: '' })),
        refused('BadRequest', 'Bucket tag count cannot be greater than 50'),
      ],
    ];
    for (const [tags, expected] of cases) expect(await refusal(set(tags))).toEqual(expected);
  });

  it('come with their digest', async () => {
    const body = '<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>';
    const answer = await opened.raw({
      method: 'PUT',
      target: `/${Bucket}?tagging`,
      headers: { 'content-md5': '1B2M2Y8AsgTpgAmY7PhCfg==' },
      body,
    });
    expect([answer.status, elementOf(answer.body, 'Code')]).toEqual([400, 'BadDigest']);
  });

  it('are given to a bucket as it is made', async () => {
    const create = (name: string, Tags: Tag[]) =>
      opened.s3.send(new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration: { Tags } }));
    const tagsOf = async (name: string) => (await opened.s3.send(new GetBucketTaggingCommand({ Bucket: name }))).TagSet;
    await create('made-with-tags', [{ Key: 'tag1', Value: 'value1' }]);
    expect(await tagsOf('made-with-tags')).toEqual([{ Key: 'tag1', Value: 'value1' }]);
    await create('made-without', []);
    expect(await refusal(tagsOf('made-without'))).toMatchObject({ code: 'NoSuchTagSet' });
    expect(await refusal(create('made-of-aws', [{ Key: 'aws:x', Value: '' }]))).toEqual(
      refused(
        'InvalidTag',
        'User-defined tag keys can\'t start with "aws:". This prefix is reserved for system tags. Remove "aws:" from your tag keys and try again.',
      ),
    );
    expect(await refusal(create('made-of-commas', [{ Key: 'test', Value: 'value1,value2' }]))).toEqual(
      refused('InvalidTag', 'The TagValue you have provided is invalid', { TagKey: 'test', TagValue: 'value1,value2' }),
    );
    expect(await refusal(tagsOf('made-of-commas'))).toMatchObject({ code: 'NoSuchBucket' });
  });
});
