/** Receipt handles: opaque to callers, and new with every receive. They name the message and the time that it was received for. */
import type { Delivery } from './stored-message.js';

export interface ReceiptHandle {
  readonly queueId: string;
  readonly sequence: number;
  readonly messageId: string;
  /** Of the receive that it came with. */
  readonly receiveCount: number;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
}

interface NamedMessage {
  readonly id: string;
  readonly sequence: number;
}

const VERSION = 'AQEB1';

export const writeHandle = (queueId: string, { id, sequence }: NamedMessage, { receiveCount, receivedAt }: Delivery): string =>
  Buffer.from(`${VERSION} ${queueId} ${sequence} ${id} ${receiveCount} ${receivedAt}`, 'latin1').toString('base64');

/** @returns undefined for what never was a handle. */
export function readHandle(text: string): ReceiptHandle | undefined {
  const [version, queueId = '', sequence, messageId = '', receiveCount, receivedAt, ...more] = Buffer.from(text, 'base64')
    .toString('latin1')
    .split(' ');
  if (version !== VERSION || receivedAt === undefined || more.length > 0) return undefined;
  const handle = { queueId, sequence: Number(sequence), messageId, receiveCount: Number(receiveCount), receivedAt: Number(receivedAt) };
  return Number.isSafeInteger(handle.sequence) && Number.isSafeInteger(handle.receiveCount) && Number.isSafeInteger(handle.receivedAt)
    ? handle
    : undefined;
}
