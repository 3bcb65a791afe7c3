import { InvalidParameterValueException, ResourceNotFoundException } from '../../../../generated/sqs/errors.js';
import type { CancelMessageMoveTaskInput, CancelMessageMoveTaskOutput } from '../../../../generated/sqs/types.js';
import type { Context } from '../../../contract/context.js';
import type { Storage } from '../storage.js';
import { queueOfTask } from './start-message-move-task.js';
import { readTaskHandle } from './task-handle.js';

/** What was moved stays where it is now. */
export function cancelMessageMoveTask(storage: Storage, input: CancelMessageMoveTaskInput, ctx: Context): CancelMessageMoveTaskOutput {
  const { taskId, sourceArn } = readTaskHandle(input.TaskHandle);
  const source = queueOfTask(storage, sourceArn, 'SourceArn', ctx);
  const task = storage.moveTasks.find(source, taskId);
  if (task === undefined) throw new ResourceNotFoundException('Task does not exist.');
  if (task.status !== 'RUNNING') throw new InvalidParameterValueException('Only active tasks can be cancelled.');
  storage.moveTasks.cancel(source, task);
  return { ApproximateNumberOfMessagesMoved: task.moved };
}
