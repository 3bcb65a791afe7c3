import { QueueNameExists } from '../../../../generated/sqs/errors.js';
import type { CreateQueueInput, CreateQueueOutput } from '../../../../generated/sqs/types.js';
import type { Context } from '../../../contract/context.js';
import type { Queue, QueueAttributes, Storage } from '../storage.js';
import { queueUrlOf } from './queue-url.js';

/** What a queue has that nothing was said of. */
export const defaultAttributes: QueueAttributes = {
  visibilityTimeout: 30,
  delaySeconds: 0,
  retentionSeconds: 345_600,
  maximumMessageSize: 1_048_576,
  waitSeconds: 0,
  fifo: false,
  contentBasedDeduplication: false,
  deduplicationScope: 'queue',
  throughputLimit: 'perQueue',
  sqsManagedSseEnabled: true,
};

export function createQueue(storage: Storage, input: CreateQueueInput, ctx: Context): CreateQueueOutput {
  const { accountId, region, partition } = ctx;
  const { QueueName: name, Attributes: given = {}, tags = {} } = input;
  const queues = storage.queues.in(ctx);
  const attributes = attributesOf(given);
  const existing = queues.get([name]);
  if (existing !== undefined) {
    if (JSON.stringify(existing.attributes) !== JSON.stringify(attributes))
      throw new QueueNameExists('A queue already exists with the same name and a different value for attribute');
    return { QueueUrl: queueUrlOf(existing, ctx) };
  }
  const now = storage.clock.now();
  const queue: Queue = {
    id: storage.random.hex(8),
    name,
    accountId,
    region,
    arn: `arn:${partition}:sqs:${region}:${accountId}:${name}`,
    createdAt: now,
    modifiedAt: now,
    attributes,
    tags,
  };
  queues.put([name], queue);
  return { QueueUrl: queueUrlOf(queue, ctx) };
}

function attributesOf(given: Readonly<Record<string, string>>): QueueAttributes {
  const number = (name: string, otherwise: number): number => (given[name] === undefined ? otherwise : Number(given[name]));
  const { RedrivePolicy } = given;
  return {
    ...defaultAttributes,
    visibilityTimeout: number('VisibilityTimeout', defaultAttributes.visibilityTimeout),
    delaySeconds: number('DelaySeconds', defaultAttributes.delaySeconds),
    retentionSeconds: number('MessageRetentionPeriod', defaultAttributes.retentionSeconds),
    maximumMessageSize: number('MaximumMessageSize', defaultAttributes.maximumMessageSize),
    waitSeconds: number('ReceiveMessageWaitTimeSeconds', defaultAttributes.waitSeconds),
    fifo: given.FifoQueue === 'true',
    contentBasedDeduplication: given.ContentBasedDeduplication === 'true',
    deduplicationScope: given.DeduplicationScope === 'messageGroup' ? 'messageGroup' : 'queue',
    throughputLimit: given.FifoThroughputLimit === 'perMessageGroupId' ? 'perMessageGroupId' : 'perQueue',
    ...(RedrivePolicy === undefined ? {} : { redrivePolicy: redrivePolicyOf(RedrivePolicy) }),
  };
}

function redrivePolicyOf(json: string): { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number } {
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(json) as { deadLetterTargetArn?: unknown; maxReceiveCount?: unknown };
  return { deadLetterTargetArn: String(deadLetterTargetArn), maxReceiveCount: Number(maxReceiveCount) };
}
