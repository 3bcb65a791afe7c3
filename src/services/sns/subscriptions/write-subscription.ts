/** The rows of a subscription, which go together. */
import type { Storage, Subscription, Topic } from '../storage.js';

/** Makes a subscription or replaces it. */
export function putSubscription(storage: Storage, topic: Topic, subscription: Subscription): void {
  const { id, arn, protocol, endpoint, owner } = subscription;
  storage.subscriptions.in(topic).put([topic.name, id], subscription);
  storage.endpoints.in(topic).put([topic.name, protocol, endpoint], id);
  storage.owned.in({ accountId: owner, region: topic.region }).put([arn], true);
}

export function removeSubscription(storage: Storage, topic: Topic, subscription: Subscription): void {
  const { id, arn, protocol, endpoint, owner } = subscription;
  storage.subscriptions.in(topic).delete([topic.name, id]);
  storage.endpoints.in(topic).delete([topic.name, protocol, endpoint]);
  storage.owned.in({ accountId: owner, region: topic.region }).delete([arn]);
  storage.dropped.in(topic).delete([topic.name, id]);
  storage.topics.in(topic).put([topic.name], { ...topic, subscriptionsDeleted: topic.subscriptionsDeleted + 1 });
}

/** Recorded: a subscription can be asked for after its topic is gone. */
export function orphan(storage: Storage, topic: Topic, subscription: Subscription): void {
  removeSubscription(storage, topic, subscription);
  storage.orphans.in(topic).put([subscription.arn], subscription);
}

/** All of a topic's. */
export const subscriptionsOf = (storage: Storage, topic: Topic): IterableIterator<Subscription> =>
  storage.subscriptions.in(topic).values({ prefix: [topic.name] });
