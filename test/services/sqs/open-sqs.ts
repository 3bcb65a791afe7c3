/** SQS clients of one emulator whose clock stands still, and queues to try them on. */
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  type Message,
  type QueueAttributeName,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageCommand,
  type SendMessageCommandInput,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll } from 'vitest';
import type { Tinsmith } from '../../../src/index.js';
import { type EngineName, type OpenEmulator, openEmulator, type RawAnswer, type RawRequest, send } from '../emulator.js';

export type QueueAttributes = Partial<Record<QueueAttributeName, string>>;

export interface OpenedSqs {
  readonly aws: Tinsmith;
  readonly sqs: SQSClient;
  raw(request: RawRequest): Promise<RawAnswer>;
  /** @returns the URL of a new queue. FIFO ones are named so. */
  queue(attributes?: QueueAttributes): Promise<string>;
  send(QueueUrl: string, MessageBody: string, more?: Partial<SendMessageCommandInput>): Promise<string>;
  receive(QueueUrl: string, more?: Partial<ReceiveMessageCommandInput>): Promise<Message[]>;
  /** The bodies of up to ten messages. */
  bodies(QueueUrl: string, more?: Partial<ReceiveMessageCommandInput>): Promise<(string | undefined)[]>;
  delete(QueueUrl: string, message: Message | undefined): Promise<void>;
}

/** @returns what is there once the tests run. */
export function openSqs(engine: EngineName): OpenedSqs {
  let emulator: OpenEmulator | undefined;
  let client: SQSClient | undefined;
  let made = 0;
  beforeAll(async () => {
    emulator = await openEmulator(engine);
    await emulator.aws.clock.freeze();
    client = new SQSClient(emulator.aws.clientConfig());
  });
  afterAll(async () => {
    client?.destroy();
    await emulator?.close();
  });
  const opened = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('Nothing is open yet.');
    return value;
  };
  const receive = async (QueueUrl: string, more: Partial<ReceiveMessageCommandInput> = {}): Promise<Message[]> => {
    const { Messages = [] } = await opened(client).send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more }));
    return Messages;
  };
  return {
    get aws() {
      return opened(emulator).aws;
    },
    get sqs() {
      return opened(client);
    },
    raw: (request) => send(opened(emulator).aws, request),
    queue: async (attributes = {}) => {
      made += 1;
      const QueueName = `queue-${made}${attributes.FifoQueue === 'true' ? '.fifo' : ''}`;
      const { QueueUrl } = await opened(client).send(new CreateQueueCommand({ QueueName, Attributes: attributes }));
      return opened(QueueUrl);
    },
    send: async (QueueUrl, MessageBody, more = {}) => {
      const { MessageId } = await opened(client).send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
      return opened(MessageId);
    },
    receive,
    bodies: async (QueueUrl, more) => (await receive(QueueUrl, more)).map(({ Body }) => Body),
    delete: async (QueueUrl, message) => {
      await opened(client).send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: opened(message?.ReceiptHandle) }));
    },
  };
}
