/** Publish. */
import { InvalidParameterException } from '../../../../generated/sns/errors.js';
import type { PublishInput, PublishOutput } from '../../../../generated/sns/types.js';
import type { Answer, Context } from '../../../contract/context.js';
import { deliverAll } from '../delivery/deliver.js';
import type { Storage } from '../storage.js';
import { subscriptionsOf } from '../subscriptions/write-subscription.js';
import { findTopic } from '../topics/find-topic.js';
import { originOf, type Publication } from './publication.js';

export function publish(storage: Storage, input: PublishInput, ctx: Context): Answer<PublishOutput> {
  if (input.TopicArn === undefined)
    throw new InvalidParameterException('Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter');
  const topic = findTopic(storage, input.TopicArn);
  const publication: Publication = {
    messageId: storage.random.uuid(),
    message: input.Message,
    attributes: {},
    timestamp: ctx.clock.now(),
    requestId: ctx.requestId,
    origin: originOf(ctx.request),
    ...(input.Subject === undefined ? {} : { subject: input.Subject }),
  };
  const deliveries = Array.from(subscriptionsOf(storage, topic), (subscription) => ({ topic, subscription, publication }));
  const answer: PublishOutput = { MessageId: publication.messageId };
  return deliverAll(storage, deliveries)?.then(() => answer) ?? answer;
}
