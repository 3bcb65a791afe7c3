import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startTinsmith, type Tinsmith } from '../../../../src/index.js';
import { engines } from '../../emulator.js';
import { openSqs } from '../open-sqs.js';

it('finds messages again after a restart: hidden, delayed, in their groups, and as duplicates', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tinsmith-queues-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const start = Date.UTC(2030, 0);
  const run = async <T>(at: number, work: (sqs: SQSClient, aws: Tinsmith) => Promise<T>): Promise<T> => {
    const aws = await startTinsmith({ listen: false, dataDir });
    await aws.clock.freeze(new Date(at));
    const sqs = new SQSClient(aws.clientConfig());
    try {
      return await work(sqs, aws);
    } finally {
      sqs.destroy();
      await aws.stop();
    }
  };
  const receive = async (sqs: SQSClient, QueueUrl: string, more: Partial<ReceiveMessageCommandInput> = {}) => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more }));
    return Messages;
  };
  const fifoMessage = (QueueUrl: string, MessageBody: string) =>
    new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: 'group', MessageDeduplicationId: MessageBody });

  const before = await run(start, async (sqs) => {
    const { QueueUrl: url = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'queue' }));
    const { QueueUrl: fifo = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'queue.fifo', Attributes: { FifoQueue: 'true' } }));
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'received' }));
    const [message] = await receive(sqs, url);
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'visible' }));
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'delayed', DelaySeconds: 60 }));
    for (const body of ['first', 'second']) await sqs.send(fifoMessage(fifo, body));
    const attempt = { MaxNumberOfMessages: 1, ReceiveRequestAttemptId: 'attempt' };
    return { url, fifo, attempt, handle: message?.ReceiptHandle, first: await receive(sqs, fifo, attempt) };
  });

  await run(start + 20_000, async (sqs, aws) => {
    const { url, fifo, attempt, handle, first } = before;
    const bodies = async (queue: string) => (await receive(sqs, queue, { VisibilityTimeout: 1 })).map(({ Body }) => Body);
    expect(await receive(sqs, fifo, attempt)).toEqual(first);
    expect(await bodies(fifo)).toEqual([]);
    await sqs.send(fifoMessage(fifo, 'first'));
    await sqs.send(new DeleteMessageCommand({ QueueUrl: fifo, ReceiptHandle: first[0]?.ReceiptHandle }));
    expect(await bodies(fifo)).toEqual(['second']);
    expect(await bodies(url)).toEqual(['visible']);
    await aws.clock.advance(10_000);
    expect(await bodies(url)).toEqual(['received', 'visible']);
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: handle }));
    await aws.clock.advance(30_000);
    expect(await bodies(url)).toEqual(['visible', 'delayed']);
  });
});

describe.each(engines)('snapshots of queues on %s', (engine) => {
  const at = openSqs(engine);

  it('bring messages back, as they were', async () => {
    const url = await at.queue();
    await at.send(url, 'one');
    await at.aws.snapshot('before');
    const [message] = await at.receive(url);
    await at.delete(url, message);
    await at.send(url, 'two');
    await at.aws.restore('before');
    expect(await at.bodies(url)).toEqual(['one']);
  });
});
