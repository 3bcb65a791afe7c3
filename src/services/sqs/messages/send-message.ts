import { createHash } from 'node:crypto';
import type { SendMessageInput, SendMessageOutput } from '../../../../generated/sqs/types.js';
import type { Context } from '../../../contract/context.js';
import { findQueue, type Storage } from '../storage.js';

export function sendMessage(storage: Storage, input: SendMessageInput, ctx: Context): SendMessageOutput {
  const queue = findQueue(storage, input.QueueUrl, ctx);
  const now = storage.clock.now();
  const id = storage.random.uuid();
  const messages = storage.messages.in(queue);
  let sequence = now * 1024;
  while (messages.has([queue.id, sequence])) sequence += 1;
  messages.put([queue.id, sequence], { id, body: input.MessageBody, senderId: ctx.principal.userId, sentAt: now, visibleAt: now });
  return { MessageId: id, MD5OfMessageBody: createHash('md5').update(input.MessageBody).digest('hex') };
}
