import type { ListDeadLetterSourceQueuesInput, ListDeadLetterSourceQueuesOutput } from '../../../../generated/sqs/types.js';
import type { Context } from '../../../contract/context.js';
import { pageOf, startOfPage } from '../queues/pages.js';
import { queueUrlOf } from '../queues/queue-url.js';
import { findQueue, type Queue, type Storage } from '../storage.js';

export function listDeadLetterSourceQueues(
  storage: Storage,
  input: ListDeadLetterSourceQueuesInput,
  ctx: Context,
): ListDeadLetterSourceQueuesOutput {
  const queue = findQueue(storage, input.QueueUrl, ctx);
  const { items, nextToken } = pageOf(sourcesOf(storage, queue, startOfPage(input)), input);
  return { queueUrls: items.map((source) => queueUrlOf(source, ctx)), ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
}

/** The queues whose dead letters go to this one, in the order of their names: all of its account and region. */
export function* sourcesOf(storage: Storage, target: Queue, after?: string): IterableIterator<Queue> {
  const queues = storage.queues.in(target).values(after === undefined ? {} : { after: [after] });
  for (const queue of queues) if (queue.attributes.redrivePolicy?.deadLetterTargetArn === target.arn) yield queue;
}
