/** Tokens that ConfirmSubscription takes. */
import type { Context } from '../../../contract/context.js';
import type { Confirmation } from '../delivery/deliver.js';
import { originOf } from '../publish/publication.js';
import type { Storage, StoredToken, Subscription, Topic } from '../storage.js';

/** "Confirmation tokens are valid for two days" (API Reference, ConfirmSubscription). */
const LIFETIME = 2 * 24 * 60 * 60 * 1000;

/**
 * Within the work that makes or removes the subscription.
 * @param purpose `unsubscribed` for a token that brings a subscription back.
 * @returns 256 hexadecimal digits, as AWS's tokens are.
 */
export function issueToken(storage: Storage, topic: Topic, subscription: Subscription, purpose: 'pending' | 'unsubscribed'): string {
  const token = storage.random.hex(128);
  const now = storage.clock.now();
  const tokens = storage.tokens.in(topic);
  for (const [key, { expiresAt }] of tokens.range({ expected: 2 })) {
    // Two that have expired go for each that comes; they lie in no order, so that in time each comes first.
    if (expiresAt > now) break;
    tokens.delete(key);
  }
  const stored: StoredToken = { topic: topic.name, subscription: subscription.id, expiresAt: now + LIFETIME };
  tokens.put([token], purpose === 'pending' ? stored : { ...stored, ended: subscription });
  return token;
}

/** What tells the subscriber its token. */
export const confirmationOf = (storage: Storage, topic: Topic, subscription: Subscription, token: string, ctx: Context): Confirmation => ({
  topic,
  subscription,
  token,
  messageId: storage.random.uuid(),
  timestamp: ctx.clock.now(),
  origin: originOf(ctx.request),
});
