/** Queues' tags. */
import { InvalidParameterValueException } from '../../../../generated/sqs/errors.js';
import type { ListQueueTagsInput, ListQueueTagsOutput, TagQueueInput, UntagQueueInput } from '../../../../generated/sqs/types.js';
import type { Context } from '../../../contract/context.js';
import { missingParameter } from '../messages/errors.js';
import { findQueue, type Queue, type Storage } from '../storage.js';

type Tags = Readonly<Record<string, string>>;

const MOST_TAGS = 50;
const MOST_KEY_CHARACTERS = 128;
const MOST_VALUE_CHARACTERS = 256;
/** Unicode letters, digits, whitespace and these signs (SQS Developer Guide, "Amazon SQS cost allocation tags"). */
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

export function tagQueue(storage: Storage, input: TagQueueInput, ctx: Context): Record<string, never> {
  const queue = findQueue(storage, input.QueueUrl, ctx);
  if (Object.keys(input.Tags).length === 0) throw missingParameter('Tags');
  writeTags(storage, queue, checkTags(queue, queue.tags, input.Tags));
  return {};
}

export function untagQueue(storage: Storage, input: UntagQueueInput, ctx: Context): Record<string, never> {
  const queue = findQueue(storage, input.QueueUrl, ctx);
  if (input.TagKeys.length === 0) throw missingParameter('TagKeys');
  const gone = new Set(input.TagKeys);
  writeTags(storage, queue, Object.fromEntries(Object.entries(queue.tags).filter(([key]) => !gone.has(key))));
  return {};
}

export function listQueueTags(storage: Storage, input: ListQueueTagsInput, ctx: Context): ListQueueTagsOutput {
  const { tags } = findQueue(storage, input.QueueUrl, ctx);
  return Object.keys(tags).length === 0 ? {} : { Tags: { ...tags } };
}

const writeTags = (storage: Storage, queue: Queue, tags: Tags): void => storage.queues.in(queue).put([queue.name], { ...queue, tags });

/**
 * @returns the tags that a queue has once these are added.
 * @throws InvalidParameterValueException
 */
export function checkTags({ name }: Queue, has: Tags, added: Tags): Tags {
  for (const [key, value] of Object.entries(added)) {
    if (key.length < 1 || key.length > MOST_KEY_CHARACTERS) throw refuse('Tag keys must be between 1 and 128 characters in length.');
    if (value.length > MOST_VALUE_CHARACTERS) throw refuse('Tag values must be between 0 and 256 characters in length.');
    if (!CHARACTERS.test(key) || !CHARACTERS.test(value)) throw refuse(`The tag ${key} contains invalid characters.`);
    if (/^aws:/i.test(key)) throw refuse(`The tag key ${key} is reserved: keys can't begin with aws:.`);
  }
  const tags = { ...has, ...added };
  if (Object.keys(tags).length > MOST_TAGS) throw refuse(`Too many tags added for queue ${name}.`);
  return tags;
}

const refuse = (message: string): InvalidParameterValueException => new InvalidParameterValueException(message);
