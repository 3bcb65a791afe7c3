import { InvalidAttributeValue } from '../../../../generated/sqs/errors.js';
import type { SetQueueAttributesInput } from '../../../../generated/sqs/types.js';
import type { Context } from '../../../contract/context.js';
import { changeDelay } from '../messages/change-delay.js';
import { missingParameter } from '../messages/errors.js';
import { findQueue, type Queue, type Storage } from '../storage.js';
import { unknownAttribute } from './attribute-values.js';
import { changedAttributes } from './changed-attributes.js';

/** All of it or nothing. */
export function setQueueAttributes(storage: Storage, input: SetQueueAttributesInput, ctx: Context): Record<string, never> {
  const queue = findQueue(storage, input.QueueUrl, ctx);
  const { FifoQueue, ...given } = input.Attributes;
  if (Object.keys(input.Attributes).length === 0) throw missingParameter('Attributes');
  if (FifoQueue !== undefined) throw fixedType(queue, FifoQueue);
  const attributes = changedAttributes(storage, queue, given);
  const changed: Queue = { ...queue, attributes, modifiedAt: storage.clock.now() };
  storage.queues.in(queue).put([queue.name], changed);
  // A standard queue's delay holds for what comes from now on.
  if (attributes.fifo && attributes.delaySeconds !== queue.attributes.delaySeconds) changeDelay(storage, changed);
  return {};
}

/** Recorded, both for a FIFO queue; a standard queue's are refused in the first way whatever they are. */
const fixedType = ({ attributes }: Queue, value: string): Error =>
  attributes.fifo && value !== 'true'
    ? new InvalidAttributeValue('Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.')
    : unknownAttribute('FifoQueue');
