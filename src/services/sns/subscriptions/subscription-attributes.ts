/** GetSubscriptionAttributes and SetSubscriptionAttributes. */
import { NotFoundException } from '../../../../generated/sns/errors.js';
import type {
  GetSubscriptionAttributesInput,
  GetSubscriptionAttributesOutput,
  SetSubscriptionAttributesInput,
  SetSubscriptionAttributesOutput,
} from '../../../../generated/sns/types.js';
import type { Answer, Context } from '../../../contract/context.js';
import { replay } from '../archive/replay.js';
import { effectivePolicy, parseSubscriptionDeliveryPolicy, parseTopicDeliveryPolicy } from '../delivery/http/delivery-policy.js';
import { invalidParameter } from '../refusals.js';
import type { Storage, Subscription, Topic } from '../storage.js';
import { isSubscriptionAttribute, scopeOf, subscriptionAttributeProblem, withSubscriptionAttribute } from './attributes.js';
import { shownEndpoint } from './endpoints.js';
import { findSubscription, peekSubscription, readSubscriptionArn } from './find-subscription.js';
import { checkLimits } from './limits.js';
import { putSubscription } from './write-subscription.js';

export function getSubscriptionAttributes(
  storage: Storage,
  { SubscriptionArn }: GetSubscriptionAttributesInput,
  ctx: Context,
): GetSubscriptionAttributesOutput {
  const found = peekSubscription(storage, SubscriptionArn, ctx);
  const subscription = found?.subscription ?? storage.orphans.in(readSubscriptionArn(SubscriptionArn, ctx)).get([SubscriptionArn]);
  if (subscription === undefined) throw new NotFoundException('Subscription does not exist');
  const { attributes } = subscription;
  const { FilterPolicyScope: _, DeliveryPolicy: __, ...others } = attributes;
  return {
    Attributes: {
      ...others,
      ...(attributes.FilterPolicy === undefined ? {} : { FilterPolicyScope: scopeOf(attributes) }),
      ...deliveryPolicies(found?.topic, subscription),
      SubscriptionArn: subscription.arn,
      TopicArn: subscription.topicArn,
      Protocol: subscription.protocol,
      Endpoint: shownEndpoint(subscription),
      Owner: subscription.owner,
      SubscriptionPrincipal: subscription.principal,
      PendingConfirmation: String(subscription.isPending),
      ConfirmationWasAuthenticated: String(subscription.wasAuthenticated),
      RawMessageDelivery: attributes.RawMessageDelivery ?? 'false',
      ...(attributes.ReplayPolicy === undefined ? {} : { ReplayStatus: 'Completed' }),
    },
  };
}

/** Only HTTP endpoints have them. */
function deliveryPolicies(topic: Topic | undefined, { protocol, attributes }: Subscription): Readonly<Record<string, string>> {
  if (protocol !== 'http' && protocol !== 'https') return {};
  const own = parseSubscriptionDeliveryPolicy(attributes.DeliveryPolicy ?? '');
  const effective = effectivePolicy(parseTopicDeliveryPolicy(topic?.attributes.DeliveryPolicy ?? ''), own);
  return { ...(own === undefined ? {} : { DeliveryPolicy: JSON.stringify(own) }), EffectiveDeliveryPolicy: JSON.stringify(effective) };
}

/** An empty value, or none, takes the attribute away. A ReplayPolicy has effect at once. */
export function setSubscriptionAttributes(
  storage: Storage,
  { SubscriptionArn, AttributeName: name, AttributeValue }: SetSubscriptionAttributesInput,
  ctx: Context,
): Answer<SetSubscriptionAttributesOutput> {
  const { topic, subscription } = findSubscription(storage, SubscriptionArn, ctx);
  if (!isSubscriptionAttribute(name)) throw invalidParameter('AttributeName');
  const value = AttributeValue ?? '';
  // Terraform's provider tells of AWS: a RedrivePolicy is taken away by no value at all, and an empty one is refused.
  const isNothing = value === '' && (name !== 'RedrivePolicy' || AttributeValue === undefined);
  const attributes = withSubscriptionAttribute(subscription.attributes, name, value);
  const { protocol, endpoint, owner } = subscription;
  const problem = isNothing ? undefined : subscriptionAttributeProblem(name, value, { topic, protocol, endpoint, owner, attributes });
  if (problem !== undefined) throw invalidParameter(problem);
  const changed = { ...subscription, attributes };
  if (name === 'FilterPolicy') checkLimits(storage, topic, changed);
  storage.state.atomically(() => putSubscription(storage, topic, changed));
  const replaying = name === 'ReplayPolicy' && value !== '' ? replay(storage, topic, changed, ctx) : undefined;
  return replaying?.then(() => ({})) ?? {};
}
