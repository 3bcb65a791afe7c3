import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { openSns, type Queue, topicArn } from '../open-sns.js';

const DAY = 24 * 60 * 60_000;

describe.each(engines)('ConfirmSubscription (%s)', (engine) => {
  const on = openSns(engine);
  const invalid = (what: string) => ({ code: 'InvalidParameterException', message: `Invalid parameter: ${what}`, status: 400 });
  /** Of another account's queue, so that its owner has to confirm it. */
  const subscribeOther = async (more: { readonly ReturnSubscriptionArn?: boolean } = {}) => {
    const TopicArn = await on.topic();
    const Endpoint = 'arn:aws:sqs:us-east-1:111111111111:elsewhere';
    const { SubscriptionArn } = await on.sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, ...more }));
    return { TopicArn, SubscriptionArn };
  };
  const confirm = (TopicArn: string, Token: string, AuthenticateOnUnsubscribe?: string) =>
    on.sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token, AuthenticateOnUnsubscribe }));
  /** Emails are answered by nobody else. */
  const emailed = async (TopicArn: string): Promise<void> => {
    await on.sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'somebody@example.com' }));
  };

  it('is needed for queues of other accounts, whose subscriptions are pending until then', async () => {
    const { TopicArn, SubscriptionArn } = await subscribeOther();
    expect(SubscriptionArn).toBe('pending confirmation');
    const { Subscriptions } = await on.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    expect(Subscriptions).toMatchObject([{ SubscriptionArn: 'PendingConfirmation', Protocol: 'sqs' }]);
    expect(await on.topicAttributes(TopicArn)).toMatchObject({ SubscriptionsPending: '1', SubscriptionsConfirmed: '0' });
  });

  it('isn’t needed to know the subscription’s ARN', async () => {
    const { TopicArn, SubscriptionArn = '' } = await subscribeOther({ ReturnSubscriptionArn: true });
    expect(SubscriptionArn.slice(0, TopicArn.length + 1)).toBe(`${TopicArn}:`);
    expect(await on.subscriptionAttributes(SubscriptionArn)).toMatchObject({
      PendingConfirmation: 'true',
      ConfirmationWasAuthenticated: 'false',
    });
  });

  const tokenIn = async (queue: Queue): Promise<Readonly<Record<string, string>>> => {
    const [body] = await on.notifications(queue);
    // Its members are strings.
    return body as Readonly<Record<string, string>>;
  };

  it('takes the token that the queue was sent, again and again, for two days', async () => {
    const queue = await on.queue();
    const TopicArn = topicArn('of-another').replace('000000000000', '222222222222');
    const other = on.as('222222222222');
    await other.topic('of-another');
    // The topic's owner subscribes this account's queue.
    expect(await other.subscribe(TopicArn, queue)).toBe('pending confirmation');
    const sent = await tokenIn(queue);
    expect(sent).toMatchObject({
      Type: 'SubscriptionConfirmation',
      TopicArn,
      Message: `You have chosen to subscribe to the topic ${TopicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
      SubscribeURL: `http://localhost:4566/?Action=ConfirmSubscription&TopicArn=${TopicArn}&Token=${sent.Token}`,
    });
    await on.sns.send(new PublishCommand({ TopicArn, Message: 'too early' }));
    expect(await on.receive(queue)).toEqual([]);
    const { SubscriptionArn = '' } = await confirm(TopicArn, sent.Token ?? '');
    expect(await on.subscriptionAttributes(SubscriptionArn)).toMatchObject({
      PendingConfirmation: 'false',
      ConfirmationWasAuthenticated: 'true',
    });
    await on.sns.send(new PublishCommand({ TopicArn, Message: 'now' }));
    expect(await on.notifications(queue)).toMatchObject([{ Message: 'now' }]);
    expect(await confirm(TopicArn, sent.Token ?? '')).toMatchObject({ SubscriptionArn });
    await on.aws.clock.advance(2 * DAY);
    expect(await refusal(confirm(TopicArn, sent.Token ?? ''))).toMatchObject(invalid('Token'));
  });

  it('takes the token that a FIFO queue was sent, too', async () => {
    const queue = await on.queue({ FifoQueue: 'true' });
    const owner = new SNSClient({ ...on.aws.clientConfig(), credentials: { accessKeyId: '222222222222', secretAccessKey: 'test' } });
    const created = await owner.send(new CreateTopicCommand({ Name: `foreign-${engine}.fifo`, Attributes: { FifoTopic: 'true' } }));
    const { TopicArn = '' } = created;
    await owner.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queue.arn }));
    owner.destroy();
    const { Token = '' } = await tokenIn(queue);
    const { SubscriptionArn = '' } = await confirm(TopicArn, Token);
    expect(await on.subscriptionAttributes(SubscriptionArn)).toMatchObject({ PendingConfirmation: 'false' });
  });

  it('refuses what is no token, and what is no topic of the region', async () => {
    const TopicArn = await on.topic();
    await emailed(TopicArn);
    expect(await refusal(confirm(TopicArn, 'abc123'))).toMatchObject(invalid('Token'));
    expect(await refusal(confirm('not-an-arn', 'abc123'))).toMatchObject(invalid('Topic'));
    expect(await refusal(confirm(TopicArn.replace('us-east-1', 'us-west-2'), 'abc123'))).toMatchObject(invalid('Topic'));
    expect(await refusal(confirm(TopicArn, 'abc123', 'maybe'))).toMatchObject(invalid('AuthenticateOnUnsubscribe'));
  });
});
