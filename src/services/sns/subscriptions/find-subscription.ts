/** From ARNs to subscriptions. */
import { InvalidParameterException } from '../../../../generated/sns/errors.js';
import type { Storage, Subscription, Topic } from '../storage.js';
import { readArn } from '../topics/find-topic.js';

export interface FoundSubscription {
  readonly topic: Topic;
  readonly subscription: Subscription;
}

/**
 * @returns undefined where there is no such subscription.
 * @throws InvalidParameterException for what is no subscription's ARN.
 */
export function peekSubscription(storage: Storage, arn: string): FoundSubscription | undefined {
  const read = readArn(arn);
  if (read?.rest === undefined) throw new InvalidParameterException('Invalid parameter: SubscriptionArn');
  const topic = storage.topics.in(read).get([read.name]);
  const subscription = storage.subscriptions.in(read).get([read.name, read.rest]);
  return topic === undefined || subscription === undefined ? undefined : { topic, subscription };
}
