/** Subscribe. */
import { InvalidParameterException } from '../../../../generated/sns/errors.js';
import type { SubscribeInput, SubscribeOutput } from '../../../../generated/sns/types.js';
import type { Context } from '../../../contract/context.js';
import type { Storage, Subscription } from '../storage.js';
import { findTopic } from '../topics/find-topic.js';
import { putSubscription } from './write-subscription.js';

export function subscribe(storage: Storage, input: SubscribeInput, ctx: Context): SubscribeOutput {
  const { Protocol: protocol, Endpoint: endpoint } = input;
  const topic = findTopic(storage, input.TopicArn);
  if (endpoint === undefined) throw new InvalidParameterException('Invalid parameter: Endpoint');
  const known = storage.endpoints.in(topic).get([topic.name, protocol, endpoint]);
  if (known !== undefined) return { SubscriptionArn: `${topic.arn}:${known}` };
  const id = storage.random.uuid();
  const subscription: Subscription = {
    id,
    arn: `${topic.arn}:${id}`,
    topicArn: topic.arn,
    protocol,
    endpoint,
    owner: ctx.accountId,
    principal: ctx.principal.arn,
    isPending: false,
    wasAuthenticated: true,
    authenticateOnUnsubscribe: false,
    attributes: { ...input.Attributes },
    createdAt: ctx.clock.now(),
  };
  putSubscription(storage, topic, subscription);
  return { SubscriptionArn: subscription.arn };
}
