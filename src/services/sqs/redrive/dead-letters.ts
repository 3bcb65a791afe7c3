/** Where messages go that were received too often. */
import { moveMessage } from '../messages/move-message.js';
import type { QueuedMessage } from '../messages/queued-message.js';
import { findQueueByArn } from '../queues/find-queue-by-arn.js';
import type { Queue, Storage } from '../storage.js';

export interface DeadLetterTarget {
  readonly queue: Queue;
  readonly maxReceiveCount: number;
}

/** @returns undefined where there is none, or it is gone: messages then stay and are received again. */
export function deadLetterQueueOf(storage: Storage, { id, attributes }: Queue): DeadLetterTarget | undefined {
  const { redrivePolicy, fifo } = attributes;
  if (redrivePolicy === undefined) return undefined;
  const queue = findQueueByArn(storage, redrivePolicy.deadLetterTargetArn);
  if (queue === undefined || queue.id === id || queue.attributes.fifo !== fifo) return undefined;
  return { queue, maxReceiveCount: redrivePolicy.maxReceiveCount };
}

/** Within a turn. The message keeps its id, its attributes and its count of receives. */
export function moveToDeadLetters(storage: Storage, from: Queue, message: QueuedMessage, to: Queue): void {
  moveMessage(storage, from, message, to, 'dead letter');
}
