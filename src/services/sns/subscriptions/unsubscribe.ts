/** Unsubscribe. */
import { AuthorizationErrorException } from '../../../../generated/sns/errors.js';
import type { UnsubscribeInput, UnsubscribeOutput } from '../../../../generated/sns/types.js';
import type { Answer, Context } from '../../../contract/context.js';
import { deliveryProtocol } from '../delivery/deliver.js';
import { originOf } from '../publish/publication.js';
import type { Storage } from '../storage.js';
import { peekSubscription, readSubscriptionArn } from './find-subscription.js';
import { issueToken } from './tokens.js';
import { removeSubscription } from './write-subscription.js';

/** A subscription that isn't there is no error. HTTP endpoints are told, and could subscribe again by a token. */
export function unsubscribe(storage: Storage, { SubscriptionArn }: UnsubscribeInput, ctx: Context): Answer<UnsubscribeOutput> {
  const found = peekSubscription(storage, SubscriptionArn, ctx);
  if (found === undefined) {
    storage.state.atomically(() => storage.orphans.in(readSubscriptionArn(SubscriptionArn, ctx)).delete([SubscriptionArn]));
    return {};
  }
  const { topic, subscription } = found;
  if (subscription.authenticateOnUnsubscribe && ctx.request.client !== undefined && ctx.request.headers.authorization === undefined)
    throw new AuthorizationErrorException('Anonymous unsubscription is not allowed for this subscription');
  const protocol = deliveryProtocol(subscription.protocol);
  const token = storage.state.atomically(() => {
    removeSubscription(storage, topic, subscription);
    return protocol?.tellUnsubscribed === undefined || subscription.isPending
      ? undefined
      : issueToken(storage, topic, subscription, 'unsubscribed');
  });
  const telling =
    token === undefined
      ? undefined
      : protocol?.tellUnsubscribed?.(storage, {
          topic,
          subscription,
          token,
          messageId: storage.random.uuid(),
          timestamp: ctx.clock.now(),
          origin: originOf(ctx.request),
        });
  return telling?.then(() => ({})) ?? {};
}
