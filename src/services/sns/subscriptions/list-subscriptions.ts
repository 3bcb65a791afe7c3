/** ListSubscriptionsByTopic. */
import type {
  Subscription as ListedSubscription,
  ListSubscriptionsByTopicInput,
  ListSubscriptionsByTopicOutput,
} from '../../../../generated/sns/types.js';
import type { Storage, Subscription } from '../storage.js';
import { findTopic } from '../topics/find-topic.js';
import { subscriptionsOf } from './write-subscription.js';

export function listSubscriptionsByTopic(storage: Storage, input: ListSubscriptionsByTopicInput): ListSubscriptionsByTopicOutput {
  const topic = findTopic(storage, input.TopicArn);
  return { Subscriptions: Array.from(subscriptionsOf(storage, topic), listed) };
}

const listed = ({ arn, owner, protocol, endpoint, topicArn, isPending }: Subscription): ListedSubscription => ({
  SubscriptionArn: isPending ? 'PendingConfirmation' : arn,
  Owner: owner,
  Protocol: protocol,
  Endpoint: endpoint,
  TopicArn: topicArn,
});
