/** Dead-letter queues of subscriptions. */
import type { Storage } from '../storage.js';
import { deadLetterTarget } from '../subscriptions/attributes.js';
import type { Delivery } from './deliver.js';
import { type DeliveryFailure, failureOf } from './failure.js';
import { sendToQueue } from './sqs.js';

/** Sends what couldn't be delivered, as it would have been, to the queue that the subscription's RedrivePolicy names; without one it is lost, and counted. */
export function redrive(storage: Storage, delivery: Delivery, failure: DeliveryFailure): void | Promise<void> {
  const target = deadLetterTarget(delivery.subscription.attributes);
  if (target === undefined) return drop(storage, delivery, failure);
  return sendToQueue(storage, target, delivery).then(
    () => undefined,
    (error: unknown) => drop(storage, delivery, failureOf(error)),
  );
}

function drop({ state, clock, dropped }: Storage, { topic, subscription }: Delivery, { code, message }: DeliveryFailure): void {
  state.atomically(() => {
    const rows = dropped.in(topic);
    const key = [topic.name, subscription.id] as const;
    rows.put(key, { count: (rows.get(key)?.count ?? 0) + 1, at: clock.now(), code, message });
  });
}
