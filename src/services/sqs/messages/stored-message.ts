/** A message in its queue: what came, which never changes, and how it was handed out so far. */
import type { MessageAttributeValue } from '../../../../generated/sqs/types.js';

export type MessageAttributes = Readonly<Record<string, MessageAttributeValue>>;

export interface StoredMessage {
  readonly id: string;
  readonly body: string;
  /** Hexadecimal, of the body. */
  readonly md5: string;
  readonly attributes?: MessageAttributes;
  /** Of all attributes. */
  readonly attributesMd5?: string;
  /** The one system attribute that senders set. */
  readonly traceHeader?: string;
  /** Whoever sent it, as SenderId tells. */
  readonly senderId: string;
  /** Milliseconds since the epoch; in a standard queue's dead-letter queue still when it came into the first one. */
  readonly sentAt: number;
  /** When its delay is over. */
  readonly visibleAt: number;
  readonly groupId?: string;
  /** In FIFO queues. */
  readonly deduplicationId?: string;
  /** The ARN of the queue that it was moved from as a dead letter. */
  readonly deadLetterSource?: string;
  /** How often it was received in the queues that it was moved from as a dead letter. */
  readonly receivedBefore?: number;
}

export interface Delivery {
  readonly receiveCount: number;
  readonly firstReceivedAt: number;
  /** The last time. */
  readonly receivedAt: number;
  /** When it can be received again. */
  readonly visibleAt: number;
}

/** How FIFO queues number their messages: 20 digits that grow with the sequence. */
export const sequenceNumberOf = (sequence: number): string => String(18_800_000_000_000_000_000n + BigInt(sequence) * 256n);
