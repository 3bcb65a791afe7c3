import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { Consumer, type ConsumerOptions } from 'sqs-consumer';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { engines, type OpenEmulator, openEmulator } from '../services/emulator.js';

const SECOND = 1000;

describe.each(engines)('sqs-consumer (%s)', (engine) => {
  let emulator: OpenEmulator;
  let client: SQSClient;
  let consumer: Consumer | undefined;

  beforeAll(async () => {
    emulator = await openEmulator(engine, { listen: true });
    client = new SQSClient(emulator.aws.clientConfig());
  });
  afterEach(() => consumer?.stop({ abort: true }));
  afterAll(async () => {
    client.destroy();
    await emulator.close();
  });

  const createQueue = async (QueueName: string, Attributes: Readonly<Record<string, string>> = {}): Promise<string> =>
    (await client.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? '';

  const sendAll = (QueueUrl: string, bodies: readonly string[]): Promise<unknown> =>
    client.send(new SendMessageBatchCommand({ QueueUrl, Entries: bodies.map((MessageBody, index) => ({ Id: `m${index}`, MessageBody })) }));

  /** How many messages there are: visible, and in flight. */
  async function counts(QueueUrl: string): Promise<readonly (string | undefined)[]> {
    const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }));
    return names.map((name) => Attributes?.[name]);
  }

  /** Starts a consumer and waits until `enough` resolves. */
  async function consume(options: ConsumerOptions, enough: (running: Consumer) => Promise<unknown>): Promise<void> {
    const running = Consumer.create({ sqs: client, ...options });
    consumer = running;
    // Without a listener an error would end the process.
    running.on('error', () => undefined);
    running.on('processing_error', () => undefined);
    const done = enough(running);
    running.start();
    await done;
    running.stop({ abort: true });
  }

  const processed = (running: Consumer, count: number): Promise<void> =>
    new Promise((resolve) => {
      let left = count;
      running.on('message_processed', () => {
        left -= 1;
        if (left === 0) resolve();
      });
    });

  it('handles messages that wait and messages that come, and deletes them', async () => {
    const queueUrl = await createQueue('single');
    await sendAll(queueUrl, ['a', 'b', 'c']);
    const bodies: (string | undefined)[] = [];
    const handleMessage: ConsumerOptions['handleMessage'] = async (message) => {
      bodies.push(message.Body);
      return message;
    };
    await consume({ queueUrl, handleMessage, batchSize: 2 }, async (running) => {
      const all = processed(running, 4);
      await processed(running, 3);
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'd' }));
      await all;
    });
    expect(bodies.sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(await counts(queueUrl)).toEqual(['0', '0']);
  });

  it('handles batches, and receives again what it did not acknowledge', async () => {
    const queueUrl = await createQueue('batches', { VisibilityTimeout: '30' });
    await sendAll(
      queueUrl,
      Array.from({ length: 10 }, (_, index) => String(index)),
    );
    const batches: (readonly (readonly [string | undefined, string | undefined])[])[] = [];
    const handleMessageBatch: ConsumerOptions['handleMessageBatch'] = async (messages) => {
      batches.push(messages.map(({ Body, Attributes }) => [Body, Attributes?.ApproximateReceiveCount] as const));
      return batches.length === 1 ? messages.slice(0, 7) : messages;
    };
    await consume(
      { queueUrl, handleMessageBatch, batchSize: 10, messageSystemAttributeNames: ['ApproximateReceiveCount'] },
      async (running) => {
        const all = processed(running, 10);
        await new Promise((resolve) => running.once('response_processed', () => resolve(undefined)));
        expect(await counts(queueUrl)).toEqual(['0', '3']);
        await emulator.aws.clock.advance(30 * SECOND);
        await all;
      },
    );
    expect(batches).toEqual([Array.from({ length: 10 }, (_, index) => [String(index), '1']), ['7', '8', '9'].map((body) => [body, '2'])]);
    expect(await counts(queueUrl)).toEqual(['0', '0']);
  });

  it.each(['one message', 'a batch'])('keeps %s hidden by heartbeats while it is handled', async (kind) => {
    const queueUrl = await createQueue(kind.replace(' ', '-'));
    await sendAll(queueUrl, ['slow']);
    const beating = new SQSClient(emulator.aws.clientConfig());
    let beat = (): void => undefined;
    beating.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          // Whoever waits for a heartbeat waits for one that begins after that.
          const told = beat;
          const answer = await next(args);
          if (commandName === ChangeMessageVisibilityCommand.name || commandName === ChangeMessageVisibilityBatchCommand.name) told();
          return answer;
        },
      { step: 'initialize' },
    );
    const others: number[] = [];
    /** Three times 20 of the 30 seconds, with a heartbeat in each. */
    const work = async (): Promise<void> => {
      for (let round = 0; round < 3; round++) {
        await emulator.aws.clock.advance(20 * SECOND);
        const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl: queueUrl }));
        others.push(Messages.length);
        await new Promise<void>((resolve) => {
          beat = resolve;
        });
      }
    };
    const handlers: Partial<ConsumerOptions> =
      kind === 'a batch'
        ? { handleMessageBatch: (messages) => work().then(() => messages) }
        : { handleMessage: (message) => work().then(() => message) };
    await consume({ queueUrl, sqs: beating, visibilityTimeout: 30, heartbeatInterval: 0.02, ...handlers }, (running) =>
      processed(running, 1),
    );
    expect(others).toEqual([0, 0, 0]);
    expect(await counts(queueUrl)).toEqual(['0', '0']);
    beating.destroy();
  });

  it('gives back at once what its handler throws at, until it is a dead letter', async () => {
    const letters = await createQueue('letters');
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:letters', maxReceiveCount: 2 });
    const queueUrl = await createQueue('failing', { RedrivePolicy });
    await sendAll(queueUrl, ['poison', 'good']);
    const errors: string[] = [];
    const handleMessage: ConsumerOptions['handleMessage'] = async (message) => {
      if (message.Body === 'poison') throw new Error('too bad');
      return message;
    };
    await consume({ queueUrl, handleMessage, terminateVisibilityTimeout: true }, async (running) => {
      running.on('processing_error', (error, { Body }) => void errors.push(`${Body}: ${error.message}`));
      await processed(running, 1);
      const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl: letters, WaitTimeSeconds: 20 }));
      expect(Messages?.map(({ Body }) => Body)).toEqual(['poison']);
    });
    expect(errors).toEqual(Array.from({ length: 2 }, () => 'poison: Unexpected message handler failure: too bad'));
    expect(await counts(queueUrl)).toEqual(['0', '0']);
  });

  it('is told that its queue is gone', async () => {
    const queueUrl = await createQueue('deleted');
    const errors: unknown[] = [];
    await consume({ queueUrl, handleMessage: async () => undefined, pollingWaitTimeMs: 60 * SECOND }, async (running) => {
      const told = new Promise<void>((resolve) => {
        running.on('error', (error) => {
          errors.push(error);
          resolve();
        });
      });
      await client.send(new DeleteQueueCommand({ QueueUrl: queueUrl }));
      await told;
    });
    expect(errors).toMatchObject([
      { name: 'SQSError', code: 'QueueDoesNotExist', message: 'SQS receive message failed: The specified queue does not exist.' },
    ]);
  });
});
