import {
  DeleteTopicCommand,
  ListSubscriptionsByTopicCommand,
  ListSubscriptionsCommand,
  SNSClient,
  SubscribeCommand,
  type SubscribeCommandInput,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { ACCOUNT, openSns, topicArn } from '../open-sns.js';

const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:queue`;

describe.each(engines)('subscriptions (%s)', (engine) => {
  const on = openSns(engine);
  const subscribe = (TopicArn: string, Protocol: string, Endpoint?: string, more: Partial<SubscribeCommandInput> = {}) =>
    on.sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint, ...more }));
  const invalid = (what: string) => ({ code: 'InvalidParameterException', message: `Invalid parameter: ${what}`, status: 400 });
  const ofTopic = async (TopicArn: string) => (await on.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions;

  it('of queues are confirmed from the start', async () => {
    const arn = await on.topic();
    const { SubscriptionArn = '' } = await subscribe(arn, 'sqs', QUEUE);
    expect(SubscriptionArn.slice(0, arn.length + 1)).toBe(`${arn}:`);
    expect(await on.subscriptionAttributes(SubscriptionArn)).toEqual({
      ConfirmationWasAuthenticated: 'true',
      Endpoint: QUEUE,
      Owner: ACCOUNT,
      PendingConfirmation: 'false',
      Protocol: 'sqs',
      RawMessageDelivery: 'false',
      SubscriptionArn,
      SubscriptionPrincipal: `arn:aws:iam::${ACCOUNT}:root`,
      TopicArn: arn,
    });
  });

  it('need neither their queue nor a queue of that name', async () => {
    const arn = await on.topic();
    await subscribe(arn, 'sqs', `arn:aws:sqs:us-east-1:${ACCOUNT}:nobody-made-it`);
    expect(await refusal(subscribe(arn, 'sqs', 'arn:aws:sqs:us-east-1:queue'))).toMatchObject(invalid('SQS endpoint ARN'));
    expect(await refusal(subscribe(arn, 'sqs', 'http://localhost:4566/000000000000/queue'))).toMatchObject(invalid('SQS endpoint ARN'));
  });

  it('of telephones are confirmed, and need a number', async () => {
    const arn = await on.topic();
    const { SubscriptionArn = '' } = await subscribe(arn, 'sms', '+123123123');
    expect(await on.subscriptionAttributes(SubscriptionArn)).toMatchObject({
      ConfirmationWasAuthenticated: 'true',
      Endpoint: '+123123123',
      PendingConfirmation: 'false',
    });
    for (const number of ['+15--551234567', 'NAA+15551234567', '+15551234567.', '/+15551234567'])
      expect(await refusal(subscribe(arn, 'sms', number))).toMatchObject({
        code: 'InvalidParameterException',
        message: `Invalid SMS endpoint: ${number}`,
      });
  });

  it.each([
    ['http', 'https://example.com', 'Endpoint must match the specified protocol'],
    ['https', 'http://example.com', 'Endpoint must match the specified protocol'],
    ['email', 'nobody', 'Email address'],
    ['test-protocol', 'x', 'Amazon SNS does not support this protocol string: test-protocol'],
    ['sqs', undefined, 'Endpoint Reason: no value for required parameter'],
  ])('by %s are refused for %s', async (protocol, endpoint, what) => {
    expect(await refusal(subscribe(await on.topic(), protocol, endpoint))).toMatchObject(invalid(what));
  });

  it.each([
    ['http://somebody:se%40cret@127.0.0.1:9/a:b@c', 'http://somebody:****@127.0.0.1:9/a:b@c'],
    ['http://somebody@127.0.0.1:9/', 'http://somebody@127.0.0.1:9/'],
    ['http://127.0.0.1:9/a:b@c', 'http://127.0.0.1:9/a:b@c'],
  ])('of %s show %s', async (endpoint, shown) => {
    const arn = await on.topic();
    const { SubscriptionArn = '' } = await subscribe(arn, 'http', endpoint, { ReturnSubscriptionArn: true });
    expect(await on.subscriptionAttributes(SubscriptionArn)).toMatchObject({ Endpoint: shown });
    expect(await ofTopic(arn)).toMatchObject([{ Endpoint: shown }]);
    expect((await subscribe(arn, 'http', endpoint, { ReturnSubscriptionArn: true })).SubscriptionArn).toBe(SubscriptionArn);
  });

  it('of functions and delivery streams need their services', async () => {
    const arn = await on.topic();
    const call = subscribe(arn, 'lambda', `arn:aws:lambda:us-east-1:${ACCOUNT}:function:f`);
    expect(await refusal(call)).toMatchObject({ message: 'sns Subscribe: Protocol lambda is known but not emulated', status: 501 });
    expect(await ofTopic(arn)).toEqual([]);
  });

  it('need a topic, of the region that is asked', async () => {
    expect(await refusal(subscribe(topicArn('nowhere'), 'sqs', QUEUE))).toMatchObject({
      code: 'NotFoundException',
      message: 'Topic does not exist',
      status: 404,
    });
    const west = new SNSClient({ ...on.aws.clientConfig(), region: 'us-west-2' });
    const call = west.send(new SubscribeCommand({ TopicArn: await on.topic(), Protocol: 'sqs', Endpoint: QUEUE }));
    expect(await refusal(call)).toMatchObject(invalid('TopicArn'));
    west.destroy();
  });

  it('of a FIFO topic take FIFO queues and others, those of a standard topic only others', async () => {
    const fifo = await on.topic({ FifoTopic: 'true' });
    await subscribe(fifo, 'sqs', `${QUEUE}.fifo`);
    await subscribe(fifo, 'sqs', QUEUE);
    expect(await refusal(subscribe(await on.topic(), 'sqs', `${QUEUE}.fifo`))).toMatchObject(
      invalid('Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics'),
    );
    expect((await refusal(subscribe(fifo, 'email', 'a@example.com'))).code).toBe('InvalidParameterException');
  });

  it('are the same when asked for again, with what they have or less', async () => {
    const arn = await on.topic();
    const raw = { Attributes: { RawMessageDelivery: 'true' } };
    const { SubscriptionArn } = await subscribe(arn, 'sqs', QUEUE, raw);
    for (const more of [raw, {}, { Attributes: {} }, { ReturnSubscriptionArn: true }])
      expect((await subscribe(arn, 'sqs', QUEUE, more)).SubscriptionArn).toBe(SubscriptionArn);
    expect(await refusal(subscribe(arn, 'sqs', QUEUE, { Attributes: { RawMessageDelivery: 'false' } }))).toMatchObject(
      invalid('Attributes Reason: Subscription already exists with different attributes'),
    );
  });

  it('are listed by their topic and by who has them', async () => {
    const arn = await on.topic();
    const queue = await on.queue();
    const SubscriptionArn = await on.subscribe(arn, queue);
    const row = { Endpoint: queue.arn, Owner: ACCOUNT, Protocol: 'sqs', SubscriptionArn, TopicArn: arn };
    expect(await ofTopic(arn)).toEqual([row]);
    const { Subscriptions } = await on.sns.send(new ListSubscriptionsCommand({}));
    expect(Subscriptions).toContainEqual(row);
  });

  it('are listed a hundred at a time', async () => {
    const other = new SNSClient({ ...on.aws.clientConfig(), credentials: { accessKeyId: '111111111111', secretAccessKey: 'x' } });
    const arn = await on.topic();
    for (let index = 0; index < 101; index++)
      await other.send(new SubscribeCommand({ TopicArn: arn, Protocol: 'sms', Endpoint: `+1555000${1000 + index}` }));
    const first = await on.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: arn }));
    expect(first.Subscriptions).toHaveLength(100);
    const second = await on.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: arn, NextToken: first.NextToken }));
    expect(second.Subscriptions).toHaveLength(1);
    expect(second.NextToken).toBeUndefined();
    const own = await other.send(new ListSubscriptionsCommand({}));
    expect(own.Subscriptions).toHaveLength(100);
    const rest = await other.send(new ListSubscriptionsCommand({ NextToken: own.NextToken }));
    expect(rest.Subscriptions).toHaveLength(1);
    expect(rest.NextToken).toBeUndefined();
    other.destroy();
  });

  it('end when it is asked for, and again without an error', async () => {
    const arn = await on.topic();
    const queue = await on.queue();
    const SubscriptionArn = await on.subscribe(arn, queue);
    await on.sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    expect(await ofTopic(arn)).toEqual([]);
    await on.publish(arn, 'to nobody');
    expect(await on.receive(queue)).toEqual([]);
    await on.sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    expect(await on.topicAttributes(arn)).toMatchObject({ SubscriptionsConfirmed: '0', SubscriptionsDeleted: '1' });
    expect(await refusal(on.subscriptionAttributes(SubscriptionArn))).toMatchObject({
      code: 'NotFoundException',
      message: 'Subscription does not exist',
      status: 404,
    });
  });

  it.each([
    ['random', 'SubscriptionArn Reason: An ARN must have at least 6 elements, not 1'],
    ['arn:aws:sns:us-east-1:random', 'SubscriptionArn Reason: An ARN must have at least 6 elements, not 5'],
    ['arn:aws:sns:us-east-1:000000000000:random', 'SubscriptionId'],
    ['', 'SubscriptionArn Reason: no value for required parameter'],
  ])('do not end by the ARN %j', async (SubscriptionArn, what) => {
    expect(await refusal(on.sns.send(new UnsubscribeCommand({ SubscriptionArn })))).toMatchObject(invalid(what));
  });

  it('can be asked for after their topic is gone, and get nothing from the next of its name', async () => {
    const arn = await on.topic({}, { Name: 'comes-and-goes' });
    const queue = await on.queue();
    const SubscriptionArn = await on.subscribe(arn, queue, { Attributes: { RawMessageDelivery: 'true' } });
    await on.sns.send(new DeleteTopicCommand({ TopicArn: arn }));
    expect(await on.subscriptionAttributes(SubscriptionArn)).toMatchObject({ SubscriptionArn, RawMessageDelivery: 'true' });
    await on.topic({}, { Name: 'comes-and-goes' });
    await on.publish(arn, 'news');
    expect(await on.receive(queue)).toEqual([]);
    expect(await ofTopic(arn)).toEqual([]);
  });
});
