/** The rows of a subscription, which go together. */
import type { Storage, Subscription, Topic } from '../storage.js';

/** Makes a subscription or replaces it. */
export function putSubscription(storage: Storage, topic: Topic, subscription: Subscription): void {
  const { id, arn, protocol, endpoint, owner } = subscription;
  storage.subscriptions.in(topic).put([topic.name, id], subscription);
  storage.endpoints.in(topic).put([topic.name, protocol, endpoint], id);
  storage.owned.in({ accountId: owner, region: topic.region }).put([arn], true);
  renew(storage, topic, 0);
}

export function removeSubscription(storage: Storage, topic: Topic, subscription: Subscription): void {
  const { id, arn, protocol, endpoint, owner } = subscription;
  storage.subscriptions.in(topic).delete([topic.name, id]);
  storage.endpoints.in(topic).delete([topic.name, protocol, endpoint]);
  storage.owned.in({ accountId: owner, region: topic.region }).delete([arn]);
  storage.dropped.in(topic).delete([topic.name, id]);
  renew(storage, topic, 1);
}

/** The topic's row is another one with each change of its subscriptions: what is remembered of a row holds as long as it does. */
function renew(storage: Storage, { name, accountId, region }: Topic, deleted: number): void {
  const topics = storage.topics.in({ accountId, region });
  const topic = topics.get([name]);
  if (topic !== undefined) topics.put([name], { ...topic, subscriptionsDeleted: topic.subscriptionsDeleted + deleted });
}

/** Recorded: a subscription can be asked for after its topic is gone. */
export function orphan(storage: Storage, topic: Topic, subscription: Subscription): void {
  removeSubscription(storage, topic, subscription);
  storage.orphans.in(topic).put([subscription.arn], subscription);
}

const known = new WeakMap<Topic, readonly Subscription[]>();

/** All of a topic's. To look for them costs a Publish more than to remember them. */
export function subscriptionsOf(storage: Storage, topic: Topic): readonly Subscription[] {
  const remembered = known.get(topic);
  if (remembered !== undefined) return remembered;
  const subscriptions = [...storage.subscriptions.in(topic).values({ prefix: [topic.name] })];
  // Within the work that changes them, the caller may hold the row of before.
  if (storage.topics.in(topic).get([topic.name]) === topic) known.set(topic, subscriptions);
  return subscriptions;
}
