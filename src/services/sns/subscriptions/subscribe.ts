/** Subscribe. */
import type { SubscribeInput, SubscribeOutput } from '../../../../generated/sns/types.js';
import type { Answer, Context } from '../../../contract/context.js';
import { replay } from '../archive/replay.js';
import { deliveryProtocol } from '../delivery/deliver.js';
import { checkEmulated } from '../delivery/emulated.js';
import { invalidParameter } from '../refusals.js';
import type { Storage, Subscription, Topic } from '../storage.js';
import { findTopic } from '../topics/find-topic.js';
import {
  type AttributeScene,
  effectiveValue,
  isSubscriptionAttribute,
  type SubscriptionAttributes,
  subscriptionAttributeProblem,
  withSubscriptionAttribute,
} from './attributes.js';
import { checkEndpoint } from './endpoints.js';
import { checkLimits } from './limits.js';
import { confirmationOf, issueToken } from './tokens.js';
import { putSubscription } from './write-subscription.js';

/** An endpoint that is subscribed already keeps its one subscription, as long as what is asked for is so already. */
export function subscribe(storage: Storage, input: SubscribeInput, ctx: Context): Answer<SubscribeOutput> {
  const { Protocol: protocol, Endpoint: endpoint, Attributes: given = {} } = input;
  const topic = findTopic(storage, input.TopicArn, ctx);
  checkEndpoint(topic, protocol, endpoint);
  const attributes = readAttributes({ topic, protocol, endpoint, owner: ctx.accountId }, given);
  const checking = checkEmulated(storage, protocol, endpoint, topic);
  const proceed = (): Answer<SubscribeOutput> => subscribeEndpoint(storage, topic, { ...input, Endpoint: endpoint }, attributes, ctx);
  return checking?.then(proceed) ?? proceed();
}

function subscribeEndpoint(
  storage: Storage,
  topic: Topic,
  input: SubscribeInput & { readonly Endpoint: string },
  attributes: SubscriptionAttributes,
  ctx: Context,
): Answer<SubscribeOutput> {
  const { Protocol: protocol, Endpoint: endpoint } = input;
  const known = knownSubscription(storage, topic, protocol, endpoint);
  if (known !== undefined && !hasAll(known.attributes, input.Attributes ?? {}))
    throw invalidParameter('Attributes Reason: Subscription already exists with different attributes');
  const subscription = known ?? newSubscription(storage, topic, { protocol, endpoint, attributes }, ctx);
  const token = storage.state.atomically(() => {
    if (known === undefined) {
      checkLimits(storage, topic, subscription);
      putSubscription(storage, topic, subscription);
      if (subscription.isPending) storage.pending.watch(subscription);
    }
    // Who asks again for a subscription that waits is asked again to confirm it.
    return subscription.isPending ? issueToken(storage, topic, subscription, 'pending') : undefined;
  });
  const answer: SubscribeOutput = {
    SubscriptionArn: subscription.isPending && input.ReturnSubscriptionArn !== true ? 'pending confirmation' : subscription.arn,
  };
  const work =
    token !== undefined
      ? askConfirmation(storage, topic, subscription, token, ctx)
      : known === undefined
        ? replay(storage, topic, subscription, ctx)
        : undefined;
  return work?.then(() => answer) ?? answer;
}

function knownSubscription(storage: Storage, topic: Topic, protocol: string, endpoint: string): Subscription | undefined {
  const id = storage.endpoints.in(topic).get([topic.name, protocol, endpoint]);
  return id === undefined ? undefined : storage.subscriptions.in(topic).get([topic.name, id]);
}

function newSubscription(
  storage: Storage,
  topic: Topic,
  { protocol, endpoint, attributes }: Pick<Subscription, 'protocol' | 'endpoint' | 'attributes'>,
  ctx: Context,
): Subscription {
  const id = storage.random.uuid();
  const isPending = isToConfirm(protocol, endpoint, ctx);
  return {
    id,
    arn: `${topic.arn}:${id}`,
    topicArn: topic.arn,
    protocol,
    endpoint,
    owner: ctx.accountId,
    principal: ctx.principal.arn,
    isPending,
    wasAuthenticated: !isPending,
    authenticateOnUnsubscribe: false,
    attributes,
    createdAt: ctx.clock.now(),
  };
}

/** Endpoints that the caller's account owns need no confirmation. */
function isToConfirm(protocol: string, endpoint: string, ctx: Context): boolean {
  if (deliveryProtocol(protocol)?.askConfirmation === undefined) return false;
  return protocol !== 'sqs' || endpoint.split(':')[4] !== ctx.accountId;
}

function askConfirmation(storage: Storage, topic: Topic, subscription: Subscription, token: string, ctx: Context): void | Promise<void> {
  return deliveryProtocol(subscription.protocol)?.askConfirmation?.(storage, confirmationOf(storage, topic, subscription, token, ctx));
}

function readAttributes(scene: Omit<AttributeScene, 'attributes'>, given: Readonly<Record<string, string>>): SubscriptionAttributes {
  let attributes: SubscriptionAttributes = {};
  for (const [name, value] of Object.entries(given)) {
    if (!isSubscriptionAttribute(name)) throw invalidParameter(`Attributes Reason: Unknown attribute: ${name}`);
    attributes = withSubscriptionAttribute(attributes, name, value);
  }
  for (const [name, value] of Object.entries(attributes)) {
    const problem = subscriptionAttributeProblem(name, value, { ...scene, attributes });
    if (problem !== undefined) throw invalidParameter(`Attributes Reason: ${problem}`);
  }
  if (scene.protocol === 'firehose' && attributes.SubscriptionRoleArn === undefined)
    throw invalidParameter('Attributes Reason: SubscriptionRoleArn is required for the firehose protocol');
  return attributes;
}

const hasAll = (attributes: SubscriptionAttributes, given: SubscriptionAttributes): boolean =>
  Object.entries(given).every(
    ([name, value]) => effectiveValue(withSubscriptionAttribute({}, name, value), name) === effectiveValue(attributes, name),
  );
