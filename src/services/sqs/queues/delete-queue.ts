import type { DeleteQueueInput } from '../../../../generated/sqs/types.js';
import type { Context } from '../../../contract/context.js';
import { dropMessages } from '../messages/drop-messages.js';
import { findQueue, type Storage } from '../storage.js';

/** The queue is gone at once, with its messages; on AWS both may be seen for up to 60 s. */
export function deleteQueue(storage: Storage, input: DeleteQueueInput, ctx: Context): Record<string, never> {
  const queue = findQueue(storage, input.QueueUrl, ctx);
  dropMessages(storage, queue);
  storage.moveTasks.forget(queue);
  storage.deletedNames.add(queue, queue.name);
  storage.queues.in(queue).delete([queue.name]);
  return {};
}
