import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteQueueCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { engines, openEmulator, refusal } from '../../emulator.js';
import { openSqs } from '../open-sqs.js';

const fifo = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };

/** Whether it is answered, after all that is under way. */
async function isAnswered(poll: Promise<unknown>): Promise<boolean> {
  const turns = new Promise<boolean>((resolve) => setImmediate(() => setImmediate(() => resolve(false))));
  return Promise.race([poll.then(() => true), turns]);
}

describe.each(engines)('long polls on %s', (engine) => {
  const at = openSqs(engine);

  /** A receive that waits; it has begun once this resolves. */
  async function poll(url: string, more: object = {}): Promise<{ readonly answer: Promise<Message[]> }> {
    const answer = at.receive(url, { WaitTimeSeconds: 20, ...more });
    answer.catch(() => undefined);
    expect(await isAnswered(answer)).toBe(false);
    return { answer };
  }
  const bodiesOf = async ({ answer }: { readonly answer: Promise<Message[]> }) => (await answer).map(({ Body }) => Body);

  it('answers as soon as a message comes, whoever waits longest first', async () => {
    const url = await at.queue();
    const first = await poll(url);
    const second = await poll(url);
    await at.send(url, 'one');
    expect(await bodiesOf(first)).toEqual(['one']);
    expect(await isAnswered(second.answer)).toBe(false);
    await at.send(url, 'two');
    expect(await bodiesOf(second)).toEqual(['two']);
  });

  it('answers with nothing when the wait is over', async () => {
    const url = await at.queue();
    const waiting = await poll(url, { WaitTimeSeconds: 5 });
    await at.aws.clock.advance(4999);
    expect(await isAnswered(waiting.answer)).toBe(false);
    await at.aws.clock.advance(1);
    expect(await bodiesOf(waiting)).toEqual([]);
  });

  it('waits as long as the queue says, unless the receive says otherwise', async () => {
    const url = await at.queue({ ReceiveMessageWaitTimeSeconds: '3' });
    expect(await at.bodies(url, { WaitTimeSeconds: 0 })).toEqual([]);
    const waiting = await poll(url, { WaitTimeSeconds: undefined });
    await at.aws.clock.advance(3000);
    expect(await bodiesOf(waiting)).toEqual([]);
  });

  it('answers when a message becomes visible: delayed, timed out or given back', async () => {
    const url = await at.queue();
    await at.send(url, 'one', { DelaySeconds: 7 });
    const delayed = await poll(url, { VisibilityTimeout: 8 });
    await at.aws.clock.advance(7000);
    expect(await bodiesOf(delayed)).toEqual(['one']);
    const timedOut = await poll(url);
    await at.aws.clock.advance(8000);
    const [message] = await timedOut.answer;
    expect(message?.Body).toBe('one');
    const givenBack = await poll(url);
    await at.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 0 }));
    expect(await bodiesOf(givenBack)).toEqual(['one']);
  });

  it('answers when a group goes on', async () => {
    const url = await at.queue(fifo);
    for (const body of ['a1', 'a2']) await at.send(url, body, { MessageGroupId: 'a' });
    const [first] = await at.receive(url, { MaxNumberOfMessages: 1 });
    const waiting = await poll(url);
    await at.delete(url, first);
    expect(await bodiesOf(waiting)).toEqual(['a2']);
  });

  it('answers who waits for dead letters', async () => {
    const letters = await at.queue();
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:${letters.split('/').at(-1)}`,
      maxReceiveCount: 1,
    });
    const url = await at.queue({ RedrivePolicy });
    await at.send(url, 'bad');
    await at.receive(url, { VisibilityTimeout: 0 });
    const waiting = await poll(letters);
    expect(await at.bodies(url)).toEqual([]);
    expect(await bodiesOf(waiting)).toEqual(['bad']);
  });

  it('waits also where all that there was has grown too old, or went to the dead letters', async () => {
    const letters = await at.queue();
    const deadLetterTargetArn = `arn:aws:sqs:us-east-1:000000000000:${letters.split('/').at(-1)}`;
    const url = await at.queue({
      MessageRetentionPeriod: '60',
      VisibilityTimeout: '0',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 }),
    });
    await at.send(url, 'old');
    await at.aws.clock.advance(60_000);
    await at.send(url, 'bad');
    await at.receive(url);
    const waiting = await poll(url);
    await at.send(url, 'new');
    expect(await bodiesOf(waiting)).toEqual(['new']);
    expect(await at.bodies(letters)).toEqual(['bad']);
  });

  it('is refused when the queue is deleted', async () => {
    const url = await at.queue();
    const waiting = await poll(url);
    await at.sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
    expect(await refusal(waiting.answer)).toMatchObject({
      code: 'QueueDoesNotExist',
      message: 'The specified queue does not exist.',
    });
  });

  it('ends at once when the state is reset', async () => {
    const url = await at.queue();
    const waiting = await poll(url);
    await at.aws.reset();
    expect(await bodiesOf(waiting)).toEqual([]);
  });

  it('ends at once when the emulator stops', async () => {
    const { aws, close } = await openEmulator(engine);
    const client = new SQSClient(aws.clientConfig());
    const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'queue' }));
    const answer = client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
    expect(await isAnswered(answer)).toBe(false);
    await close();
    expect((await answer).Messages).toBeUndefined();
    client.destroy();
  });
});
