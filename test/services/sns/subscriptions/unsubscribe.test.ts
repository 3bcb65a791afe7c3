import { ConfirmSubscriptionCommand, SNSClient, SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { engines, refusal, send } from '../../emulator.js';
import { ACCOUNT, openSns, topicArn } from '../open-sns.js';

describe.each(engines)('Unsubscribe (%s)', (engine) => {
  const on = openSns(engine);
  const unsubscribe = (SubscriptionArn: string) => on.sns.send(new UnsubscribeCommand({ SubscriptionArn }));

  it('refuses subscriptions that wait for their confirmation', async () => {
    const TopicArn = await on.topic();
    const { SubscriptionArn = '' } = await on.sns.send(
      new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'a@example.com', ReturnSubscriptionArn: true }),
    );
    expect(await refusal(unsubscribe(SubscriptionArn))).toMatchObject({
      code: 'InvalidParameterException',
      message: 'Invalid parameter: SubscriptionArn Reason: Cannot unsubscribe a subscription that is pending confirmation',
      status: 400,
    });
    expect(await on.topicAttributes(TopicArn)).toMatchObject({ SubscriptionsPending: '1', SubscriptionsDeleted: '0' });
  });

  it('takes a signature for queues: the link in their messages doesn’t do', async () => {
    const TopicArn = await on.topic();
    const queue = await on.queue();
    await on.subscribe(TopicArn, queue);
    await on.publish(TopicArn, 'one');
    const [message] = await on.notifications(queue);
    const { pathname, search } = new URL(String(message?.UnsubscribeURL));
    const { status, body } = await send(on.aws, { target: pathname + search });
    expect(status).toBe(403);
    expect(body).toContain('<Code>AuthorizationError</Code>');
    expect(body).toContain('<Message>Anonymous unsubscription is not allowed for this subscription</Message>');
    await on.publish(TopicArn, 'two');
    expect(await on.notifications(queue)).toMatchObject([{ Message: 'two' }]);
  });

  it('tells queues when the topic’s owner ends what another account subscribed, and how to restore it', async () => {
    const Name = `foreign-${engine}`;
    const TopicArn = topicArn(Name).replace(ACCOUNT, '222222222222');
    await on.as('222222222222').topic(Name);
    const queue = await on.queue();
    const SubscriptionArn = await on.subscribe(TopicArn, queue);
    const owner = new SNSClient({ ...on.aws.clientConfig(), credentials: { accessKeyId: '222222222222', secretAccessKey: 'test' } });
    await owner.send(new UnsubscribeCommand({ SubscriptionArn }));
    owner.destroy();
    const [told, ...others] = await on.notifications(queue);
    expect(others).toEqual([]);
    expect(told).toMatchObject({
      Type: 'UnsubscribeConfirmation',
      TopicArn,
      Message: `You have chosen to deactivate subscription ${SubscriptionArn}.\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message.`,
    });
    const Token = String(told?.Token);
    expect(await on.sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token }))).toMatchObject({ SubscriptionArn });
    await on.publish(TopicArn, 'again');
    expect(await on.notifications(queue)).toMatchObject([{ Message: 'again' }]);
    await unsubscribe(SubscriptionArn);
    expect(await on.receive(queue)).toEqual([]);
  });
});
