import {
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { engines } from '../../emulator.js';
import { openSqs, type QueueAttributes } from '../open-sqs.js';

const arnOf = (url: string): string => `arn:aws:sqs:us-east-1:000000000000:${url.split('/').at(-1)}`;
const redrive = (url: string, maxReceiveCount: number): QueueAttributes => ({
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf(url), maxReceiveCount }),
});
const all = { MessageSystemAttributeNames: ['All' as const], MessageAttributeNames: ['All'] };

describe.each(engines)('dead letters on %s', (engine) => {
  const at = openSqs(engine);

  it('moves a message that was received as often as it may be, when it would be received again', async () => {
    const letters = await at.queue({ DelaySeconds: '60' });
    const url = await at.queue({ VisibilityTimeout: '0', ...redrive(letters, 2) });
    const sentAt = at.aws.clock.now().getTime();
    const { MessageId } = await at.sqs.send(
      new SendMessageCommand({
        QueueUrl: url,
        MessageBody: 'bad',
        MessageAttributes: { why: { DataType: 'String', StringValue: 'because' } },
      }),
    );
    await at.aws.clock.advance(1000);
    expect(await at.bodies(url)).toEqual(['bad']);
    expect(await at.bodies(url)).toEqual(['bad']);
    expect(await at.bodies(letters)).toEqual([]);
    await at.aws.clock.advance(1000);
    expect(await at.bodies(url)).toEqual([]);
    const [letter] = await at.receive(letters, { ...all, MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'] });
    expect(letter).toMatchObject({
      MessageId,
      Body: 'bad',
      MessageAttributes: { why: { DataType: 'String', StringValue: 'because' } },
      Attributes: {
        SentTimestamp: String(sentAt),
        ApproximateFirstReceiveTimestamp: String(sentAt + 1000),
        ApproximateReceiveCount: '3',
        DeadLetterQueueSourceArn: arnOf(url),
      },
    });
  });

  it("counts a letter's receives towards the limit of its own queue alone", async () => {
    const last = await at.queue();
    const letters = await at.queue({ VisibilityTimeout: '0', ...redrive(last, 2) });
    const url = await at.queue({ VisibilityTimeout: '0', ...redrive(letters, 2) });
    const counts = async (from: string) => (await at.receive(from, all)).map(({ Attributes }) => Attributes?.ApproximateReceiveCount);
    await at.send(url, 'bad');
    expect([await counts(url), await counts(url), await counts(url)]).toEqual([['1'], ['2'], []]);
    expect([await counts(letters), await counts(letters), await counts(letters)]).toEqual([['3'], ['4'], []]);
    const [letter] = await at.receive(last, all);
    expect(letter?.Attributes).toMatchObject({ ApproximateReceiveCount: '5', DeadLetterQueueSourceArn: arnOf(letters) });
  });

  it('gives a letter in each of two queues that are the dead-letter queues of one another', async () => {
    const one = await at.queue({ VisibilityTimeout: '0' });
    const two = await at.queue({ VisibilityTimeout: '0', ...redrive(one, 1) });
    await at.sqs.send(new SetQueueAttributesCommand({ QueueUrl: one, Attributes: redrive(two, 1) }));
    await at.send(one, 'bad');
    for (const [from, bodies] of [
      [one, ['bad']],
      [one, []],
      [two, ['bad']],
      [two, []],
      [one, ['bad']],
    ] as const) {
      expect(await at.bodies(from)).toEqual(bodies);
    }
  });

  it('gives what comes behind a dead letter by the same receive', async () => {
    const letters = await at.queue();
    const url = await at.queue({ VisibilityTimeout: '0', ...redrive(letters, 1) });
    await at.send(url, 'bad');
    expect(await at.bodies(url)).toEqual(['bad']);
    await at.send(url, 'good');
    expect(await at.bodies(url)).toEqual(['good']);
    expect(await at.bodies(letters)).toEqual(['bad']);
  });

  it('moves 500 letters by one receive, and goes on where the receive waits', async () => {
    const letters = await at.queue();
    const url = await at.queue({ VisibilityTimeout: '0' });
    const Entries = Array.from({ length: 10 }, (_, index) => ({ Id: String(index), MessageBody: 'bad' }));
    const batches = Array.from({ length: 110 });
    await Promise.all(batches.map(() => at.sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }))));
    await Promise.all(batches.map(() => at.receive(url, { VisibilityTimeout: 10 })));
    await at.sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: redrive(letters, 1) }));
    await at.aws.clock.advance(10_000);
    await at.send(url, 'good');
    const moved = async () => {
      const AttributeNames = ['ApproximateNumberOfMessages' as const];
      const { Attributes } = await at.sqs.send(new GetQueueAttributesCommand({ QueueUrl: letters, AttributeNames }));
      return Attributes?.ApproximateNumberOfMessages;
    };
    expect(await at.bodies(url)).toEqual([]);
    expect(await moved()).toBe('500');
    expect(await at.bodies(url, { WaitTimeSeconds: 20 })).toEqual(['good']);
    expect(await moved()).toBe('1100');
  });

  it("goes on counting a letter's age from when it was sent", async () => {
    const letters = await at.queue({ MessageRetentionPeriod: '120' });
    const url = await at.queue({ VisibilityTimeout: '0', MessageRetentionPeriod: '120', ...redrive(letters, 1) });
    await at.send(url, 'bad');
    await at.receive(url);
    await at.aws.clock.advance(100_000);
    await at.receive(url);
    expect(await at.bodies(letters, { VisibilityTimeout: 0 })).toEqual(['bad']);
    await at.aws.clock.advance(20_000);
    expect(await at.bodies(letters)).toEqual([]);
  });

  it('keeps the order of a FIFO queue in its dead-letter queue, and gives the group free', async () => {
    const letters = await at.queue({ FifoQueue: 'true' });
    const url = await at.queue({ FifoQueue: 'true', ContentBasedDeduplication: 'true', VisibilityTimeout: '0', ...redrive(letters, 1) });
    for (const body of ['a1', 'a2', 'a3']) await at.send(url, body, { MessageGroupId: 'a' });
    expect(await at.bodies(url, { MaxNumberOfMessages: 2 })).toEqual(['a1', 'a2']);
    const sentAt = at.aws.clock.now().getTime() + 1000;
    await at.aws.clock.advance(1000);
    expect(await at.bodies(url)).toEqual(['a3']);
    const received = await at.receive(letters, { MessageSystemAttributeNames: ['All'] });
    expect(received.map(({ Body }) => Body)).toEqual(['a1', 'a2']);
    expect(received[0]?.Attributes).toMatchObject({
      MessageGroupId: 'a',
      MessageDeduplicationId: expect.stringMatching(/^[0-9a-f]{64}$/),
      SequenceNumber: expect.stringMatching(/^\d{20}$/),
      SentTimestamp: String(sentAt),
      DeadLetterQueueSourceArn: arnOf(url),
    });
  });

  it('goes on giving a message whose dead-letter queue is gone', async () => {
    const letters = await at.queue();
    const url = await at.queue({ VisibilityTimeout: '0', ...redrive(letters, 1) });
    await at.sqs.send(new DeleteQueueCommand({ QueueUrl: letters }));
    await at.send(url, 'bad');
    expect(await at.bodies(url)).toEqual(['bad']);
    expect(await at.bodies(url)).toEqual(['bad']);
  });
});
