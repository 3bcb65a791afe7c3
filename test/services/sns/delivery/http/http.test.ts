import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeCertificate } from '../../../../../src/gateway/tls.js';
import { elementOf, engines, type OpenEmulator, openEmulator, send } from '../../../emulator.js';
import { openReceiver, type Receiver } from './receiver.js';

const AGENT = 'Amazon Simple Notification Service Agent';
const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
const retries = (policy: object): string => JSON.stringify({ healthyRetryPolicy: policy });

describe.each(engines)('deliveries to HTTP endpoints (%s)', (engine) => {
  let emulator: OpenEmulator;
  let sns: SNSClient;
  let sqs: SQSClient;
  let receiver: Receiver;
  let topics = 0;
  let topic = '';

  beforeAll(async () => {
    emulator = await openEmulator(engine);
    sns = new SNSClient(emulator.aws.clientConfig());
    sqs = new SQSClient(emulator.aws.clientConfig());
  });
  afterAll(() => emulator.close());
  beforeEach(async () => {
    receiver = await openReceiver();
    topics += 1;
    topic = (await sns.send(new CreateTopicCommand({ Name: `topic-${topics}` }))).TopicArn ?? '';
  });
  afterEach(() => receiver.close());

  const subscribe = async (Attributes: Record<string, string> = {}, Endpoint = `${receiver.url}/sns-endpoint`): Promise<string> => {
    const Protocol = Endpoint.split(':')[0];
    const command = new SubscribeCommand({ TopicArn: topic, Protocol, Endpoint, Attributes, ReturnSubscriptionArn: true });
    return (await sns.send(command)).SubscriptionArn ?? '';
  };
  const confirm = async (from = receiver): Promise<void> => {
    const { Token } = JSON.parse((await from.next()).body);
    await sns.send(new ConfirmSubscriptionCommand({ TopicArn: topic, Token }));
  };
  const subscribed = async (Attributes: Record<string, string> = {}, Endpoint?: string): Promise<string> => {
    const arn = await subscribe(Attributes, Endpoint);
    await confirm();
    return arn;
  };
  const publish = (Message = 'hello', more: { Subject?: string } = {}) =>
    sns.send(new PublishCommand({ TopicArn: topic, Message, ...more }));
  const deadLetters = async (name: string): Promise<{ readonly arn: string; readonly url: string }> => {
    const url = (await sqs.send(new CreateQueueCommand({ QueueName: name }))).QueueUrl ?? '';
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }));
    return { arn: Attributes?.QueueArn ?? '', url };
  };

  it('begin with a confirmation, whose URL anyone can open', async () => {
    const arn = await subscribe();
    const { method, url, headers, body } = await receiver.next();
    const message = JSON.parse(body);
    expect({ method, url }).toEqual({ method: 'POST', url: '/sns-endpoint' });
    expect(headers).toEqual({
      'accept-encoding': 'gzip,deflate',
      connection: 'close',
      'content-length': String(Buffer.byteLength(body)),
      'content-type': 'text/plain; charset=UTF-8',
      host: receiver.url.slice('http://'.length),
      'user-agent': AGENT,
      'x-amz-sns-message-id': message.MessageId,
      'x-amz-sns-message-type': 'SubscriptionConfirmation',
      'x-amz-sns-topic-arn': topic,
    });
    expect(message).toEqual({
      Type: 'SubscriptionConfirmation',
      MessageId: expect.stringMatching(UUID),
      Token: expect.stringMatching(/^[0-9a-f]{256}$/),
      TopicArn: topic,
      Message: `You have chosen to subscribe to the topic ${topic}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
      SubscribeURL: `http://localhost:4566/?Action=ConfirmSubscription&TopicArn=${topic}&Token=${message.Token}`,
      Timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      SignatureVersion: '1',
      Signature: expect.stringMatching(/^[A-Za-z0-9+/]+=*$/),
      SigningCertURL: expect.stringMatching(/^http:\/\/localhost:4566\/_aws\/sns\/SimpleNotificationService-[0-9a-f]{32}\.pem$/),
    });
    expect(body.startsWith('{\n  "Type" : "SubscriptionConfirmation",\n  "MessageId" : "')).toBe(true);

    await publish('before');
    const { pathname, search } = new URL(message.SubscribeURL);
    const answer = await send(emulator.aws, { target: pathname + search });
    expect(answer.status).toBe(200);
    expect(elementOf(answer.body, 'SubscriptionArn')).toBe(arn);
    const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: arn }));
    expect(Attributes).toMatchObject({ PendingConfirmation: 'false', ConfirmationWasAuthenticated: 'false' });
    await publish('after');
    expect(JSON.parse((await receiver.next()).body).Message).toBe('after');
  });

  it('are refused a confirmation by a wrong token or topic', async () => {
    await subscribe();
    const { Token } = JSON.parse((await receiver.next()).body);
    const call = (arn: string, token: string) =>
      send(emulator.aws, { target: `/?Action=ConfirmSubscription&TopicArn=${arn}&Token=${token}` });
    for (const [arn, token, message] of [
      [topic, 'abc', 'Invalid parameter: Token'],
      ['arn:aws:sns', Token, 'Invalid parameter: Topic'],
    ] as const) {
      const { status, body } = await call(arn, token);
      expect({ status, code: elementOf(body, 'Code'), message: elementOf(body, 'Message') }).toEqual({
        status: 400,
        code: 'InvalidParameter',
        message,
      });
    }
  });

  it('carry the message in an envelope', async () => {
    const arn = await subscribed();
    const { MessageId } = await publish('hello', { Subject: 'about' });
    const { headers, body } = await receiver.next();
    expect(headers).toMatchObject({
      'content-type': 'text/plain; charset=UTF-8',
      'user-agent': AGENT,
      'x-amz-sns-message-id': MessageId,
      'x-amz-sns-message-type': 'Notification',
      'x-amz-sns-subscription-arn': arn,
      'x-amz-sns-topic-arn': topic,
    });
    expect(headers['x-amz-sns-rawdelivery']).toBeUndefined();
    expect(JSON.parse(body)).toEqual({
      Type: 'Notification',
      MessageId,
      TopicArn: topic,
      Subject: 'about',
      Message: 'hello',
      Timestamp: expect.any(String),
      SignatureVersion: '1',
      Signature: expect.any(String),
      SigningCertURL: expect.stringContaining('/SimpleNotificationService-'),
      UnsubscribeURL: `http://localhost:4566/?Action=Unsubscribe&SubscriptionArn=${arn}`,
    });
  });

  it('carry the bare message where it is asked for, with the content type of the delivery policy', async () => {
    const DeliveryPolicy = JSON.stringify({ requestPolicy: { headerContentType: 'text/csv' } });
    await subscribed({ RawMessageDelivery: 'true', DeliveryPolicy });
    expect(receiver.received[0]?.headers['content-type']).toBe('text/plain; charset=UTF-8');
    await publish('a,b\nü');
    const { headers, body } = await receiver.next();
    expect(headers).toMatchObject({ 'x-amz-sns-rawdelivery': 'true', 'content-type': 'text/csv' });
    expect(body).toBe('a,b\nü');
  });

  it('tell the endpoint when the subscription ends, and how to restore it', async () => {
    const arn = await subscribed();
    await publish();
    const { pathname, search } = new URL(JSON.parse((await receiver.next()).body).UnsubscribeURL);
    expect((await send(emulator.aws, { target: pathname + search })).status).toBe(200);
    const { headers, body } = await receiver.next();
    const message = JSON.parse(body);
    expect(headers).toMatchObject({ 'x-amz-sns-message-type': 'UnsubscribeConfirmation', 'x-amz-sns-subscription-arn': arn });
    expect(message).toMatchObject({
      Type: 'UnsubscribeConfirmation',
      Message: `You have chosen to deactivate subscription ${arn}.\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message.`,
    });
    const listed = () => sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topic }));
    expect((await listed()).Subscriptions).toEqual([]);
    await sns.send(new ConfirmSubscriptionCommand({ TopicArn: topic, Token: message.Token }));
    expect((await listed()).Subscriptions?.[0]?.SubscriptionArn).toBe(arn);
  });

  it('are tried three times again, 20 seconds apart, and then go to the dead-letter queue', async () => {
    const { arn, url } = await deadLetters(`dead-${engine}`);
    await subscribed({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn }) });
    receiver.answers = [500, 503, 429, 500];
    await emulator.aws.clock.freeze();
    const { MessageId } = await publish('lost');
    await emulator.aws.clock.advance(19_999);
    expect(receiver.received).toHaveLength(2);
    await emulator.aws.clock.advance(1);
    expect(receiver.received).toHaveLength(3);
    await emulator.aws.clock.advance(40_000);
    expect(receiver.received).toHaveLength(5);
    expect(new Set(receiver.received.slice(1).map(({ headers }) => headers['x-amz-sns-message-id']))).toEqual(new Set([MessageId]));
    await emulator.aws.clock.advance(3_600_000);
    expect(receiver.received).toHaveLength(5);
    await emulator.aws.clock.reset();
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 5, MessageAttributeNames: ['All'] }));
    expect(JSON.parse(Messages?.[0]?.Body ?? '{}')).toMatchObject({ Message: 'lost', MessageId });
  });

  it('go to the dead-letter queue that was named while they were tried', async () => {
    const { arn, url } = await deadLetters(`late-${engine}`);
    const SubscriptionArn = await subscribed();
    receiver.answers = [500, 500, 500, 500];
    await emulator.aws.clock.freeze();
    await publish('lost');
    await emulator.aws.clock.advance(20_000);
    const AttributeValue = JSON.stringify({ deadLetterTargetArn: arn });
    await sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName: 'RedrivePolicy', AttributeValue }));
    await emulator.aws.clock.advance(40_000);
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url }));
    expect(Messages?.map(({ Body }) => JSON.parse(Body ?? '').Message)).toEqual(['lost']);
    await emulator.aws.clock.reset();
  });

  it('end with the first try that succeeds', async () => {
    await subscribed({ DeliveryPolicy: retries({ minDelayTarget: 1, maxDelayTarget: 1, numRetries: 5, numNoDelayRetries: 1 }) });
    receiver.answers = [500, 500];
    await emulator.aws.clock.freeze();
    await publish();
    await emulator.aws.clock.advance(60_000);
    expect(receiver.received).toHaveLength(4);
    await emulator.aws.clock.reset();
  });

  it.each([400, 404, 301])('are not tried again after the status %i', async (status) => {
    const { arn, url } = await deadLetters(`dead-${engine}-${status}`);
    await subscribed({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn }) });
    receiver.answers = [status];
    await emulator.aws.clock.freeze();
    await publish('refused');
    await emulator.aws.clock.advance(600_000);
    expect(receiver.received).toHaveLength(2);
    await emulator.aws.clock.reset();
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 5 }));
    expect(JSON.parse(Messages?.[0]?.Body ?? '{}')).toMatchObject({ Message: 'refused' });
  });

  it('are tried again where nobody listens', async () => {
    await subscribed();
    const { port } = new URL(receiver.url);
    await receiver.close();
    await emulator.aws.clock.freeze();
    await publish('meanwhile');
    await emulator.aws.clock.advance(20_000);
    receiver = await openReceiver(undefined, Number(port));
    await emulator.aws.clock.advance(20_000);
    expect(JSON.parse((await receiver.next()).body).Message).toBe('meanwhile');
    await emulator.aws.clock.reset();
  });

  it('come no more often than the throttle policy lets them', async () => {
    await subscribed({ DeliveryPolicy: JSON.stringify({ throttlePolicy: { maxReceivesPerSecond: 1 } }) });
    await emulator.aws.clock.freeze();
    for (const message of ['1', '2', '3']) await publish(message);
    await receiver.next();
    await emulator.aws.clock.advance(999);
    expect(receiver.received).toHaveLength(2);
    await emulator.aws.clock.advance(1);
    expect(receiver.received).toHaveLength(3);
    await emulator.aws.clock.advance(1000);
    expect(receiver.received.slice(1).map(({ body }) => JSON.parse(body).Message)).toEqual(['1', '2', '3']);
    await emulator.aws.clock.reset();
  });

  it('go out while the clock stands still', async () => {
    await emulator.aws.clock.freeze();
    await subscribed();
    await publish('now');
    expect(JSON.parse((await receiver.next()).body).Message).toBe('now');
    await emulator.aws.clock.reset();
  });

  it('go to HTTPS endpoints with certificates of their own', async () => {
    const secure = await openReceiver(await makeCertificate());
    try {
      await subscribe({}, `${secure.url}/in`);
      await confirm(secure);
      await publish('secret');
      expect(JSON.parse((await secure.next()).body).Message).toBe('secret');
    } finally {
      await secure.close();
    }
  });

  it.each([
    ['Basic realm="here"', /^Basic dXNlcjpwYXNz$/],
    [
      'Digest realm="here", qop="auth", nonce="n", opaque="o"',
      /^Digest username="user", realm="here", nonce="n", uri="\/in", algorithm=MD5, response="[0-9a-f]{32}", qop=auth, nc=00000001, cnonce="[0-9a-f]{16}", opaque="o"$/,
    ],
  ])('show the credentials of the URL to endpoints that ask for them: %s', async (challenge, expected) => {
    receiver.answers = [{ status: 401, headers: { 'www-authenticate': challenge } }];
    await subscribe({}, receiver.url.replace('//', '//user:pass@').concat('/in'));
    expect((await receiver.next()).headers.authorization).toBeUndefined();
    expect((await receiver.next()).headers.authorization).toMatch(expected);
  });
});
