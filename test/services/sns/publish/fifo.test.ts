import { PublishBatchCommand, PublishCommand, type PublishCommandInput } from '@aws-sdk/client-sns';
import { DeleteQueueCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { engines, refusal } from '../../emulator.js';
import { openSns } from '../open-sns.js';

const MINUTE = 60_000;
const FIFO = { FifoQueue: 'true' };
const group = { MessageGroupId: 'message-group-id-1' };

describe.each(engines)('FIFO topics (%s)', (engine) => {
  const on = openSns(engine);
  const topic = (attributes: Record<string, string> = {}) => on.topic({ FifoTopic: 'true', ...attributes });
  const publish = async (TopicArn: string, Message: string, more: Partial<PublishCommandInput> = {}) => {
    const { MessageId, SequenceNumber } = await on.sns.send(new PublishCommand({ TopicArn, Message, ...group, ...more }));
    return { MessageId, SequenceNumber };
  };
  const invalid = (what: string) => ({ code: 'InvalidParameterException', message: `Invalid parameter: ${what}`, status: 400 });

  it('keep group and deduplication id on the way to a FIFO queue, and don’t sign', async () => {
    const arn = await topic();
    const queue = await on.queue(FIFO);
    const subscription = await on.subscribe(arn, queue);
    const { MessageId, SequenceNumber } = await publish(arn, 'Test', { MessageDeduplicationId: 'message-deduplication-id-1' });
    expect(SequenceNumber).toMatch(/^\d{20}$/);
    const [message] = await on.receive(queue);
    expect(message?.Attributes).toMatchObject({ ...group, MessageDeduplicationId: 'message-deduplication-id-1' });
    const body = JSON.parse(message?.Body ?? '');
    expect(Object.entries(body).filter(([name]) => name !== 'Timestamp')).toEqual([
      ['Type', 'Notification'],
      ['MessageId', MessageId],
      ['SequenceNumber', SequenceNumber],
      ['TopicArn', arn],
      ['Message', 'Test'],
      ['UnsubscribeURL', `http://localhost:4566/?Action=Unsubscribe&SubscriptionArn=${subscription}`],
    ]);
  });

  it('take the contents’ SHA-256 for an id where they compare contents', async () => {
    const arn = await topic({ ContentBasedDeduplication: 'true' });
    const queue = await on.queue(FIFO);
    await on.subscribe(arn, queue);
    await publish(arn, 'Test');
    const [message] = await on.receive(queue);
    expect(message?.Attributes).toMatchObject({
      MessageDeduplicationId: '532eaabd9574880dbf76b9b8cc00832c20a6ec113d682299550d7a6e0f345e25',
    });
  });

  it('take a message once in five minutes, and answer as the first time', async () => {
    const arn = await topic();
    const queue = await on.queue(FIFO);
    await on.subscribe(arn, queue, { Attributes: { RawMessageDelivery: 'true' } });
    const first = await publish(arn, 'first', { MessageDeduplicationId: 'id' });
    await on.aws.clock.advance(5 * MINUTE - 1);
    expect(await publish(arn, 'second', { MessageDeduplicationId: 'id' })).toEqual(first);
    expect((await on.receive(queue)).map(({ Body }) => Body)).toEqual(['first']);
    await on.aws.clock.advance(1);
    const third = await publish(arn, 'third', { MessageDeduplicationId: 'id' });
    expect(third).not.toEqual(first);
    expect(Number(third.SequenceNumber)).toBeGreaterThan(Number(first.SequenceNumber));
    expect((await on.receive(queue)).map(({ Body }) => Body)).toEqual(['third']);
  });

  it('compare within a group where their throughput is a group’s', async () => {
    const wide = await topic();
    const narrow = await topic({ FifoThroughputScope: 'MessageGroup' });
    const ids = async (arn: string) => {
      const first = await publish(arn, 'x', { MessageGroupId: 'a', MessageDeduplicationId: 'id' });
      const second = await publish(arn, 'x', { MessageGroupId: 'b', MessageDeduplicationId: 'id' });
      return new Set([first.MessageId, second.MessageId]).size;
    };
    expect(await ids(wide)).toBe(1);
    expect(await ids(narrow)).toBe(2);
  });

  it('keep the order of concurrent messages and of batches', async () => {
    const arn = await topic({ ContentBasedDeduplication: 'true' });
    const queue = await on.queue(FIFO);
    await on.subscribe(arn, queue, { Attributes: { RawMessageDelivery: 'true' } });
    const PublishBatchRequestEntries = ['a', 'b', 'c', 'd'].map((Id) => ({ Id, Message: Id, ...group }));
    const { Successful = [] } = await on.sns.send(new PublishBatchCommand({ TopicArn: arn, PublishBatchRequestEntries }));
    const numbers = Successful.map(({ SequenceNumber }) => SequenceNumber);
    expect(numbers).toEqual([...numbers].sort());
    const published = await Promise.all(
      ['e', 'f', 'g', 'h'].map(async (message) => [message, (await publish(arn, message)).SequenceNumber ?? ''] as const),
    );
    const inOrder = published.sort(([, a], [, b]) => (a < b ? -1 : 1)).map(([message]) => message);
    const bodies = (await on.receive(queue)).map(({ Body }) => Body);
    expect(bodies).toEqual(['a', 'b', 'c', 'd', ...inOrder]);
  });

  it('answer a batch that was published before as the first time', async () => {
    const arn = await topic();
    const PublishBatchRequestEntries = [1, 2].map((id) => ({
      Id: String(id),
      Message: 'x',
      MessageDeduplicationId: `id-${id}`,
      ...group,
    }));
    const send = async () => (await on.sns.send(new PublishBatchCommand({ TopicArn: arn, PublishBatchRequestEntries }))).Successful;
    expect(await send()).toEqual(await send());
  });

  it('need a group, and an id where they don’t compare contents', async () => {
    const arn = await topic();
    expect(await refusal(publish(arn, 'x', { MessageGroupId: undefined }))).toMatchObject(
      invalid('The MessageGroupId parameter is required for FIFO topics'),
    );
    const NO_ID = 'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly';
    expect(await refusal(publish(arn, 'x'))).toMatchObject(invalid(NO_ID));
    const entries = { TopicArn: arn, PublishBatchRequestEntries: [{ Id: '1', Message: 'x', ...group }] };
    expect(await refusal(on.sns.send(new PublishBatchCommand(entries)))).toMatchObject(invalid(NO_ID));
  });

  it('send to standard queues as well', async () => {
    const arn = await topic({ ContentBasedDeduplication: 'true' });
    const queue = await on.queue();
    await on.subscribe(arn, queue, { Attributes: { RawMessageDelivery: 'true' } });
    await publish(arn, 'x');
    expect(await on.receive(queue)).toMatchObject([{ Body: 'x', Attributes: group }]);
  });

  it.each(['true', 'false'])('send what a queue doesn’t get to a FIFO dead-letter queue in its group, raw %s', async (raw) => {
    const arn = await topic();
    const gone = await on.queue(FIFO);
    const dead = await on.queue(FIFO);
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn });
    await on.subscribe(arn, gone, { Attributes: { RedrivePolicy, RawMessageDelivery: raw } });
    await on.sqs.send(new DeleteQueueCommand({ QueueUrl: gone.url }));
    const { MessageId, SequenceNumber } = await publish(arn, 'test-message', { MessageDeduplicationId: 'd' });
    const [message] = await on.receive(dead);
    expect(message?.Attributes).toMatchObject({ ...group, MessageDeduplicationId: 'd' });
    if (raw === 'true') expect(message?.Body).toBe('test-message');
    else expect(JSON.parse(message?.Body ?? '')).toMatchObject({ MessageId, SequenceNumber, Message: 'test-message' });
  });
});
