/** GetTopicAttributes and SetTopicAttributes. */
import type {
  GetTopicAttributesInput,
  GetTopicAttributesOutput,
  SetTopicAttributesInput,
  SetTopicAttributesOutput,
} from '../../../../generated/sns/types.js';
import type { Context } from '../../../contract/context.js';
import { policyOf } from '../access/default-policy.js';
import { beginningOfArchive } from '../archive/archive.js';
import { archiveRetention } from '../archive/archive-policy.js';
import { effectiveTopicPolicy, parseTopicDeliveryPolicy } from '../delivery/http/delivery-policy.js';
import { invalidParameter } from '../refusals.js';
import type { Storage, Topic } from '../storage.js';
import { subscriptionsOf } from '../subscriptions/write-subscription.js';
import { isTopicAttribute, topicAttributeProblem, withTopicAttribute } from './attributes.js';
import { findTopic } from './find-topic.js';
import { largeMessagesProblem } from './message-size.js';

export function getTopicAttributes(storage: Storage, input: GetTopicAttributesInput, ctx: Context): GetTopicAttributesOutput {
  const topic = findTopic(storage, input.TopicArn, ctx);
  let pending = 0;
  let confirmed = 0;
  for (const { isPending } of subscriptionsOf(storage, topic)) {
    if (isPending) pending++;
    else confirmed++;
  }
  const beginning = beginningOfArchive(storage, topic);
  return {
    Attributes: {
      ...topic.attributes,
      TopicArn: topic.arn,
      Owner: topic.accountId,
      Policy: policyOf(topic),
      DisplayName: topic.attributes.DisplayName ?? '',
      EffectiveDeliveryPolicy: JSON.stringify(effectiveTopicPolicy(parseTopicDeliveryPolicy(topic.attributes.DeliveryPolicy ?? ''))),
      SubscriptionsPending: String(pending),
      SubscriptionsConfirmed: String(confirmed),
      SubscriptionsDeleted: String(topic.subscriptionsDeleted),
      ...(topic.isFifo ? { FifoTopic: 'true', ContentBasedDeduplication: topic.attributes.ContentBasedDeduplication ?? 'false' } : {}),
      ...(beginning === undefined ? {} : { BeginningArchiveTime: new Date(beginning).toISOString() }),
    },
  };
}

/** An empty value, or none, takes the attribute away. */
export function setTopicAttributes(storage: Storage, input: SetTopicAttributesInput, ctx: Context): SetTopicAttributesOutput {
  const { AttributeName: name, AttributeValue: value = '' } = input;
  const topic = findTopic(storage, input.TopicArn, ctx);
  if (!isTopicAttribute(name)) throw invalidParameter('AttributeName');
  const problem = topicAttributeProblem(name, value, topic.isFifo);
  if (problem !== undefined) throw invalidParameter(problem);
  const changed: Topic = { ...topic, attributes: withTopicAttribute(topic.attributes, name, value) };
  const misfit = name === 'MaximumMessageSize' ? largeMessagesProblem(changed, subscriptionsOf(storage, topic)) : undefined;
  if (misfit !== undefined) throw invalidParameter(misfit);
  storage.topics.in(topic).put([topic.name], withArchive(topic, changed, ctx));
  return {};
}

function withArchive(before: Topic, after: Topic, ctx: Context): Topic {
  if (archiveRetention(after) === undefined || archiveRetention(before) !== undefined) return after;
  return { ...after, archivedSince: ctx.clock.now() };
}
