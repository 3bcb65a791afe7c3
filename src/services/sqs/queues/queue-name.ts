/** Queues' names, and what their ARNs are made of. */
import { InvalidParameterValueException } from '../../../../generated/sqs/errors.js';
import type { Context } from '../../../contract/context.js';

const STANDARD = /^[\w-]{1,80}$/;
const FIFO = /^[\w-]{1,75}\.fifo$/;

/** @throws InvalidParameterValueException */
export function checkQueueName(name: string, fifo: boolean): void {
  if (fifo ? FIFO.test(name) : STANDARD.test(name)) return;
  throw new InvalidParameterValueException(
    fifo
      ? 'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.'
      : 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
  );
}

export const queueArn = ({ partition, region, accountId }: Context, name: string): string =>
  `arn:${partition}:sqs:${region}:${accountId}:${name}`;
