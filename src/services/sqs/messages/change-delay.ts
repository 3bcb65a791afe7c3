import type { Queue, Storage } from '../storage.js';

/** A FIFO queue's delay holds also for the messages that are there already. */
export function changeDelay(storage: Storage, queue: Queue): void {
  storage.backlogs.turn(() => storage.backlogs.of(queue).changeDelay(queue.attributes.delaySeconds, storage.clock.now()));
  storage.polls.wake(queue.id);
}
