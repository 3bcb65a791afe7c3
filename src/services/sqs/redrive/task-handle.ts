/** What a caller holds of a message move task. */
import { InvalidParameterValueException } from '../../../../generated/sqs/errors.js';
import { objectOf } from './json-object.js';
import type { MoveTask } from './move-tasks.js';

export interface TaskHandle {
  readonly taskId: string;
  readonly sourceArn: string;
}

/** AWS's holds the same two, in base64. */
export const writeTaskHandle = ({ id, sourceArn }: MoveTask): string =>
  Buffer.from(JSON.stringify({ taskId: id, sourceArn } satisfies TaskHandle)).toString('base64');

/** @throws InvalidParameterValueException */
export function readTaskHandle(handle: string): TaskHandle {
  const { taskId, sourceArn } = objectOf(Buffer.from(handle, 'base64').toString('utf8')) ?? {};
  if (typeof taskId !== 'string' || typeof sourceArn !== 'string')
    throw new InvalidParameterValueException('Value for parameter TaskHandle is invalid.');
  return { taskId, sourceArn };
}
