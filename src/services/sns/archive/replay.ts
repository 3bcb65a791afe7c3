/** Sends a subscription what its ReplayPolicy asks for, out of the topic's archive. */
import type { Context } from '../../../contract/context.js';
import { type Delivery, deliverAll } from '../delivery/deliver.js';
import { isWanted } from '../publish/fan-out.js';
import type { Storage, Subscription, Topic } from '../storage.js';
import { archivedBetween } from './archive.js';
import { readReplayPolicy } from './replay-policy.js';

/** @returns a promise where not all can be delivered at once. */
export function replay(storage: Storage, topic: Topic, subscription: Subscription, ctx: Context): void | Promise<void> {
  const { ReplayPolicy: text } = subscription.attributes;
  if (text === undefined || subscription.isPending) return;
  const policy = readReplayPolicy(text);
  if (typeof policy === 'string') return;
  const now = ctx.clock.now();
  const deliveries: Delivery[] = [];
  for (const archived of archivedBetween(storage, topic, policy.from, Math.min(policy.to ?? now, now))) {
    const publication = { ...archived, isReplayed: true } as const;
    if (isWanted(subscription, publication)) deliveries.push({ topic, subscription, publication });
  }
  return deliverAll(storage, deliveries);
}
