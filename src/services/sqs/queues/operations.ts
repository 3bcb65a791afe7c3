/** The operations on queues, and on what is between them. */
import type { SqsOperations } from '../../../../generated/sqs/index.js';
import { addPermission, removePermission } from '../access/permissions.js';
import { cancelMessageMoveTask } from '../redrive/cancel-message-move-task.js';
import { listDeadLetterSourceQueues } from '../redrive/list-dead-letter-source-queues.js';
import { listMessageMoveTasks } from '../redrive/list-message-move-tasks.js';
import { startMessageMoveTask } from '../redrive/start-message-move-task.js';
import type { Storage } from '../storage.js';
import { createQueue } from './create-queue.js';
import { deleteQueue } from './delete-queue.js';
import { getQueueAttributes } from './get-queue-attributes.js';
import { getQueueUrl } from './get-queue-url.js';
import { listQueues } from './list-queues.js';
import { purgeQueue } from './purge-queue.js';
import { setQueueAttributes } from './set-queue-attributes.js';
import { listQueueTags, tagQueue, untagQueue } from './tags.js';

type QueueOperations = Pick<
  SqsOperations,
  | 'addPermission'
  | 'cancelMessageMoveTask'
  | 'createQueue'
  | 'deleteQueue'
  | 'getQueueAttributes'
  | 'getQueueUrl'
  | 'listDeadLetterSourceQueues'
  | 'listMessageMoveTasks'
  | 'listQueueTags'
  | 'listQueues'
  | 'purgeQueue'
  | 'removePermission'
  | 'setQueueAttributes'
  | 'startMessageMoveTask'
  | 'tagQueue'
  | 'untagQueue'
>;

export const queueOperations = (storage: Storage): QueueOperations => ({
  createQueue: (input, ctx) => createQueue(storage, input, ctx),
  deleteQueue: (input, ctx) => deleteQueue(storage, input, ctx),
  getQueueUrl: (input, ctx) => getQueueUrl(storage, input, ctx),
  listQueues: (input, ctx) => listQueues(storage, input, ctx),
  purgeQueue: (input, ctx) => purgeQueue(storage, input, ctx),

  getQueueAttributes: (input, ctx) => getQueueAttributes(storage, input, ctx),
  setQueueAttributes: (input, ctx) => setQueueAttributes(storage, input, ctx),

  listQueueTags: (input, ctx) => listQueueTags(storage, input, ctx),
  tagQueue: (input, ctx) => tagQueue(storage, input, ctx),
  untagQueue: (input, ctx) => untagQueue(storage, input, ctx),

  addPermission: (input, ctx) => addPermission(storage, input, ctx),
  removePermission: (input, ctx) => removePermission(storage, input, ctx),

  cancelMessageMoveTask: (input, ctx) => cancelMessageMoveTask(storage, input, ctx),
  listDeadLetterSourceQueues: (input, ctx) => listDeadLetterSourceQueues(storage, input, ctx),
  listMessageMoveTasks: (input, ctx) => listMessageMoveTasks(storage, input, ctx),
  startMessageMoveTask: (input, ctx) => startMessageMoveTask(storage, input, ctx),
});
