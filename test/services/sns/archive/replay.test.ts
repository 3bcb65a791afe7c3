import { DeleteTopicCommand, PublishCommand, SetSubscriptionAttributesCommand, SetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { openSns } from '../open-sns.js';

const DAY = 24 * 60 * 60_000;

describe.each(engines)('archives of FIFO topics (%s)', (engine) => {
  const on = openSns(engine);
  const archived = (days: number | string = 7) =>
    on.topic({ FifoTopic: 'true', ContentBasedDeduplication: 'true', ArchivePolicy: JSON.stringify({ MessageRetentionPeriod: days }) });
  const publish = (TopicArn: string, ...messages: string[]) =>
    messages.reduce(async (before, Message) => {
      await before;
      await on.sns.send(new PublishCommand({ TopicArn, Message, MessageGroupId: 'g' }));
    }, Promise.resolve());
  const policy = (from: number, to?: number) =>
    JSON.stringify({
      PointType: 'Timestamp',
      StartingPoint: new Date(from).toISOString(),
      ...(to === undefined ? {} : { EndingPoint: new Date(to).toISOString() }),
    });
  const set = (SubscriptionArn: string, AttributeValue: string) =>
    on.sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName: 'ReplayPolicy', AttributeValue }));
  const time = async (topic: string) => Date.parse((await on.topicAttributes(topic)).BeginningArchiveTime ?? '');

  it('begin when they are switched on, and reach back as far as they keep', async () => {
    const arn = await archived();
    const beginning = await time(arn);
    await on.aws.clock.advance(DAY);
    expect(await time(arn)).toBe(beginning);
    await on.aws.clock.advance(7 * DAY);
    expect(await time(arn)).toBe(beginning + DAY);
    expect(await on.topicAttributes(await on.topic({ FifoTopic: 'true' }))).not.toHaveProperty('BeginningArchiveTime');
  });

  it('are replayed to who subscribes later, marked so', async () => {
    const arn = await archived();
    const start = await time(arn);
    await publish(arn, 'one', 'two');
    const queue = await on.queue({ FifoQueue: 'true' });
    const subscription = await on.subscribe(arn, queue, { Attributes: { ReplayPolicy: policy(start) } });
    const replayed = await on.notifications(queue);
    expect(replayed).toMatchObject([
      { Message: 'one', Replayed: 'true' },
      { Message: 'two', Replayed: 'true' },
    ]);
    expect(await on.subscriptionAttributes(subscription)).toMatchObject({ ReplayPolicy: policy(start), ReplayStatus: 'Completed' });
    await publish(arn, 'three');
    const [fresh] = await on.notifications(queue);
    expect(fresh).toMatchObject({ Message: 'three' });
    expect(fresh).not.toHaveProperty('Replayed');
  });

  it('are replayed between two points in time, through the filter', async () => {
    const arn = await archived();
    const queue = await on.queue({ FifoQueue: 'true' });
    const Attributes = { RawMessageDelivery: 'true', FilterPolicyScope: 'MessageBody', FilterPolicy: JSON.stringify({ keep: [true] }) };
    const subscription = await on.subscribe(arn, queue, { Attributes });
    const start = await time(arn);
    for (const [index, keep] of [true, true, false, true].entries()) {
      await publish(arn, JSON.stringify({ index, keep }));
      await on.aws.clock.advance(DAY);
    }
    await on.receive(queue);
    await set(subscription, policy(start + DAY, start + 2 * DAY));
    expect(await on.receive(queue)).toMatchObject([
      { Body: JSON.stringify({ index: 1, keep: true }), MessageAttributes: { Replayed: { StringValue: 'true' } } },
    ]);
  });

  it('forget what is older than they keep', async () => {
    const arn = await archived('1');
    const start = await time(arn);
    await publish(arn, 'old');
    await on.aws.clock.advance(DAY / 2);
    await publish(arn, 'new');
    await on.aws.clock.advance(DAY / 2 + 1);
    const queue = await on.queue({ FifoQueue: 'true' });
    await on.subscribe(arn, queue, { Attributes: { ReplayPolicy: policy(start) } });
    expect((await on.notifications(queue)).map(({ Message }) => Message)).toEqual(['new']);
  });

  it('keep their topic from being deleted until they are switched off', async () => {
    const TopicArn = await archived();
    expect((await refusal(on.sns.send(new DeleteTopicCommand({ TopicArn })))).code).toBe('InvalidStateException');
    await on.sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'ArchivePolicy', AttributeValue: '{}' }));
    await on.sns.send(new DeleteTopicCommand({ TopicArn }));
  });

  it.each([
    ['{', 'failed to parse JSON.'],
    ['{"Days":1}', 'invalid JSON. Attribute Days is unknown.'],
    ['{"MessageRetentionPeriod":0}', 'MessageRetentionPeriod must be between 1 and 365 days'],
    ['{"MessageRetentionPeriod":366}', 'MessageRetentionPeriod must be between 1 and 365 days'],
  ])('refuse the policy %s', async (AttributeValue, what) => {
    const TopicArn = await on.topic({ FifoTopic: 'true' });
    const call = on.sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'ArchivePolicy', AttributeValue }));
    expect((await refusal(call)).message).toBe(`Invalid parameter: ArchivePolicy: ${what}`);
  });

  it.each([
    ['{', 'failed to parse JSON.'],
    ['{"PointType":"Start"}', 'PointType must be Timestamp'],
    ['{"PointType":"Timestamp"}', 'StartingPoint must be a timestamp'],
    [policy(2000, 1000), 'EndingPoint must not be before StartingPoint'],
  ])('refuse the replay %s', async (text, what) => {
    const subscription = await on.subscribe(await archived(), await on.queue({ FifoQueue: 'true' }));
    expect((await refusal(set(subscription, text))).message).toBe(`Invalid parameter: ReplayPolicy: ${what}`);
  });
});
