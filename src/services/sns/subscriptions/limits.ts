/** How many subscriptions, and of what kind, a topic can have (General Reference, "Amazon SNS endpoints and quotas"). */
import { FilterPolicyLimitExceededException, SubscriptionLimitExceededException } from '../../../../generated/sns/errors.js';
import { invalidParameter } from '../refusals.js';
import type { Storage, Subscription, Topic } from '../storage.js';
import { largeMessagesProblem, largestMessageOf, USUAL_SIZE } from '../topics/message-size.js';
import { subscriptionsOf } from './write-subscription.js';

const MOST_OF_FIFO = 100;
const MOST_FILTERS = 200;

/**
 * Before a subscription is made, or changed.
 * @throws SubscriptionLimitExceededException, FilterPolicyLimitExceededException, InvalidParameterException
 */
export function checkLimits(storage: Storage, topic: Topic, subscription: Subscription): void {
  const isFiltered = hasFilter(subscription);
  // Few topics and subscriptions have limits: the others aren't looked at for each that comes.
  if (!topic.isFifo && !isFiltered && largestMessageOf(topic) <= USUAL_SIZE) return;
  const others = subscriptionsOf(storage, topic).filter(({ id }) => id !== subscription.id);
  if (topic.isFifo && others.length >= MOST_OF_FIFO)
    throw new SubscriptionLimitExceededException('Subscription limit exceeded: a FIFO topic can have at most 100 subscriptions');
  const problem = largeMessagesProblem(topic, [...others, subscription]);
  if (problem !== undefined) throw invalidParameter(problem);
  if (isFiltered && others.filter(hasFilter).length >= MOST_FILTERS)
    throw new FilterPolicyLimitExceededException('Filter policy limit exceeded: a topic can have at most 200 filter policies');
}

const hasFilter = ({ attributes }: Subscription): boolean => attributes.FilterPolicy !== undefined;
