import { CreateTopicCommand, DeleteTopicCommand, GetTopicAttributesCommand, ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { openSns, topicArn } from '../open-sns.js';

describe.each(engines)('topics (%s)', (engine) => {
  const on = openSns(engine);
  const create = (Name: string, Attributes?: Record<string, string>, Tags?: { Key: string; Value: string }[]) =>
    on.sns.send(new CreateTopicCommand({ Name, Attributes, Tags }));
  const NAME = { code: 'InvalidParameterException', message: 'Invalid parameter: Topic Name', status: 400 };
  const DIFFERENT = 'Invalid parameter: Attributes Reason: Topic already exists with different attributes';

  it('are named by their ARNs', async () => {
    expect((await create('named')).TopicArn).toBe(topicArn('named'));
  });

  it('take names of up to 256 letters, digits, hyphens and underscores', async () => {
    expect((await create('a'.repeat(256))).TopicArn).toBe(topicArn('a'.repeat(256)));
    for (const name of ['', 'a'.repeat(257), 'a.fifo', 'a.b', 'a b', 'a@b', 'a:b', 'a/b', 'a*', 'é'])
      expect(await refusal(create(name)), name).toMatchObject(NAME);
  });

  it('are FIFO when their names end with .fifo and their attribute says so, and not otherwise', async () => {
    expect((await create('one.fifo', { FifoTopic: 'true' })).TopicArn).toBe(topicArn('one.fifo'));
    expect(await refusal(create('one', { FifoTopic: 'true' }))).toMatchObject(NAME);
  });

  it('that are there are answered when they have what is asked for', async () => {
    const { TopicArn } = await create('twice', { DisplayName: 'Value1' });
    expect((await create('twice')).TopicArn).toBe(TopicArn);
    expect((await create('twice', { DisplayName: 'Value1' })).TopicArn).toBe(TopicArn);
    expect((await refusal(create('twice', { DisplayName: 'Value2' }))).message).toBe(DIFFERENT);
    expect((await refusal(create('twice', { SignatureVersion: '2' }))).message).toBe(DIFFERENT);
    expect((await refusal(create('twice', { DisplayName: 'Value1', SignatureVersion: '2' }))).message).toBe(DIFFERENT);
    expect((await refusal(create('twice', { FifoTopic: 'true' }))).message).toBe(NAME.message);
  });

  it('that are there are answered when they have the tags that are asked for', async () => {
    const a = { Key: 'a', Value: '1' };
    const b = { Key: 'b', Value: '2' };
    const { TopicArn } = await create('tagged', undefined, [a, b]);
    for (const tags of [[a, b], [a], [], undefined]) expect((await create('tagged', undefined, tags)).TopicArn).toBe(TopicArn);
    expect((await refusal(create('tagged', undefined, [a, b, { Key: 'c', Value: '3' }]))).message).toBe(
      'Invalid parameter: Tags Reason: Topic already exists with different tags',
    );
  });

  it('can be made anew with other tags after they were deleted', async () => {
    const { TopicArn } = await create('again', undefined, [{ Key: 'a', Value: '1' }]);
    await on.sns.send(new DeleteTopicCommand({ TopicArn }));
    expect((await create('again', undefined, [{ Key: 'b', Value: '2' }])).TopicArn).toBe(TopicArn);
  });

  it('that are deleted are gone, and can be deleted again', async () => {
    const TopicArn = await on.topic();
    await on.sns.send(new DeleteTopicCommand({ TopicArn }));
    expect(await refusal(on.sns.send(new GetTopicAttributesCommand({ TopicArn })))).toMatchObject({
      code: 'NotFoundException',
      message: 'Topic does not exist',
      status: 404,
    });
    await on.sns.send(new DeleteTopicCommand({ TopicArn }));
    await on.sns.send(new DeleteTopicCommand({ TopicArn: topicArn('never-was') }));
  });

  it('are their region’s own', async () => {
    const west = new SNSClient({ ...on.aws.clientConfig(), region: 'us-west-2' });
    const { TopicArn } = await west.send(new CreateTopicCommand({ Name: 'western' }));
    expect(TopicArn).toBe('arn:aws:sns:us-west-2:000000000000:western');
    expect((await west.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn }]);
    const { Topics = [] } = await on.sns.send(new ListTopicsCommand({}));
    expect(Topics.map((topic) => topic.TopicArn)).not.toContain(TopicArn);
    // Recorded of Subscribe.
    expect((await refusal(on.sns.send(new GetTopicAttributesCommand({ TopicArn })))).message).toBe('Invalid parameter: TopicArn');
    west.destroy();
  });

  it('are listed a hundred at a time', async () => {
    const other = new SNSClient({ ...on.aws.clientConfig(), region: 'eu-central-1' });
    for (let index = 0; index < 101; index++) await other.send(new CreateTopicCommand({ Name: `t-${index}` }));
    const first = await other.send(new ListTopicsCommand({}));
    expect(first.Topics).toHaveLength(100);
    const second = await other.send(new ListTopicsCommand({ NextToken: first.NextToken }));
    expect(second.Topics).toHaveLength(1);
    expect(second.NextToken).toBeUndefined();
    const names = new Set([...(first.Topics ?? []), ...(second.Topics ?? [])].map((topic) => topic.TopicArn));
    expect(names.size).toBe(101);
    expect((await refusal(other.send(new ListTopicsCommand({ NextToken: 'no token' })))).code).toBe('InvalidParameterException');
    other.destroy();
  });

  it('are refused by what is no ARN', async () => {
    const get = (TopicArn: string) => refusal(on.sns.send(new GetTopicAttributesCommand({ TopicArn })));
    expect((await get('topic')).message).toBe('Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1');
    expect((await get('arn:aws:sqs:us-east-1:000000000000:q')).message).toBe('Invalid parameter: TopicArn');
  });
});
