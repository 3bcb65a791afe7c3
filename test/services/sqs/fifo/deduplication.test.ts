import { SendMessageCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { engines } from '../../emulator.js';
import { openSqs, type QueueAttributes } from '../open-sqs.js';

const MINUTE = 60_000;
const fifo = { FifoQueue: 'true', VisibilityTimeout: '0' };
const highThroughput = { DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' };
const regular = { DeduplicationScope: 'queue', FifoThroughputLimit: 'perQueue' };

describe.each(engines)('deduplication on %s', (engine) => {
  const at = openSqs(engine);

  const sendTo = async (QueueUrl: string, MessageBody: string, MessageGroupId: string, MessageDeduplicationId?: string) => {
    const { $metadata, ...answer } = await at.sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId, MessageDeduplicationId }),
    );
    return answer;
  };
  const set = (QueueUrl: string, Attributes: QueueAttributes) => at.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));

  it('takes an id once, and answers as it did the first time', async () => {
    const url = await at.queue(fifo);
    const first = await sendTo(url, 'one', 'g', 'id');
    const second = await sendTo(url, 'two', 'g', 'id');
    expect(second).toEqual({ ...first, MD5OfMessageBody: 'b8a9f715dbb64fd5c56e7783c6820a61' });
    expect(await at.bodies(url)).toEqual(['one']);
  });

  it('takes it again after five minutes', async () => {
    const url = await at.queue(fifo);
    await sendTo(url, 'one', 'g', 'id');
    await at.aws.clock.advance(5 * MINUTE - 1);
    await sendTo(url, 'two', 'g', 'id');
    await at.aws.clock.advance(1);
    await sendTo(url, 'three', 'g', 'id');
    expect(await at.bodies(url)).toEqual(['one', 'three']);
  });

  it('counts an id of a message that was deleted', async () => {
    const url = await at.queue({ FifoQueue: 'true' });
    await sendTo(url, 'one', 'g', 'id');
    const [message] = await at.receive(url);
    await at.delete(url, message);
    await sendTo(url, 'two', 'g', 'id');
    expect(await at.bodies(url)).toEqual([]);
  });

  it('counts the content where no id is given and the queue says so', async () => {
    const url = await at.queue({ ...fifo, ContentBasedDeduplication: 'true' });
    await sendTo(url, 'one', 'g');
    await sendTo(url, 'one', 'other');
    await sendTo(url, 'one', 'g', 'id');
    await sendTo(url, 'two', 'g', 'id');
    expect(await at.bodies(url)).toEqual(['one', 'one']);
    const [message] = await at.receive(url, { MessageSystemAttributeNames: ['MessageDeduplicationId'] });
    expect(message?.Attributes).toEqual({
      MessageDeduplicationId: '7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed',
    });
  });

  it('counts an id in the whole queue, whatever the group', async () => {
    const url = await at.queue(fifo);
    await sendTo(url, 'one', 'a', 'id');
    await sendTo(url, 'two', 'b', 'id');
    expect(await at.bodies(url)).toEqual(['one']);
  });

  it('counts an id in its group where the queue says so', async () => {
    const url = await at.queue({ ...fifo, ...highThroughput });
    await sendTo(url, 'one', 'a', 'id');
    await sendTo(url, 'two', 'b', 'id');
    await sendTo(url, 'three', 'a', 'id');
    expect(await at.bodies(url)).toEqual(['one', 'two']);
  });

  it('still counts for every group what was sent before the scope became the group', async () => {
    const url = await at.queue(fifo);
    await sendTo(url, 'Test1', 'group1', 'dedup1');
    await set(url, highThroughput);
    await sendTo(url, 'Test2', 'group2', 'dedup1');
    await sendTo(url, 'Test3', 'group1', 'dedup1');
    await sendTo(url, 'Test4', 'group2', 'dedup2');
    expect(await at.bodies(url)).toEqual(['Test1', 'Test4']);
  });

  it('does not count in the queue what was sent while the group was the scope', async () => {
    const url = await at.queue({ ...fifo, ...highThroughput });
    await sendTo(url, 'Test1', 'group1', 'dedup1');
    await set(url, regular);
    await sendTo(url, 'Test3', 'group1', 'dedup1');
    expect(await at.bodies(url)).toEqual(['Test1', 'Test3']);
  });
});
