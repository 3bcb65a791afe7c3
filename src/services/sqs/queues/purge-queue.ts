import { PurgeQueueInProgress } from '../../../../generated/sqs/errors.js';
import type { PurgeQueueInput } from '../../../../generated/sqs/types.js';
import type { Context } from '../../../contract/context.js';
import { purgeMessages } from '../messages/drop-messages.js';
import { findQueue, type Storage } from '../storage.js';

/** Seconds for which AWS is still purging. */
const BUSY = 60;

/** All messages go, whether or not they can be received. */
export function purgeQueue(storage: Storage, input: PurgeQueueInput, ctx: Context): Record<string, never> {
  const queue = findQueue(storage, input.QueueUrl, ctx);
  const now = storage.clock.now();
  if (queue.purgedAt !== undefined && now < queue.purgedAt + BUSY * 1000)
    throw new PurgeQueueInProgress(`Only one PurgeQueue operation on ${queue.name} is allowed every ${BUSY} seconds.`);
  purgeMessages(storage, queue);
  storage.queues.in(queue).put([queue.name], { ...queue, purgedAt: now });
  return {};
}
