/** ConfirmSubscription. */
import { NotFoundException } from '../../../../generated/sns/errors.js';
import type { ConfirmSubscriptionInput, ConfirmSubscriptionOutput } from '../../../../generated/sns/types.js';
import type { Context } from '../../../contract/context.js';
import { invalidParameter } from '../refusals.js';
import type { Storage, Subscription } from '../storage.js';
import { isElsewhere, readArn } from '../topics/find-topic.js';
import { putSubscription } from './write-subscription.js';

/** A token can be used again until it expires, to the same effect. */
export function confirmSubscription(storage: Storage, input: ConfirmSubscriptionInput, ctx: Context): ConfirmSubscriptionOutput {
  const { TopicArn, Token, AuthenticateOnUnsubscribe = 'false' } = input;
  const read = readArn(TopicArn);
  if (read === undefined || read.rest !== undefined || isElsewhere(read, ctx)) throw invalidParameter('Topic');
  const authenticate = AuthenticateOnUnsubscribe.toLowerCase();
  if (authenticate !== 'true' && authenticate !== 'false') throw invalidParameter('AuthenticateOnUnsubscribe');
  const topic = storage.topics.in(read).get([read.name]);
  if (topic === undefined) throw new NotFoundException('Topic does not exist');
  const token = storage.tokens.in(read).get([Token]);
  if (token === undefined || token.topic !== topic.name || token.expiresAt <= ctx.clock.now()) throw invalidParameter('Token');
  const known = storage.subscriptions.in(read).get([topic.name, token.subscription]) ?? token.ended;
  if (known === undefined) throw invalidParameter('Token');
  const other = storage.endpoints.in(read).get([topic.name, known.protocol, known.endpoint]);
  // Meanwhile the endpoint subscribed again.
  if (other !== undefined && other !== known.id) return { SubscriptionArn: `${topic.arn}:${other}` };
  const confirmed: Subscription = {
    ...known,
    isPending: false,
    wasAuthenticated: ctx.principal.kind !== 'anonymous' && ctx.request.headers.authorization !== undefined,
    authenticateOnUnsubscribe: authenticate === 'true',
  };
  if (known.isPending || token.ended !== undefined) putSubscription(storage, topic, confirmed);
  return { SubscriptionArn: known.arn };
}
