import { ConfirmSubscriptionCommand, CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, type OpenEmulator, openEmulator } from '../../emulator.js';
import { page, shown } from '../inspect/kept-pages.js';

describe.each(engines)('email (%s)', (engine) => {
  let emulator: OpenEmulator;
  let sns: SNSClient;

  beforeAll(async () => {
    emulator = await openEmulator(engine, { listen: true, port: 0 });
    sns = new SNSClient(emulator.aws.clientConfig());
  });
  afterAll(async () => {
    sns.destroy();
    await emulator.close();
  });

  const subscribed = async (Name: string, Protocol: string): Promise<{ readonly topic: string; readonly arn: string }> => {
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name }));
    const command = new SubscribeCommand({ TopicArn, Protocol, Endpoint: `${Name}@example.com`, ReturnSubscriptionArn: true });
    return { topic: TopicArn, arn: (await sns.send(command)).SubscriptionArn ?? '' };
  };
  const mails = (to: string) => shown(emulator.aws, `email-messages?emailAddress=${encodeURIComponent(to)}`, 'email_messages', to);

  it('asks for a confirmation first, by a link that can be opened', async () => {
    const { topic, arn } = await subscribed('asked', 'email');
    await sns.send(new PublishCommand({ TopicArn: topic, Message: 'too early' }));
    const [mail, ...others] = await mails('asked@example.com');
    expect(others).toEqual([]);
    expect(mail).toEqual({
      To: 'asked@example.com',
      Protocol: 'email',
      Type: 'SubscriptionConfirmation',
      MessageId: expect.any(String),
      Subject: 'AWS Notification - Subscription Confirmation',
      Message: expect.stringContaining(topic),
      MessageAttributes: {},
      Timestamp: expect.stringMatching(/Z$/),
      TopicArn: topic,
      SubscriptionArn: arn,
    });
    const link = /^http\S+Action=ConfirmSubscription\S+$/m.exec(String(mail?.Message))?.[0] ?? '';
    expect((await fetch(link)).status).toBe(200);
    await sns.send(new PublishCommand({ TopicArn: topic, Message: 'in time', Subject: 'about' }));
    await sns.send(new PublishCommand({ TopicArn: topic, Message: 'without subject' }));
    const [, second, third] = await mails('asked@example.com');
    expect(second).toMatchObject({ Type: 'Notification', Subject: 'about', Message: expect.stringMatching(/^in time\n/) });
    expect(third).toMatchObject({ Subject: 'AWS Notification Message' });
    const leave = /^http\S+Action=Unsubscribe\S+$/m.exec(String(second?.Message))?.[0] ?? '';
    expect((await fetch(leave)).status).toBe(200);
    await sns.send(new PublishCommand({ TopicArn: topic, Message: 'too late' }));
    expect(await mails('asked@example.com')).toHaveLength(3);
  });

  it('comes as JSON where it is asked for', async () => {
    const { topic } = await subscribed('json', 'email-json');
    const [asking] = await mails('json@example.com');
    const { Token } = JSON.parse(String(asking?.Message));
    await sns.send(new ConfirmSubscriptionCommand({ TopicArn: topic, Token }));
    await sns.send(new PublishCommand({ TopicArn: topic, Message: 'hello' }));
    const [, mail] = await mails('json@example.com');
    expect(JSON.parse(String(mail?.Message))).toMatchObject({
      Type: 'Notification',
      Message: 'hello',
      TopicArn: topic,
      SignatureVersion: '1',
    });
  });

  it('can be confirmed by the token that the emulator tells', async () => {
    const { topic, arn } = await subscribed('token', 'email');
    const { json } = await page(emulator.aws, `subscription-tokens/${arn}`);
    expect(json).toEqual({ subscription_token: expect.stringMatching(/^[0-9a-f]{256}$/), subscription_arn: arn });
    const { subscription_token: Token } = json as { readonly subscription_token: string };
    expect((await sns.send(new ConfirmSubscriptionCommand({ TopicArn: topic, Token }))).SubscriptionArn).toBe(arn);
    expect(await page(emulator.aws, `subscription-tokens/${arn}`)).toEqual({
      status: 404,
      json: { message: `No subscription ${arn} waits for its confirmation.` },
    });
  });

  it('is forgotten when it is cleared', async () => {
    await subscribed('cleared', 'email');
    await page(emulator.aws, 'email-messages', 'DELETE');
    expect((await page(emulator.aws, 'email-messages')).json).toEqual({ email_messages: {}, region: 'us-east-1' });
  });

  it('has no page with another parameter', async () => {
    expect(await page(emulator.aws, 'email-messages?phoneNumber=1')).toEqual({
      status: 400,
      json: { code: 'ValidationException', message: 'phoneNumber is no parameter of this page.' },
    });
  });
});
