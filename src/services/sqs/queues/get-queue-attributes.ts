import type { GetQueueAttributesInput, GetQueueAttributesOutput } from '../../../../generated/sqs/types.js';
import type { Context } from '../../../contract/context.js';
import { findQueue, type Storage } from '../storage.js';
import { shownAttributes } from './shown-attributes.js';

/** AWS tells nothing where no name is given. */
export function getQueueAttributes(storage: Storage, input: GetQueueAttributesInput, ctx: Context): GetQueueAttributesOutput {
  const queue = findQueue(storage, input.QueueUrl, ctx);
  const counts = storage.backlogs.turn(() => storage.backlogs.of(queue).counts());
  const Attributes = shownAttributes(queue, input.AttributeNames ?? [], () => counts);
  return Object.keys(Attributes).length === 0 ? {} : { Attributes };
}
