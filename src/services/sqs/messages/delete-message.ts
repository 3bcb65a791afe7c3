import { ReceiptHandleIsInvalid } from '../../../../generated/sqs/errors.js';
import type { DeleteMessageInput, DeleteMessageOutput } from '../../../../generated/sqs/types.js';
import type { Context } from '../../../contract/context.js';
import { findQueue, type Storage } from '../storage.js';

export function deleteMessage(storage: Storage, input: DeleteMessageInput, ctx: Context): DeleteMessageOutput {
  const queue = findQueue(storage, input.QueueUrl, ctx);
  const [sequence = '', nonce] = Buffer.from(input.ReceiptHandle, 'base64').toString('utf8').split(' ');
  if (!/^\d+$/.test(sequence) || nonce === undefined)
    throw new ReceiptHandleIsInvalid(`The input receipt handle "${input.ReceiptHandle}" is not a valid receipt handle.`);
  storage.messages.in(queue).delete([queue.id, Number(sequence)]);
  storage.deliveries.in(queue).delete([queue.id, Number(sequence)]);
  return {};
}
