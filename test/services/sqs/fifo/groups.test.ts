import {
  ChangeMessageVisibilityCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { openSqs } from '../open-sqs.js';

const fifo = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };

describe.each(engines)('FIFO queues on %s', (engine) => {
  const at = openSqs(engine);

  const sendTo = async (
    QueueUrl: string,
    MessageBody: string,
    MessageGroupId: string | undefined,
    more: Partial<SendMessageCommandInput> = {},
  ) => {
    const { $metadata, ...answer } = await at.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId, ...more }));
    return answer;
  };
  const change = (QueueUrl: string, ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
    at.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));

  it('keeps a group back while one of its messages is in flight', async () => {
    const url = await at.queue(fifo);
    for (const body of ['a1', 'a2', 'b1']) await sendTo(url, body, body.charAt(0));
    const [first] = await at.receive(url, { MaxNumberOfMessages: 1 });
    expect(first?.Body).toBe('a1');
    expect(await at.bodies(url)).toEqual(['b1']);
    expect(await at.bodies(url)).toEqual([]);
    await at.delete(url, first);
    expect(await at.bodies(url)).toEqual(['a2']);
  });

  it('gives as many of one group as it can before it goes on with the next', async () => {
    const url = await at.queue(fifo);
    for (const body of ['a1', 'b1', 'a2', 'b2']) await sendTo(url, body, body.charAt(0));
    expect(await at.bodies(url, { MaxNumberOfMessages: 3 })).toEqual(['a1', 'a2', 'b1']);
    expect(await at.bodies(url)).toEqual([]);
  });

  it('gives a group in its order again when its timeout is over', async () => {
    const url = await at.queue({ ...fifo, VisibilityTimeout: '10' });
    for (const body of ['a1', 'a2', 'a3']) await sendTo(url, body, 'a');
    expect(await at.bodies(url, { MaxNumberOfMessages: 2 })).toEqual(['a1', 'a2']);
    await at.aws.clock.advance(10_000);
    expect(await at.bodies(url)).toEqual(['a1', 'a2', 'a3']);
  });

  it.each([
    [0, []],
    [1, ['foo']],
    [2, ['foo', 'bar']],
  ])('gives again the first %i messages of a group that were given back, and none behind', async (count, bodies) => {
    const url = await at.queue(fifo);
    for (const body of ['foo', 'bar', 'baz']) await sendTo(url, body, 'g');
    const received = await at.receive(url);
    for (const { ReceiptHandle } of received.slice(0, count)) await change(url, ReceiptHandle, 0);
    expect(await at.bodies(url)).toEqual(bodies);
  });

  it('gives nothing of a group whose first message is in flight, though one behind it was given back', async () => {
    const url = await at.queue(fifo);
    for (const body of ['foo', 'bar']) await sendTo(url, body, 'g');
    const [, bar] = await at.receive(url);
    await change(url, bar?.ReceiptHandle, 0);
    expect(await at.bodies(url)).toEqual([]);
  });

  it('goes on with a group that was empty in between', async () => {
    const url = await at.queue(fifo);
    await sendTo(url, 'Message 1', 'g');
    const [message] = await at.receive(url);
    await at.delete(url, message);
    expect(await at.bodies(url)).toEqual([]);
    await sendTo(url, 'Message 2', 'g');
    expect(await at.bodies(url)).toEqual(['Message 2']);
  });

  it('numbers messages with 20 digits that grow, and tells group, deduplication and number', async () => {
    const url = await at.queue({ ...fifo, VisibilityTimeout: '0' });
    const first = await sendTo(url, 'message-body-1', 'group-1', { MessageDeduplicationId: 'dedup-1' });
    const second = await sendTo(url, 'message-body-2', 'group-1');
    expect(first.SequenceNumber).toMatch(/^\d{20}$/);
    expect(BigInt(second.SequenceNumber ?? 0)).toBeGreaterThan(BigInt(first.SequenceNumber ?? 0));
    const [message] = await at.receive(url, { MessageSystemAttributeNames: ['All'] });
    expect(message?.Attributes).toEqual({
      SenderId: '000000000000',
      SentTimestamp: expect.stringMatching(/^\d{13}$/),
      ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
      ApproximateReceiveCount: '1',
      MessageGroupId: 'group-1',
      MessageDeduplicationId: 'dedup-1',
      SequenceNumber: first.SequenceNumber,
    });
  });

  it('refuses a handle whose timeout is over, to delete and to change', async () => {
    const url = await at.queue({ ...fifo, VisibilityTimeout: '1' });
    await sendTo(url, 'foobar', 'g');
    const [message] = await at.receive(url);
    await at.aws.clock.advance(1000);
    const expected = {
      code: 'InvalidParameterValue',
      message: `Value ${message?.ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
      status: 400,
    };
    expect(await refusal(at.delete(url, message))).toMatchObject(expected);
    expect(await refusal(change(url, message?.ReceiptHandle, 10))).toMatchObject(expected);
    const [again] = await at.receive(url);
    expect(await refusal(at.delete(url, message))).toMatchObject(expected);
    await at.delete(url, again);
    await at.delete(url, message);
  });

  it('needs a group', async () => {
    expect(await refusal(sendTo(await at.queue(fifo), 'a', undefined))).toMatchObject({
      code: 'MissingParameter',
      message: 'The request must contain the parameter MessageGroupId.',
    });
  });

  it('needs a deduplication id, where the queue does not take the content for one', async () => {
    expect(await refusal(sendTo(await at.queue({ FifoQueue: 'true' }), 'a', 'g'))).toMatchObject({
      code: 'InvalidParameterValue',
      message: 'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    });
  });

  it.each(['', 'group 123', 'a'.repeat(129)])('refuses the deduplication id %j', async (MessageDeduplicationId) => {
    expect(await refusal(sendTo(await at.queue(fifo), 'a', 'g', { MessageDeduplicationId }))).toMatchObject({
      code: 'InvalidParameterValue',
      message: `Value ${MessageDeduplicationId} for parameter MessageDeduplicationId is invalid. Reason: MessageDeduplicationId can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
    });
  });

  it('refuses a delay for one message, but for none at all, which stands for that of the queue', async () => {
    const url = await at.queue({ ...fifo, DelaySeconds: '2' });
    expect(await refusal(sendTo(url, 'a', 'g', { DelaySeconds: 2 }))).toMatchObject({
      code: 'InvalidParameterValue',
      message:
        'Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.',
    });
    await sendTo(url, 'message-1', 'g', { DelaySeconds: 0 });
    expect(await at.bodies(url)).toEqual([]);
    await at.aws.clock.advance(2000);
    expect(await at.bodies(url)).toEqual(['message-1']);
  });

  it('delays also what is there already when the delay of the queue changes', async () => {
    const url = await at.queue({ ...fifo, DelaySeconds: '60' });
    const set = (DelaySeconds: string) => at.sqs.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { DelaySeconds } }));
    await sendTo(url, 'one', 'g');
    await at.aws.clock.advance(10_000);
    await set('10');
    expect(await at.bodies(url, { VisibilityTimeout: 1 })).toEqual(['one']);
    await sendTo(url, 'two', 'other');
    await set('30');
    await at.aws.clock.advance(29_000);
    expect(await at.bodies(url, { VisibilityTimeout: 1 })).toEqual(['one']);
    await at.aws.clock.advance(1000);
    expect(await at.bodies(url)).toEqual(['one', 'two']);
  });

  describe('a receive that is tried again', () => {
    it('gets the same messages with the same handles, hidden for the whole timeout', async () => {
      const url = await at.queue({ ...fifo, VisibilityTimeout: '30' });
      for (const body of ['a1', 'a2', 'b1']) await sendTo(url, body, body.charAt(0));
      const attempt = { MaxNumberOfMessages: 2, ReceiveRequestAttemptId: 'attempt' };
      const first = await at.receive(url, attempt);
      expect(first.map(({ Body }) => Body)).toEqual(['a1', 'a2']);
      await at.aws.clock.advance(20_000);
      expect(await at.receive(url, attempt)).toEqual(first);
      await at.aws.clock.advance(20_000);
      expect(await at.receive(url, attempt)).toEqual(first);
      expect(await at.bodies(url)).toEqual(['b1']);
    });

    it('gets others once one of the messages was deleted or given back', async () => {
      const url = await at.queue(fifo);
      for (const body of ['a1', 'b1', 'c1']) await sendTo(url, body, body.charAt(0));
      const attempt = { MaxNumberOfMessages: 1, ReceiveRequestAttemptId: 'attempt' };
      const [a] = await at.receive(url, attempt);
      await at.delete(url, a);
      const [b] = await at.receive(url, attempt);
      expect(b?.Body).toBe('b1');
      await change(url, b?.ReceiptHandle, 100);
      expect(await at.bodies(url, attempt)).toEqual(['c1']);
    });

    it('gets others after five minutes', async () => {
      const url = await at.queue({ ...fifo, VisibilityTimeout: '600' });
      for (const body of ['a1', 'b1']) await sendTo(url, body, body.charAt(0));
      const attempt = { MaxNumberOfMessages: 1, ReceiveRequestAttemptId: 'attempt' };
      expect(await at.bodies(url, attempt)).toEqual(['a1']);
      await at.aws.clock.advance(300_000);
      expect(await at.bodies(url, attempt)).toEqual(['b1']);
    });

    it('is refused on a standard queue', async () => {
      expect(await refusal(at.receive(await at.queue(), { ReceiveRequestAttemptId: 'attempt' }))).toMatchObject({
        code: 'InvalidParameterValue',
        message:
          'Value attempt for parameter ReceiveRequestAttemptId is invalid. Reason: The request include parameter that is not valid for this queue type.',
      });
    });
  });
});
