/** Unsubscribe. */
import type { UnsubscribeInput, UnsubscribeOutput } from '../../../../generated/sns/types.js';
import type { Storage } from '../storage.js';
import { peekSubscription } from './find-subscription.js';
import { removeSubscription } from './write-subscription.js';

/** A subscription that isn't there is no error. */
export function unsubscribe(storage: Storage, { SubscriptionArn }: UnsubscribeInput): UnsubscribeOutput {
  const found = peekSubscription(storage, SubscriptionArn);
  if (found !== undefined) removeSubscription(storage, found.topic, found.subscription);
  return {};
}
