import type { ChangeMessageVisibilityInput, ChangeMessageVisibilityOutput } from '../../../../generated/sqs/types.js';
import type { Context } from '../../../contract/context.js';
import { findQueue, type Queue, type Storage } from '../storage.js';
import { invalidParameter } from './errors.js';
import { findMessage } from './find-message.js';

/** Seconds, counted from when the message was received. */
const MAX_VISIBILITY = 43_200;

export function changeMessageVisibility(
  storage: Storage,
  input: ChangeMessageVisibilityInput,
  ctx: Context,
): ChangeMessageVisibilityOutput {
  const queue = findQueue(storage, input.QueueUrl, ctx);
  storage.backlogs.turn(() => changeByHandle(storage, queue, input.ReceiptHandle, input.VisibilityTimeout));
  return {};
}

/** Counts from now. On a standard queue also a message that has become visible again is hidden, unless somebody else received it since. */
export function changeByHandle(storage: Storage, queue: Queue, handle: string, seconds: number): void {
  if (seconds < 0 || seconds > MAX_VISIBILITY)
    throw invalidParameter(seconds, 'VisibilityTimeout', `Must be between 0 and ${MAX_VISIBILITY}, if provided.`);
  const { message, isLatest, hasExpired } = findMessage(storage, queue, handle);
  const delivery = message?.delivery;
  if (message === undefined || delivery === undefined || (!isLatest && !queue.attributes.fifo))
    throw invalidParameter(handle, 'ReceiptHandle', 'Message does not exist or is not available for visibility timeout change.');
  if (hasExpired) throw invalidParameter(handle, 'ReceiptHandle', 'The receipt handle has expired.');
  const now = storage.clock.now();
  const visibleAt = now + seconds * 1000;
  if (visibleAt > delivery.receivedAt + MAX_VISIBILITY * 1000)
    throw invalidParameter(
      seconds,
      'VisibilityTimeout',
      `Total VisibilityTimeout for the message is beyond the limit [${MAX_VISIBILITY} seconds].`,
    );
  storage.backlogs.of(queue).changeVisibility(message, delivery, now, visibleAt);
  storage.polls.wake(queue.id);
}
