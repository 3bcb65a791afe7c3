/**
 * SQS: queues, standard and FIFO.
 *
 * Gaps:
 * - Queues' attributes are not checked yet.
 */
import type { SqsOperations } from '../../../generated/sqs/index.js';
import type { ServiceDependencies } from '../dependencies.js';
import { messageOperations } from './messages/operations.js';
import { queueOperations } from './queues/operations.js';
import { openStorage } from './storage.js';

export const create = (deps: ServiceDependencies): SqsOperations => {
  const storage = openStorage(deps);
  return {
    ...queueOperations(storage),
    ...messageOperations(storage),
  };
};
