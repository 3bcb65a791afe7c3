import { InvalidParameterValueException } from '../../../../generated/sqs/errors.js';
import type { SendMessageInput, SendMessageOutput } from '../../../../generated/sqs/types.js';
import type { Context } from '../../../contract/context.js';
import { findQueue, type Storage } from '../storage.js';
import { checkContent, checkKind, putMessage } from './outgoing-message.js';

export function sendMessage(storage: Storage, input: SendMessageInput, ctx: Context): SendMessageOutput {
  const queue = findQueue(storage, input.QueueUrl, ctx);
  checkContent(queue, input, tooLong);
  checkKind(queue, input);
  return storage.backlogs.turn(() => putMessage(storage, queue, input, ctx));
}

const tooLong = (limit: number): Error =>
  new InvalidParameterValueException(`One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`);
