import type { ListQueuesInput, ListQueuesOutput } from '../../../../generated/sqs/types.js';
import type { Context } from '../../../contract/context.js';
import type { Storage } from '../storage.js';
import { pageOf, startOfPage } from './pages.js';
import { queueUrlOf } from './queue-url.js';

/** In the order of their names. */
export function listQueues(storage: Storage, input: ListQueuesInput, ctx: Context): ListQueuesOutput {
  const { QueueNamePrefix: startsWith } = input;
  const after = startOfPage(input);
  const found = storage.queues.in(ctx).values({
    ...(startsWith === undefined || startsWith === '' ? {} : { startsWith }),
    ...(after === undefined ? {} : { after: [after] as const }),
  });
  const { items, nextToken } = pageOf(found, input);
  return {
    ...(items.length === 0 ? {} : { QueueUrls: items.map((queue) => queueUrlOf(queue, ctx)) }),
    ...(nextToken === undefined ? {} : { NextToken: nextToken }),
  };
}
