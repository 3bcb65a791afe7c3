import type { GetQueueAttributesInput, GetQueueAttributesOutput } from '../../../../generated/sqs/types.js';
import type { Context } from '../../../contract/context.js';
import { findQueue, type Storage } from '../storage.js';
import { unknownAttribute } from './attribute-values.js';
import { shownAttributes } from './shown-attributes.js';

/** What a standard queue has not and doesn't know either (aws-sdk-ruby issue 1350). */
const OF_FIFO: ReadonlySet<string> = new Set(['FifoQueue', 'ContentBasedDeduplication']);

/** AWS tells nothing where no name is given. */
export function getQueueAttributes(storage: Storage, input: GetQueueAttributesInput, ctx: Context): GetQueueAttributesOutput {
  const queue = findQueue(storage, input.QueueUrl, ctx);
  const names = input.AttributeNames ?? [];
  const unknown = queue.attributes.fifo ? undefined : names.find((name) => OF_FIFO.has(name));
  if (unknown !== undefined) throw unknownAttribute(unknown);
  const counts = storage.backlogs.turn(() => storage.backlogs.of(queue).counts());
  const Attributes = shownAttributes(queue, names, () => counts);
  return Object.keys(Attributes).length === 0 ? {} : { Attributes };
}
