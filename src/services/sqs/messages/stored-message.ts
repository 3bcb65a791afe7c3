/** A message in its queue: what came, which never changes, and how it was handed out so far. */
import type { MessageAttributeValue } from '../../../../generated/sqs/types.js';

export interface StoredMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes?: Readonly<Record<string, MessageAttributeValue>>;
  /** The one system attribute that senders set. */
  readonly traceHeader?: string;
  /** Whoever sent it, as SenderId tells. */
  readonly senderId: string;
  /** Milliseconds since the epoch; in a dead-letter queue of a standard queue still that of the first queue. */
  readonly sentAt: number;
  /** When its delay is over. */
  readonly visibleAt: number;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  /** Of a FIFO queue's messages: 20 digits. */
  readonly sequenceNumber?: string;
  /** The ARN of the queue that it was moved from as a dead letter. */
  readonly deadLetterSource?: string;
}

export interface Delivery {
  readonly receiveCount: number;
  readonly firstReceivedAt: number;
  /** When it can be received again. */
  readonly visibleAt: number;
  /** What the receipt handle of the last receive holds. */
  readonly nonce: string;
}
