import { createHash } from 'node:crypto';
import type { Message, ReceiveMessageInput, ReceiveMessageOutput } from '../../../../generated/sqs/types.js';
import type { Context } from '../../../contract/context.js';
import { findQueue, type Storage } from '../storage.js';

export function receiveMessage(storage: Storage, input: ReceiveMessageInput, ctx: Context): ReceiveMessageOutput {
  const queue = findQueue(storage, input.QueueUrl, ctx);
  const now = storage.clock.now();
  const deliveries = storage.deliveries.in(queue);
  const received: Message[] = [];
  for (const [key, message] of storage.messages.in(queue).range({ prefix: [queue.id] })) {
    if (received.length === (input.MaxNumberOfMessages ?? 1)) break;
    const before = deliveries.get(key);
    if ((before ?? message).visibleAt > now) continue;
    const nonce = storage.random.hex(8);
    const visibleAt = now + (input.VisibilityTimeout ?? queue.attributes.visibilityTimeout) * 1000;
    deliveries.put(key, {
      receiveCount: (before?.receiveCount ?? 0) + 1,
      firstReceivedAt: before?.firstReceivedAt ?? now,
      visibleAt,
      nonce,
    });
    received.push({
      MessageId: message.id,
      ReceiptHandle: Buffer.from(`${key[1]} ${nonce}`).toString('base64'),
      Body: message.body,
      MD5OfBody: createHash('md5').update(message.body).digest('hex'),
    });
  }
  return received.length === 0 ? {} : { Messages: received };
}
