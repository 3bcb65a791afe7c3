import {
  AddPermissionCommand,
  CreateTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  type SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { OTHER, OWNER, openAccounts } from './open-accounts.js';

describe.each(engines)('topics under --auth (%s)', (engine) => {
  const on = openAccounts(engine);
  let made = 0;
  const topic = async (): Promise<string> => {
    made += 1;
    return (await on.owner.send(new CreateTopicCommand({ Name: `topic-${made}` }))).TopicArn ?? '';
  };
  const publish = (sns: SNSClient, TopicArn: string) => sns.send(new PublishCommand({ TopicArn, Message: 'x' }));
  const allow = (TopicArn: string, statement: Record<string, unknown>) =>
    on.owner.send(
      new SetTopicAttributesCommand({
        TopicArn,
        AttributeName: 'Policy',
        AttributeValue: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Resource: TopicArn, ...statement }] }),
      }),
    );
  const refused = (action: string, arn: string, reason = `because no resource-based policy allows the ${action} action`) => ({
    code: 'AuthorizationErrorException',
    message: `User: arn:aws:iam::${OTHER}:root is not authorized to perform: ${action} on resource: ${arn} ${reason}`,
    status: 403,
  });

  it('are their owner’s alone', async () => {
    const arn = await topic();
    await publish(on.owner, arn);
    expect(await refusal(publish(on.other, arn))).toMatchObject(refused('SNS:Publish', arn));
    const PublishBatchRequestEntries = [{ Id: '1', Message: 'x' }];
    expect(await refusal(on.other.send(new PublishBatchCommand({ TopicArn: arn, PublishBatchRequestEntries })))).toMatchObject(
      refused('SNS:Publish', arn),
    );
    expect(await refusal(on.other.send(new GetTopicAttributesCommand({ TopicArn: arn })))).toMatchObject(
      refused('SNS:GetTopicAttributes', arn),
    );
    expect((await on.other.send(new ListTopicsCommand({}))).Topics).toEqual([]);
  });

  it('let in whom a permission names, for what it names', async () => {
    const arn = await topic();
    await on.owner.send(new AddPermissionCommand({ TopicArn: arn, Label: 'l', AWSAccountId: [OTHER], ActionName: ['Publish'] }));
    await publish(on.other, arn);
    expect(await refusal(on.other.send(new GetTopicAttributesCommand({ TopicArn: arn })))).toMatchObject(
      refused('SNS:GetTopicAttributes', arn),
    );
  });

  it('let protocols in by condition', async () => {
    const arn = await topic();
    await allow(arn, { Principal: { AWS: OTHER }, Action: 'sns:Subscribe', Condition: { StringEquals: { 'sns:Protocol': 'sqs' } } });
    const subscribe = (Protocol: string, Endpoint: string) => on.other.send(new SubscribeCommand({ TopicArn: arn, Protocol, Endpoint }));
    await subscribe('sqs', `arn:aws:sqs:us-east-1:${OTHER}:q`);
    expect(await refusal(subscribe('sms', '+15550001000'))).toMatchObject(refused('SNS:Subscribe', arn));
  });

  it('are left by whom the queue’s subscription belongs to, and put out by their owner', async () => {
    const arn = await topic();
    await on.owner.send(new AddPermissionCommand({ TopicArn: arn, Label: 'l', AWSAccountId: [OTHER], ActionName: ['Subscribe'] }));
    const subscribe = async (sns: SNSClient, account: string): Promise<string> => {
      const Endpoint = `arn:aws:sqs:us-east-1:${account}:q`;
      return (await sns.send(new SubscribeCommand({ TopicArn: arn, Protocol: 'sqs', Endpoint }))).SubscriptionArn ?? '';
    };
    const leave = (sns: SNSClient, SubscriptionArn: string) => sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    const owners = await subscribe(on.owner, OWNER);
    expect(await refusal(leave(on.other, owners))).toMatchObject(refused('SNS:Unsubscribe', arn));
    await leave(on.owner, owners);
    await leave(on.other, await subscribe(on.other, OTHER));
    await leave(on.owner, await subscribe(on.other, OTHER));
    expect((await on.owner.send(new ListSubscriptionsByTopicCommand({ TopicArn: arn }))).Subscriptions).toEqual([]);
  });

  it('refuse whom a policy denies, be it the owner', async () => {
    const arn = await topic();
    await allow(arn, { Effect: 'Deny', Principal: '*', Action: 'sns:Publish' });
    expect((await refusal(publish(on.owner, arn))).message).toBe(
      `User: arn:aws:iam::${OWNER}:root is not authorized to perform: SNS:Publish on resource: ${arn} with an explicit deny in a resource-based policy`,
    );
  });
});
