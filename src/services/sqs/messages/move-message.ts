/** Messages that go from one queue to another: as dead letters, and back by a move task. */
import type { Queue, Storage } from '../storage.js';
import type { QueuedMessage } from './queued-message.js';
import type { StoredMessage } from './stored-message.js';

/** Within a turn. It is visible at once, whatever the delay of the queue that it comes into. */
export function moveMessage(storage: Storage, from: Queue, message: QueuedMessage, to: Queue, as: 'dead letter' | 'new message'): void {
  const now = storage.clock.now();
  const source = storage.backlogs.of(from);
  const { deadLetterSource, receivedBefore, ...stored } = source.read(message);
  const { delivery } = message;
  source.remove(message);
  const target = storage.backlogs.of(to);
  if (as === 'new message') {
    target.add({ ...stored, id: storage.random.uuid(), sentAt: now, visibleAt: now }, undefined, now);
  } else {
    // The time of a standard queue's message goes on counting towards its retention.
    const sentAt = to.attributes.fifo ? now : stored.sentAt;
    const letter: StoredMessage = {
      ...stored,
      sentAt,
      visibleAt: now,
      deadLetterSource: from.arn,
      receivedBefore: delivery?.receiveCount ?? 0,
    };
    target.add(letter, delivery === undefined ? undefined : { ...delivery, visibleAt: now }, now);
  }
  storage.polls.wake(from.id);
  storage.polls.wake(to.id);
}
