/**
 * SQS: queues, standard and FIFO.
 *
 * Gaps:
 * - Queues' attributes are not checked yet.
 */
import type { SqsOperations } from '../../../generated/sqs/index.js';
import type { ServiceDependencies } from '../dependencies.js';
import { messageOperations } from './messages/operations.js';
import { createQueue } from './queues/create-queue.js';
import { getQueueUrl } from './queues/get-queue-url.js';
import { openStorage } from './storage.js';

export const create = (deps: ServiceDependencies): SqsOperations => {
  const storage = openStorage(deps);
  return {
    createQueue: (input, ctx) => createQueue(storage, input, ctx),
    getQueueUrl: (input, ctx) => getQueueUrl(storage, input, ctx),

    ...messageOperations(storage),
  };
};
