/** CreateTopic. */
import type { CreateTopicInput, CreateTopicOutput } from '../../../../generated/sns/types.js';
import type { Context } from '../../../contract/context.js';
import { archiveRetention } from '../archive/archive-policy.js';
import { invalidParameter } from '../refusals.js';
import type { Storage, Topic } from '../storage.js';
import { isTopicAttribute, topicAttributeProblem, withTopicAttribute } from './attributes.js';
import { dataProtectionPolicyProblem } from './data-protection-policy.js';
import { readTags } from './tags.js';

const NAME = /^[A-Za-z0-9_-]{1,256}$/;
const FIFO_NAME = /^[A-Za-z0-9_-]{1,251}\.fifo$/;

/** AWS answers the ARN of a topic that there is when what is asked for is so already. */
export function createTopic(storage: Storage, input: CreateTopicInput, ctx: Context): CreateTopicOutput {
  const { Name: name, DataProtectionPolicy: dataProtectionPolicy } = input;
  const isFifo = readFifo(input);
  if (!(isFifo ? FIFO_NAME : NAME).test(name)) throw invalidParameter('Topic Name');
  const tags = readTags(input.Tags ?? []);
  const topics = storage.topics.in(ctx);
  const existing = topics.get([name]);
  if (existing !== undefined) {
    checkSame(existing, input, tags);
    return { TopicArn: existing.arn };
  }
  const problem = dataProtectionPolicy === undefined ? undefined : dataProtectionPolicyProblem(dataProtectionPolicy);
  if (problem !== undefined) throw invalidParameter(problem);
  const topic: Topic = {
    name,
    arn: `arn:${ctx.partition}:sns:${ctx.region}:${ctx.accountId}:${name}`,
    accountId: ctx.accountId,
    region: ctx.region,
    isFifo,
    createdAt: ctx.clock.now(),
    attributes: readAttributes(input.Attributes ?? {}, isFifo),
    tags,
    subscriptionsDeleted: 0,
    ...(dataProtectionPolicy === undefined ? {} : { dataProtectionPolicy }),
  };
  topics.put([name], archiveRetention(topic) === undefined ? topic : { ...topic, archivedSince: ctx.clock.now() });
  return { TopicArn: topic.arn };
}

function readFifo({ Attributes: { FifoTopic: fifo = 'false' } = {} }: CreateTopicInput): boolean {
  if (fifo !== 'true' && fifo !== 'false')
    throw invalidParameter(`Attributes Reason: FifoTopic: Invalid value [${fifo}]. Must be true or false.`);
  return fifo === 'true';
}

function readAttributes(given: Readonly<Record<string, string>>, isFifo: boolean): Readonly<Record<string, string>> {
  let attributes: Readonly<Record<string, string>> = {};
  for (const [name, value] of Object.entries(given)) {
    if (name === 'FifoTopic') continue;
    if (!isTopicAttribute(name)) throw invalidParameter(`Attributes Reason: Unknown attribute: ${name}`);
    const problem = topicAttributeProblem(name, value, isFifo);
    if (problem !== undefined) throw invalidParameter(`Attributes Reason: ${problem}`);
    attributes = withTopicAttribute(attributes, name, value);
  }
  return attributes;
}

/** Recorded: what isn't asked for may be there, but what is asked for must be. */
function checkSame(topic: Topic, { Attributes = {} }: CreateTopicInput, tags: Readonly<Record<string, string>>): void {
  const { FifoTopic: _, ...given } = Attributes;
  const same = Object.entries(given).every(([name, value]) => {
    const normalized =
      isTopicAttribute(name) && topicAttributeProblem(name, value, topic.isFifo) === undefined
        ? withTopicAttribute({}, name, value)[name]
        : value;
    return (normalized ?? '') === (topic.attributes[name] ?? '');
  });
  if (!same) throw invalidParameter('Attributes Reason: Topic already exists with different attributes');
  if (!Object.entries(tags).every(([key, value]) => topic.tags[key] === value))
    throw invalidParameter('Tags Reason: Topic already exists with different tags');
}
