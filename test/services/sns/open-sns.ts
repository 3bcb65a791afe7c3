/** SNS and SQS clients of one emulator whose clock stands still, and topics with queues to try them on. */
import {
  CreateTopicCommand,
  type CreateTopicCommandInput,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  PublishCommand,
  type PublishCommandInput,
  SNSClient,
  SubscribeCommand,
  type SubscribeCommandInput,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll } from 'vitest';
import type { StartOptions, Tinsmith } from '../../../src/index.js';
import { type EngineName, type OpenEmulator, openEmulator } from '../emulator.js';

export const ACCOUNT = '000000000000';
export const topicArn = (name: string): string => `arn:aws:sns:us-east-1:${ACCOUNT}:${name}`;

export interface Queue {
  readonly url: string;
  readonly arn: string;
}

export interface OpenedSns {
  readonly aws: Tinsmith;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  /** @returns the ARN of a new topic. FIFO ones are named so. */
  topic(attributes?: Readonly<Record<string, string>>, more?: Partial<CreateTopicCommandInput>): Promise<string>;
  queue(attributes?: Readonly<Record<string, string>>): Promise<Queue>;
  /** @returns the ARN of the subscription. */
  subscribe(TopicArn: string, queue: Queue, more?: Partial<SubscribeCommandInput>): Promise<string>;
  publish(TopicArn: string, Message: string, more?: Partial<PublishCommandInput>): Promise<string>;
  /** Up to ten, with all that they come with; they are deleted. */
  receive(queue: Queue): Promise<Message[]>;
  /** The bodies of up to ten messages that aren't raw, parsed. */
  notifications(queue: Queue): Promise<Readonly<Record<string, unknown>>[]>;
  topicAttributes(TopicArn: string): Promise<Readonly<Record<string, string>>>;
  subscriptionAttributes(SubscriptionArn: string): Promise<Readonly<Record<string, string>>>;
  /** The same emulator in another account's name. */
  as(accountId: string): OtherAccount;
}

export interface OtherAccount {
  topic(Name: string): Promise<string>;
  subscribe(TopicArn: string, queue: Queue): Promise<string>;
}

const known = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('Nothing is there.');
  return value;
};

/** @returns what is there once the tests run. */
export function openSns(engine: EngineName, options: StartOptions = {}): OpenedSns {
  let emulator: OpenEmulator | undefined;
  let sns: SNSClient | undefined;
  let sqs: SQSClient | undefined;
  let made = 0;
  beforeAll(async () => {
    emulator = await openEmulator(engine, options);
    await emulator.aws.clock.freeze();
    sns = new SNSClient(emulator.aws.clientConfig());
    sqs = new SQSClient(emulator.aws.clientConfig());
  });
  afterAll(async () => {
    sns?.destroy();
    sqs?.destroy();
    await emulator?.close();
  });
  const receive = async ({ url: QueueUrl }: Queue): Promise<Message[]> => {
    const { Messages = [] } = await known(sqs).send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      }),
    );
    for (const { ReceiptHandle } of Messages) await known(sqs).send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    return Messages;
  };
  return {
    get aws() {
      return known(emulator).aws;
    },
    get sns() {
      return known(sns);
    },
    get sqs() {
      return known(sqs);
    },
    topic: async (attributes = {}, more = {}) => {
      made += 1;
      const Name = `topic-${made}${attributes.FifoTopic === 'true' ? '.fifo' : ''}`;
      const { TopicArn } = await known(sns).send(new CreateTopicCommand({ Name, Attributes: attributes, ...more }));
      return known(TopicArn);
    },
    queue: async (attributes = {}) => {
      made += 1;
      const QueueName = `queue-${made}${attributes.FifoQueue === 'true' ? '.fifo' : ''}`;
      const { QueueUrl } = await known(sqs).send(new CreateQueueCommand({ QueueName, Attributes: attributes }));
      const { Attributes } = await known(sqs).send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
      return { url: known(QueueUrl), arn: known(Attributes?.QueueArn) };
    },
    subscribe: async (TopicArn, { arn }, more = {}) => {
      const { SubscriptionArn } = await known(sns).send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: arn, ...more }));
      return known(SubscriptionArn);
    },
    publish: async (TopicArn, Message, more = {}) => {
      const { MessageId } = await known(sns).send(new PublishCommand({ TopicArn, Message, ...more }));
      return known(MessageId);
    },
    receive,
    // Parsed JSON objects.
    notifications: async (queue) => (await receive(queue)).map(({ Body }) => JSON.parse(known(Body)) as Readonly<Record<string, unknown>>),
    topicAttributes: async (TopicArn) => known((await known(sns).send(new GetTopicAttributesCommand({ TopicArn }))).Attributes),
    as: (accessKeyId) => {
      const other = () => new SNSClient({ ...known(emulator).aws.clientConfig(), credentials: { accessKeyId, secretAccessKey: 'test' } });
      return {
        topic: async (Name) => known((await other().send(new CreateTopicCommand({ Name }))).TopicArn),
        subscribe: async (TopicArn, { arn }) =>
          known((await other().send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: arn }))).SubscriptionArn),
      };
    },
    subscriptionAttributes: async (SubscriptionArn) =>
      known((await known(sns).send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))).Attributes),
  };
}
