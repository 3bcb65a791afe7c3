/** ReceiveRequestAttemptId: a receive that is tried again within five minutes gets the same messages, with the same handles. */
import type { QueuedMessage } from '../messages/queued-message.js';
import type { Delivery } from '../messages/stored-message.js';
import type { Queue, Storage } from '../storage.js';
import type { ExpiringRow } from './expiring-rows.js';

export interface ReceiveAttempt extends ExpiringRow {
  readonly messages: readonly AttemptedMessage[];
}

interface AttemptedMessage {
  readonly sequence: number;
  readonly delivery: Delivery;
}

type Received = readonly [QueuedMessage, Delivery];

const NO_SCOPE = '';

/**
 * Resets the visibility timeout of what it gives again.
 * @returns undefined where there was no such attempt, or one of its messages was deleted, changed its visibility or became visible.
 */
export function repeatAttempt(storage: Storage, queue: Queue, id: string, now: number, timeout: number): readonly Received[] | undefined {
  const attempt = storage.attempts.get(queue, NO_SCOPE, id, now);
  if (attempt === undefined) return undefined;
  const backlog = storage.backlogs.of(queue);
  const again: QueuedMessage[] = [];
  for (const { sequence, delivery } of attempt.messages) {
    const message = backlog.get(sequence);
    const isSame = message?.delivery?.receiveCount === delivery.receiveCount && message.delivery.visibleAt === delivery.visibleAt;
    if (message?.state !== 'in flight' || !isSame) return undefined;
    again.push(message);
  }
  const received = again.flatMap((message): Received[] => {
    if (message.delivery === undefined) return [];
    backlog.changeVisibility(message, message.delivery, now, now + timeout);
    return [[message, message.delivery]];
  });
  write(storage, queue, id, attempt.at, received);
  return received;
}

export function rememberAttempt(storage: Storage, queue: Queue, id: string, now: number, received: readonly Received[]): void {
  if (received.length > 0) write(storage, queue, id, now, received);
}

function write(storage: Storage, queue: Queue, id: string, at: number, received: readonly Received[]): void {
  const messages = received.map(([{ sequence }, delivery]) => ({ sequence, delivery }));
  storage.attempts.put(queue, NO_SCOPE, id, { at, messages });
}
