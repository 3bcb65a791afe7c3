/** Unsubscribe. */
import { AuthorizationErrorException } from '../../../../generated/sns/errors.js';
import type { UnsubscribeInput, UnsubscribeOutput } from '../../../../generated/sns/types.js';
import type { Answer, Context } from '../../../contract/context.js';
import { deliveryProtocol } from '../delivery/deliver.js';
import { invalidParameter } from '../refusals.js';
import type { Storage, Subscription } from '../storage.js';
import { isSigned } from '../topics/find-topic.js';
import { peekSubscription, readSubscriptionArn } from './find-subscription.js';
import { confirmationOf, issueToken } from './tokens.js';
import { removeSubscription } from './write-subscription.js';

/** API Reference, Unsubscribe: "Amazon SQS queue subscriptions require authentication for deletion." */
export const needsSignature = ({ protocol, authenticateOnUnsubscribe }: Subscription): boolean =>
  authenticateOnUnsubscribe || protocol === 'sqs';

/** A subscription that isn't there is no error. HTTP endpoints are told, and other accounts' queues; they could subscribe again by a token. */
export function unsubscribe(storage: Storage, { SubscriptionArn }: UnsubscribeInput, ctx: Context): Answer<UnsubscribeOutput> {
  const found = peekSubscription(storage, SubscriptionArn, ctx);
  if (found === undefined) {
    storage.state.atomically(() => storage.orphans.in(readSubscriptionArn(SubscriptionArn, ctx)).delete([SubscriptionArn]));
    return {};
  }
  const { topic, subscription } = found;
  if (needsSignature(subscription) && !isSigned(ctx))
    throw new AuthorizationErrorException('Anonymous unsubscription is not allowed for this subscription');
  // AWS's words, as clients that take it for a success know them.
  if (subscription.isPending)
    throw invalidParameter('SubscriptionArn Reason: Cannot unsubscribe a subscription that is pending confirmation');
  const protocol = deliveryProtocol(subscription.protocol);
  // The owner of a queue's subscription knows of what it does itself.
  const isTold = subscription.protocol !== 'sqs' || ctx.accountId !== subscription.owner;
  const token = storage.state.atomically(() => {
    removeSubscription(storage, topic, subscription);
    return protocol?.tellUnsubscribed === undefined || !isTold ? undefined : issueToken(storage, topic, subscription, 'unsubscribed');
  });
  const telling =
    token === undefined ? undefined : protocol?.tellUnsubscribed?.(storage, confirmationOf(storage, topic, subscription, token, ctx));
  return telling?.then(() => ({})) ?? {};
}
