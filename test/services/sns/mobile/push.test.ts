import {
  CreatePlatformApplicationCommand,
  CreatePlatformEndpointCommand,
  CreateTopicCommand,
  DeleteEndpointCommand,
  PublishCommand,
  SetEndpointAttributesCommand,
  SetPlatformApplicationAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines, type OpenEmulator, openEmulator, refusal } from '../../emulator.js';
import { page, shown } from '../inspect/kept-pages.js';

describe.each(engines)('push notifications (%s)', (engine) => {
  let emulator: OpenEmulator;
  let sns: SNSClient;
  let sqs: SQSClient;

  beforeAll(async () => {
    emulator = await openEmulator(engine, { listen: true, port: 0 });
    sns = new SNSClient(emulator.aws.clientConfig());
    sqs = new SQSClient(emulator.aws.clientConfig());
  });
  afterAll(async () => {
    sns.destroy();
    sqs.destroy();
    await emulator.close();
  });

  const application = async (Name: string, more: Record<string, string> = {}): Promise<string> => {
    const Attributes = { PlatformCredential: 'key', ...more };
    return (await sns.send(new CreatePlatformApplicationCommand({ Name, Platform: 'GCM', Attributes }))).PlatformApplicationArn ?? '';
  };
  const endpoint = async (PlatformApplicationArn: string, Token = 'token'): Promise<string> =>
    (await sns.send(new CreatePlatformEndpointCommand({ PlatformApplicationArn, Token }))).EndpointArn ?? '';
  const topicNamed = async (Name: string): Promise<string> => (await sns.send(new CreateTopicCommand({ Name }))).TopicArn ?? '';
  const pushed = (arn: string) =>
    shown(emulator.aws, `platform-endpoint-messages?endpointArn=${encodeURIComponent(arn)}`, 'platform_endpoint_messages', arn);
  const queueOf = async (QueueName: string): Promise<{ readonly url: string; readonly arn: string }> => ({
    url: (await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? '',
    arn: `arn:aws:sqs:us-east-1:000000000000:${QueueName}`,
  });
  const received = async (QueueUrl: string): Promise<Record<string, string>> => {
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
    return JSON.parse(Messages?.[0]?.Body ?? '{}');
  };
  const json = (messages: object): { readonly Message: string; readonly MessageStructure: 'json' } => ({
    Message: JSON.stringify(messages),
    MessageStructure: 'json',
  });

  it('to an endpoint are kept, with what is meant for its platform', async () => {
    const TargetArn = await endpoint(await application('direct'));
    const attributes = { colour: { DataType: 'String', StringValue: 'red' } };
    const { MessageId } = await sns.send(
      new PublishCommand({ TargetArn, ...json({ default: 'all', GCM: '{"data":1}', APNS: 'apple' }), MessageAttributes: attributes }),
    );
    await sns.send(new PublishCommand({ TargetArn, ...json({ default: 'all', APNS: 'apple' }), Subject: 'about' }));
    expect(await pushed(TargetArn)).toEqual([
      {
        TargetArn,
        TopicArn: null,
        SubscriptionArn: null,
        MessageId,
        Message: '{"data":1}',
        Subject: null,
        MessageAttributes: { colour: { Type: 'String', Value: 'red' } },
        Timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      },
      expect.objectContaining({ Message: 'all', Subject: 'about' }),
    ]);
  });

  it('come by topics, too', async () => {
    const Endpoint = await endpoint(await application('by-topic'));
    const TopicArn = await topicNamed('push');
    const { SubscriptionArn } = await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'application', Endpoint }));
    await sns.send(new PublishCommand({ TopicArn, ...json({ default: 'all', GCM: 'google' }) }));
    expect(await pushed(Endpoint)).toEqual([expect.objectContaining({ Message: 'google', TopicArn, SubscriptionArn })]);
  });

  it('to endpoints that are gone or disabled are refused', async () => {
    const app = await application('refusing');
    const TargetArn = await endpoint(app);
    const call = () => refusal(sns.send(new PublishCommand({ TargetArn, Message: 'm' })));
    await sns.send(new SetEndpointAttributesCommand({ EndpointArn: TargetArn, Attributes: { Enabled: 'false' } }));
    expect(await call()).toMatchObject({ code: 'EndpointDisabledException', message: 'Endpoint is disabled', status: 400 });
    await sns.send(new SetPlatformApplicationAttributesCommand({ PlatformApplicationArn: app, Attributes: { Enabled: 'false' } }));
    expect(await call()).toMatchObject({
      code: 'PlatformApplicationDisabledException',
      message: 'Platform application is disabled',
      status: 400,
    });
    await sns.send(new DeleteEndpointCommand({ EndpointArn: TargetArn }));
    expect(await call()).toMatchObject({
      code: 'InvalidParameterException',
      message: 'Invalid parameter: TargetArn Reason: No endpoint found for the target arn specified',
      status: 400,
    });
  });

  it.each(['disabled', 'deleted'])('by topics to endpoints that are %s go to the dead-letter queue', async (state) => {
    const { url, arn } = await queueOf(`dead-${state}`);
    const Endpoint = await endpoint(await application(`app-${state}`));
    const TopicArn = await topicNamed(`push-${state}`);
    const Attributes = { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn }) };
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'application', Endpoint, Attributes }));
    if (state === 'deleted') await sns.send(new DeleteEndpointCommand({ EndpointArn: Endpoint }));
    else await sns.send(new SetEndpointAttributesCommand({ EndpointArn: Endpoint, Attributes: { Enabled: 'false' } }));
    await sns.send(new PublishCommand({ TopicArn, Message: 'lost' }));
    expect(await received(url)).toMatchObject({ Message: 'lost' });
  });

  it("are told of to the application's topics: that endpoints come, change and go, and that they can't be reached", async () => {
    const { url, arn } = await queueOf('events');
    const events = await topicNamed('events');
    await sns.send(new SubscribeCommand({ TopicArn: events, Protocol: 'sqs', Endpoint: arn }));
    const app = await application('telling', {
      EventEndpointCreated: events,
      EventEndpointUpdated: events,
      EventEndpointDeleted: events,
      EventDeliveryFailure: events,
    });
    const next = async (): Promise<unknown> => JSON.parse((await received(url)).Message ?? '{}');
    const EndpointArn = await endpoint(app);
    const event = { EndpointArn, Resource: app, Service: 'SNS', Time: expect.stringMatching(/Z$/) };
    expect(await next()).toEqual({ ...event, EventType: 'EndpointCreated' });
    await sns.send(new SetEndpointAttributesCommand({ EndpointArn, Attributes: { Enabled: 'false' } }));
    expect(await next()).toEqual({ ...event, EventType: 'EndpointUpdated' });
    const TopicArn = await topicNamed('failing');
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'application', Endpoint: EndpointArn }));
    const { MessageId } = await sns.send(new PublishCommand({ TopicArn, Message: 'm' }));
    expect(await next()).toEqual({
      ...event,
      EventType: 'DeliveryFailure',
      DeliveryAttempts: 1,
      FailureType: 'EndpointDisabled',
      FailureMessage: 'Endpoint is disabled',
      MessageId,
    });
    await sns.send(new DeleteEndpointCommand({ EndpointArn }));
    expect(await next()).toEqual({ ...event, EventType: 'EndpointDeleted' });
  });

  it('are forgotten when they are cleared, by endpoint or all', async () => {
    const app = await application('cleared');
    const [one, other] = [await endpoint(app, '1'), await endpoint(app, '2')];
    for (const TargetArn of [one, other]) await sns.send(new PublishCommand({ TargetArn, Message: 'm' }));
    expect((await page(emulator.aws, `platform-endpoint-messages?endpointArn=${encodeURIComponent(one)}`, 'DELETE')).status).toBe(204);
    expect(await pushed(one)).toEqual([]);
    expect(await pushed(other)).toHaveLength(1);
    await page(emulator.aws, 'platform-endpoint-messages', 'DELETE');
    expect((await page(emulator.aws, 'platform-endpoint-messages')).json).toEqual({ platform_endpoint_messages: {}, region: 'us-east-1' });
  });
});
