import { DeleteTopicCommand, ListTagsForResourceCommand, TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { openSns, topicArn } from '../open-sns.js';

describe.each(engines)('tags of topics (%s)', (engine) => {
  const on = openSns(engine);
  const tag = (ResourceArn: string, ...Tags: { Key: string; Value: string }[]) =>
    on.sns.send(new TagResourceCommand({ ResourceArn, Tags }));
  const list = async (ResourceArn: string) => (await on.sns.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags;
  const k1 = { Key: 'k1', Value: 'v1' };
  const k2 = { Key: 'k2', Value: 'v2' };

  it('are added, replaced and removed', async () => {
    const arn = await on.topic();
    expect(await list(arn)).toEqual([]);
    await tag(arn, k1, k2);
    expect(await list(arn)).toEqual([k1, k2]);
    await on.sns.send(new UntagResourceCommand({ ResourceArn: arn, TagKeys: ['k1', 'none'] }));
    expect(await list(arn)).toEqual([k2]);
    await tag(arn, { Key: 'k2', Value: 'v2b' });
    expect(await list(arn)).toEqual([{ Key: 'k2', Value: 'v2b' }]);
  });

  it('are refused with a key twice', async () => {
    const arn = await on.topic();
    expect(await refusal(tag(arn, k1, { Key: 'k1', Value: 'other' }))).toMatchObject({
      code: 'InvalidParameterException',
      message: 'Invalid parameter: Duplicated keys are not allowed.',
      status: 400,
    });
  });

  it('are fifty at most', async () => {
    const arn = await on.topic();
    const tags = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' }));
    await tag(arn, ...tags);
    expect(await refusal(tag(arn, { Key: 'one-more', Value: '' }))).toMatchObject({
      code: 'TagLimitExceededException',
      message: 'Could not complete request: tag quota of per resource exceeded',
    });
    await tag(arn, { Key: 'k0', Value: 'changed' });
  });

  it('go with their topic', async () => {
    const arn = await on.topic({}, { Name: 'to-tag', Tags: [k1, k2] });
    expect(await list(arn)).toEqual([k1, k2]);
    await on.sns.send(new DeleteTopicCommand({ TopicArn: arn }));
    await on.topic({}, { Name: 'to-tag' });
    expect(await list(arn)).toEqual([]);
  });

  it('need a topic that is there', async () => {
    expect(await refusal(list(topicArn('nowhere')))).toMatchObject({
      code: 'ResourceNotFoundException',
      message: 'Resource does not exist',
      status: 404,
    });
  });
});
