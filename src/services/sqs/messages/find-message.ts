/** Which message a receipt handle names. */
import type { Queue, Storage } from '../storage.js';
import { invalidHandle } from './errors.js';
import type { QueuedMessage } from './queued-message.js';
import { type ReceiptHandle, readHandle } from './receipt-handle.js';

/** For how long a standard queue's handles are good, in ms. */
const HANDLE_LIFE = 12 * 60 * 60 * 1000;

export interface NamedMessage {
  readonly handle: ReceiptHandle;
  /** Undefined once it is deleted. */
  readonly message: QueuedMessage | undefined;
  /** Whether the handle came with its last receive. */
  readonly isLatest: boolean;
  /**
   * FIFO queues: once the message can be received by others. Standard queues: after 12 hours, the longest that a message can be hidden.
   */
  readonly hasExpired: boolean;
}

/** @throws ReceiptHandleIsInvalid for what is no handle of this queue. */
export function findMessage(storage: Storage, queue: Queue, text: string): NamedMessage {
  const handle = readHandle(text);
  if (handle?.queueId !== queue.id) throw invalidHandle(text);
  const found = storage.backlogs.of(queue).get(handle.sequence);
  const message = found?.id === handle.messageId ? found : undefined;
  const isLatest = message?.delivery?.receiveCount === handle.receiveCount;
  const hasExpired = queue.attributes.fifo
    ? !isLatest || message.state !== 'in flight'
    : storage.clock.now() - handle.receivedAt > HANDLE_LIFE;
  return { handle, message, isLatest, hasExpired: message !== undefined && hasExpired };
}
