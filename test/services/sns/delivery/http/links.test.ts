import { CreateTopicCommand, ListSubscriptionsByTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTinsmith, type Tinsmith } from '../../../../../src/index.js';
import { openReceiver, type Receiver } from './receiver.js';

describe('links in messages, under --auth and in another account and region', () => {
  let aws: Tinsmith;
  let sns: SNSClient;
  let receiver: Receiver;

  beforeAll(async () => {
    aws = await startTinsmith({ port: 0, auth: true, account: '123456789012' });
    sns = new SNSClient({ ...aws.clientConfig(), region: 'eu-west-1' });
    receiver = await openReceiver();
  });
  afterAll(async () => {
    sns.destroy();
    await receiver.close();
    await aws.stop();
  });

  it('confirm, show the certificate and unsubscribe, signed by nobody', async () => {
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'linked' }));
    expect(TopicArn).toBe('arn:aws:sns:eu-west-1:123456789012:linked');
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: receiver.url }));
    const subscriptions = async (): Promise<readonly (string | undefined)[]> =>
      ((await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions ?? []).map(
        ({ SubscriptionArn }) => SubscriptionArn,
      );
    expect(await subscriptions()).toEqual(['PendingConfirmation']);

    const { SubscribeURL, SigningCertURL } = JSON.parse((await receiver.next()).body);
    expect((await fetch(SubscribeURL)).status).toBe(200);
    expect(await subscriptions()).toEqual([expect.stringContaining(`${TopicArn}:`)]);
    expect(await (await fetch(SigningCertURL)).text()).toMatch(/^-----BEGIN CERTIFICATE-----/);

    await sns.send(new PublishCommand({ TopicArn, Message: 'm' }));
    const { UnsubscribeURL } = JSON.parse((await receiver.next()).body);
    expect((await fetch(UnsubscribeURL)).status).toBe(200);
    expect(await subscriptions()).toEqual([]);
  });

  it("let nobody do more than that: without a signature a topic isn't published to", async () => {
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'closed' }));
    const answer = await fetch(`${aws.endpoint}/?Action=Publish&TopicArn=${TopicArn}&Message=m`);
    expect(answer.status).toBe(403);
  });
});
