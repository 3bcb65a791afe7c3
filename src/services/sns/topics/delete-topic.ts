/** DeleteTopic. */
import { InvalidStateException } from '../../../../generated/sns/errors.js';
import type { DeleteTopicInput, DeleteTopicOutput } from '../../../../generated/sns/types.js';
import type { Context } from '../../../contract/context.js';
import { forgetArchive } from '../archive/archive.js';
import { archiveRetention } from '../archive/archive-policy.js';
import { forgetDeduplications } from '../publish/deduplicate.js';
import type { Storage } from '../storage.js';
import { orphan, subscriptionsOf } from '../subscriptions/write-subscription.js';
import { peekTopic } from './find-topic.js';

/** A topic that isn't there is no error. Its subscriptions can still be asked for, and get nothing any more. */
export function deleteTopic(storage: Storage, input: DeleteTopicInput, ctx: Context): DeleteTopicOutput {
  const topic = peekTopic(storage, input.TopicArn, ctx);
  if (topic === undefined) return {};
  if (archiveRetention(topic) !== undefined)
    throw new InvalidStateException('Invalid state: Cannot delete a topic with an active ArchivePolicy');
  for (const subscription of subscriptionsOf(storage, topic)) orphan(storage, topic, subscription);
  forgetArchive(storage, topic);
  forgetDeduplications(storage, topic);
  storage.topics.in(topic).delete([topic.name]);
  return {};
}
