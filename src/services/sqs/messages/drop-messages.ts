/** All messages of a queue at once. */
import type { Queue, Storage } from '../storage.js';

/** Also those in flight. What was sent of late still counts as a duplicate. O(messages) */
export function purgeMessages(storage: Storage, queue: Queue): void {
  storage.backlogs.turn(() => storage.backlogs.of(queue).clear());
}

/** Of a queue that is deleted, in the same atomic work: its messages, whatever else is known of them, and the receives that wait. */
export function dropMessages(storage: Storage, queue: Queue): void {
  purgeMessages(storage, queue);
  storage.deduplications.clear(queue);
  storage.attempts.clear(queue);
  storage.backlogs.forget(queue);
  storage.polls.wake(queue.id);
}
