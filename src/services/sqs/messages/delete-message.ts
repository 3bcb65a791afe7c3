import type { DeleteMessageInput, DeleteMessageOutput } from '../../../../generated/sqs/types.js';
import type { Context } from '../../../contract/context.js';
import { findQueue, type Queue, type Storage } from '../storage.js';
import { invalidParameter } from './errors.js';
import { findMessage } from './find-message.js';
import { IN_FLIGHT_LIMIT } from './receive.js';

export function deleteMessage(storage: Storage, input: DeleteMessageInput, ctx: Context): DeleteMessageOutput {
  const { ReceiptHandle: handle } = input;
  const queue = findQueue(storage, input.QueueUrl, ctx);
  storage.backlogs.turn(() =>
    deleteByHandle(storage, queue, handle, () => invalidParameter(handle, 'ReceiptHandle', 'The receipt handle has expired.')),
  );
  return {};
}

/**
 * Deletes the message, if it is still there. On standard queues any handle does that came with it, also an older one.
 * @param expired how a handle is refused that is good no longer.
 */
export function deleteByHandle(storage: Storage, queue: Queue, handle: string, expired: () => Error): void {
  const { message, hasExpired } = findMessage(storage, queue, handle);
  if (message === undefined) return;
  if (hasExpired) throw expired();
  const backlog = storage.backlogs.of(queue);
  const wasFull = backlog.inFlight >= IN_FLIGHT_LIMIT;
  backlog.remove(message);
  // It may have held others back.
  if (queue.attributes.fifo || wasFull) storage.polls.wake(queue.id);
}
