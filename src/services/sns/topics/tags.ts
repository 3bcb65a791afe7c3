/** TagResource, UntagResource and ListTagsForResource. */
import { ResourceNotFoundException, TagLimitExceededException } from '../../../../generated/sns/errors.js';
import type {
  ListTagsForResourceInput,
  ListTagsForResourceOutput,
  Tag,
  TagResourceInput,
  TagResourceOutput,
  UntagResourceInput,
  UntagResourceOutput,
} from '../../../../generated/sns/types.js';
import type { Context } from '../../../contract/context.js';
import { invalidParameter } from '../refusals.js';
import type { Storage, Topic } from '../storage.js';
import { peekTopic } from './find-topic.js';

/** SNS Developer Guide, "Amazon SNS topic tagging". */
const MOST_TAGS = 50;

export function tagResource(storage: Storage, { ResourceArn, Tags }: TagResourceInput, ctx: Context): TagResourceOutput {
  const topic = findTagged(storage, ResourceArn, ctx);
  const tags = { ...topic.tags, ...readTags(Tags) };
  checkCount(tags);
  storage.topics.in(topic).put([topic.name], { ...topic, tags });
  return {};
}

/** Keys that the topic doesn't have are no error. */
export function untagResource(storage: Storage, { ResourceArn, TagKeys }: UntagResourceInput, ctx: Context): UntagResourceOutput {
  const topic = findTagged(storage, ResourceArn, ctx);
  const tags = Object.fromEntries(Object.entries(topic.tags).filter(([key]) => !TagKeys.includes(key)));
  storage.topics.in(topic).put([topic.name], { ...topic, tags });
  return {};
}

export function listTagsForResource(storage: Storage, { ResourceArn }: ListTagsForResourceInput, ctx: Context): ListTagsForResourceOutput {
  const { tags } = findTagged(storage, ResourceArn, ctx);
  return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
}

/** @throws InvalidParameterException, TagLimitExceededException */
export function readTags(given: readonly Tag[]): Readonly<Record<string, string>> {
  const tags = Object.fromEntries(given.map(({ Key, Value }) => [Key, Value]));
  if (Object.keys(tags).length < given.length) throw invalidParameter('Duplicated keys are not allowed.');
  if (given.some(({ Key }) => /^aws:/i.test(Key))) throw invalidParameter('Tag keys that begin with aws: are reserved.');
  checkCount(tags);
  return tags;
}

function checkCount(tags: Readonly<Record<string, string>>): void {
  if (Object.keys(tags).length > MOST_TAGS)
    throw new TagLimitExceededException('Could not complete request: tag quota of per resource exceeded');
}

function findTagged(storage: Storage, arn: string, ctx: Context): Topic {
  const topic = peekTopic(storage, arn, ctx);
  if (topic === undefined) throw new ResourceNotFoundException('Resource does not exist');
  return topic;
}
