/** CreateTopic. */
import { InvalidParameterException } from '../../../../generated/sns/errors.js';
import type { CreateTopicInput, CreateTopicOutput } from '../../../../generated/sns/types.js';
import type { Context } from '../../../contract/context.js';
import type { Storage } from '../storage.js';

const NAME = /^[A-Za-z0-9_-]{1,256}$/;
const FIFO_NAME = /^[A-Za-z0-9_-]{1,251}\.fifo$/;

/** AWS answers the ARN of a topic that there is when its attributes and tags match. */
export function createTopic(storage: Storage, input: CreateTopicInput, ctx: Context): CreateTopicOutput {
  const isFifo = input.Attributes?.FifoTopic === 'true';
  if (!(isFifo ? FIFO_NAME : NAME).test(input.Name)) throw new InvalidParameterException('Invalid parameter: Topic Name');
  const topics = storage.topics.in(ctx);
  const arn = `arn:${ctx.partition}:sns:${ctx.region}:${ctx.accountId}:${input.Name}`;
  if (topics.has([input.Name])) return { TopicArn: arn };
  topics.put([input.Name], {
    name: input.Name,
    arn,
    accountId: ctx.accountId,
    region: ctx.region,
    isFifo,
    createdAt: ctx.clock.now(),
    attributes: { ...input.Attributes },
    tags: Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
    subscriptionsDeleted: 0,
  });
  return { TopicArn: arn };
}
