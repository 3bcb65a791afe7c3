import type { ListMessageMoveTasksInput, ListMessageMoveTasksOutput } from '../../../../generated/sqs/types.js';
import type { Context } from '../../../contract/context.js';
import { invalidParameter } from '../messages/errors.js';
import type { Storage } from '../storage.js';
import type { MoveTask } from './move-tasks.js';
import { queueOfTask } from './start-message-move-task.js';
import { writeTaskHandle } from './task-handle.js';

const MOST = 10;

export function listMessageMoveTasks(storage: Storage, input: ListMessageMoveTasksInput, ctx: Context): ListMessageMoveTasksOutput {
  const { SourceArn, MaxResults = 1 } = input;
  if (MaxResults < 1 || MaxResults > MOST) throw invalidParameter(MaxResults, 'MaxResults', `Must be between 1 and ${MOST}, if provided.`);
  const source = queueOfTask(storage, SourceArn, 'SourceArn', ctx);
  return { Results: storage.moveTasks.list(source, MaxResults).map(entryOf) };
}

/** Recorded: only a task that runs has a handle. */
function entryOf(task: MoveTask): NonNullable<ListMessageMoveTasksOutput['Results']>[number] {
  const { status, sourceArn, destinationArn, rate, startedAt, toMove, moved, failureReason } = task;
  return {
    ...(status === 'RUNNING' ? { TaskHandle: writeTaskHandle(task) } : {}),
    Status: status,
    SourceArn: sourceArn,
    ...(destinationArn === undefined ? {} : { DestinationArn: destinationArn }),
    ...(rate === undefined ? {} : { MaxNumberOfMessagesPerSecond: rate }),
    ApproximateNumberOfMessagesMoved: moved,
    ApproximateNumberOfMessagesToMove: toMove,
    ...(failureReason === undefined ? {} : { FailureReason: failureReason }),
    StartedTimestamp: startedAt,
  };
}
