import { InvalidParameterValueException, ResourceNotFoundException } from '../../../../generated/sqs/errors.js';
import type { StartMessageMoveTaskInput, StartMessageMoveTaskOutput } from '../../../../generated/sqs/types.js';
import type { Context } from '../../../contract/context.js';
import { invalidParameter } from '../messages/errors.js';
import type { Queue, Storage } from '../storage.js';
import { sourcesOf } from './list-dead-letter-source-queues.js';
import { readQueueArn } from './queue-arn.js';
import { writeTaskHandle } from './task-handle.js';

/** Messages a second. */
const FASTEST = 500;

/** Answers at once; the messages are moved afterwards. */
export function startMessageMoveTask(storage: Storage, input: StartMessageMoveTaskInput, ctx: Context): StartMessageMoveTaskOutput {
  const { SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond: rate } = input;
  if (rate !== undefined && (rate < 1 || rate > FASTEST))
    throw invalidParameter(rate, 'MaxNumberOfMessagesPerSecond', `Must be between 1 and ${FASTEST}, if provided.`);
  const source = queueOfTask(storage, SourceArn, 'SourceArn', ctx);
  const destination = DestinationArn === undefined ? undefined : queueOfTask(storage, DestinationArn, 'DestinationArn', ctx);
  if (sourcesOf(storage, source).next().done === true)
    throw new InvalidParameterValueException('Source queue must be configured as a Dead Letter Queue.');
  if (destination !== undefined) checkDestination(source, destination);
  if (storage.moveTasks.isRunning(source))
    throw new InvalidParameterValueException(
      'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
    );
  return { TaskHandle: writeTaskHandle(storage.moveTasks.start(source, destination, rate)) };
}

function checkDestination(source: Queue, destination: Queue): void {
  if (destination.id === source.id)
    throw invalidParameter(destination.arn, 'DestinationArn', 'The destination must be another queue than the source.');
  if (destination.attributes.fifo !== source.attributes.fifo)
    throw invalidParameter(destination.arn, 'DestinationArn', 'The destination must be same type of queue as the source.');
}

/**
 * A queue of the caller's, in the region that was called.
 * @throws ResourceNotFoundException, InvalidParameterValueException
 */
export function queueOfTask(storage: Storage, arn: string, parameter: 'SourceArn' | 'DestinationArn', ctx: Context): Queue {
  const named = readQueueArn(arn);
  if (named === undefined)
    throw new InvalidParameterValueException(
      `You must use this format to specify the ${parameter}: arn:<partition>:<service>:<region>:<account-id>:<resource-id>`,
    );
  const isOwn = named.accountId === ctx.accountId && named.region === ctx.region;
  const queue = isOwn ? storage.queues.in(named).get([named.name]) : undefined;
  if (queue === undefined)
    throw new ResourceNotFoundException(`The resource that you specified for the ${parameter} parameter doesn't exist.`);
  return queue;
}
