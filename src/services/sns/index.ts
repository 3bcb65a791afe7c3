/**
 * SNS: topics, and messages that go from them to whoever subscribed.
 *
 * Gaps:
 * - Most operations: they come.
 */
import type { SnsOperations } from '../../../generated/sns/index.js';
import type { ServiceDependencies } from '../dependencies.js';
import { publish } from './publish/publish.js';
import { openStorage } from './storage.js';
import { listSubscriptionsByTopic } from './subscriptions/list-subscriptions.js';
import { subscribe } from './subscriptions/subscribe.js';
import { unsubscribe } from './subscriptions/unsubscribe.js';
import { createTopic } from './topics/create-topic.js';

export const create = (deps: ServiceDependencies): SnsOperations => {
  const storage = openStorage(deps);
  return {
    createTopic: (input, ctx) => createTopic(storage, input, ctx),
    listSubscriptionsByTopic: (input) => listSubscriptionsByTopic(storage, input),
    publish: (input, ctx) => publish(storage, input, ctx),
    subscribe: (input, ctx) => subscribe(storage, input, ctx),
    unsubscribe: (input) => unsubscribe(storage, input),
  };
};
