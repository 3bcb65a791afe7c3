/**
 * SNS: topics, and messages that go from them to whoever subscribed.
 *
 * Gaps:
 * - Delivery status isn't logged: the roles for it are kept and given back. So is TracingConfig; nothing is traced.
 * - KMS isn't asked: KmsMasterKeyId is kept and given back, and messages are as readable without.
 * - Data protection policies are kept and given back; nothing is audited, masked or denied.
 * - Functions and delivery streams can be subscribed where their services are emulated.
 * - Subscriptions that wait for confirmation don't vanish after two days; their tokens do.
 * - Accounts have no quota of topics, and no rate of requests is too high.
 *
 * By design:
 * - Publish answers when every queue has the message. A message for a queue that isn't there, or that refuses SNS, goes to the
 *   subscription's dead-letter queue at once, and is dropped where there is none.
 * - Replays are over when SetSubscriptionAttributes answers.
 * - A policy may speak of actions with wildcards, and of principals that there aren't.
 * - Links to confirm and to unsubscribe begin with the Host that the message was published by.
 * - Where it isn't known how AWS refuses a parameter, the words are our own: values of DisplayName and the like, delivery, archive and
 *   replay policies, attributes that there aren't, more than one target, limits of FIFO topics.
 */
import type { SnsOperations } from '../../../generated/sns/index.js';
import type { ServiceDependencies } from '../dependencies.js';
import { addPermission, removePermission } from './access/permissions.js';
import { publish } from './publish/publish.js';
import { publishBatch } from './publish/publish-batch.js';
import { openStorage } from './storage.js';
import { confirmSubscription } from './subscriptions/confirm-subscription.js';
import { listSubscriptions, listSubscriptionsByTopic } from './subscriptions/list-subscriptions.js';
import { subscribe } from './subscriptions/subscribe.js';
import { getSubscriptionAttributes, setSubscriptionAttributes } from './subscriptions/subscription-attributes.js';
import { unsubscribe } from './subscriptions/unsubscribe.js';
import { createTopic } from './topics/create-topic.js';
import { getDataProtectionPolicy, putDataProtectionPolicy } from './topics/data-protection-policy.js';
import { deleteTopic } from './topics/delete-topic.js';
import { listTopics } from './topics/list-topics.js';
import { listTagsForResource, tagResource, untagResource } from './topics/tags.js';
import { getTopicAttributes, setTopicAttributes } from './topics/topic-attributes.js';

export const create = (deps: ServiceDependencies): SnsOperations => {
  const storage = openStorage(deps);
  return {
    createTopic: (input, ctx) => createTopic(storage, input, ctx),
    deleteTopic: (input, ctx) => deleteTopic(storage, input, ctx),
    getTopicAttributes: (input, ctx) => getTopicAttributes(storage, input, ctx),
    listTopics: (input, ctx) => listTopics(storage, input, ctx),
    setTopicAttributes: (input, ctx) => setTopicAttributes(storage, input, ctx),

    getDataProtectionPolicy: (input, ctx) => getDataProtectionPolicy(storage, input, ctx),
    putDataProtectionPolicy: (input, ctx) => putDataProtectionPolicy(storage, input, ctx),

    listTagsForResource: (input, ctx) => listTagsForResource(storage, input, ctx),
    tagResource: (input, ctx) => tagResource(storage, input, ctx),
    untagResource: (input, ctx) => untagResource(storage, input, ctx),

    addPermission: (input, ctx) => addPermission(storage, input, ctx),
    removePermission: (input, ctx) => removePermission(storage, input, ctx),

    confirmSubscription: (input, ctx) => confirmSubscription(storage, input, ctx),
    getSubscriptionAttributes: (input, ctx) => getSubscriptionAttributes(storage, input, ctx),
    listSubscriptions: (input, ctx) => listSubscriptions(storage, input, ctx),
    listSubscriptionsByTopic: (input, ctx) => listSubscriptionsByTopic(storage, input, ctx),
    setSubscriptionAttributes: (input, ctx) => setSubscriptionAttributes(storage, input, ctx),
    subscribe: (input, ctx) => subscribe(storage, input, ctx),
    unsubscribe: (input, ctx) => unsubscribe(storage, input, ctx),

    publish: (input, ctx) => publish(storage, input, ctx),
    publishBatch: (input, ctx) => publishBatch(storage, input, ctx),
  };
};
