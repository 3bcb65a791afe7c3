import { BatchRequestTooLong, InvalidParameterValueException } from '../../../../generated/sqs/errors.js';
import type { SendMessageBatchInput, SendMessageBatchOutput } from '../../../../generated/sqs/types.js';
import type { Context } from '../../../contract/context.js';
import { findQueue, type Storage } from '../storage.js';
import { checkEntries, eachEntry } from './batch.js';
import { missingParameter } from './errors.js';
import { checkContent, checkKind, putMessage, sizeOf } from './outgoing-message.js';

/** Bytes of all messages of a batch. */
const MAX_SIZE = 1_048_576;

/** What a kind of queue asks for refuses the whole batch; what is wrong with a message, that message. */
export function sendMessageBatch(storage: Storage, input: SendMessageBatchInput, ctx: Context): SendMessageBatchOutput {
  const { Entries: entries } = input;
  const queue = findQueue(storage, input.QueueUrl, ctx);
  checkEntries(entries, 'SendMessageBatchRequestEntry');
  const size = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (size > MAX_SIZE)
    throw new BatchRequestTooLong(`Batch requests cannot be longer than ${MAX_SIZE} bytes. You have sent ${size} bytes.`);
  entries.forEach((entry, index) => {
    if (entry.MessageBody === '') throw missingParameter(`SendMessageBatchRequestEntry.${index + 1}.MessageBody`);
    if (queue.attributes.fifo) checkKind(queue, entry);
  });
  return storage.backlogs.turn(() =>
    eachEntry(entries, (entry) => {
      checkContent(queue, entry, tooLong);
      checkKind(queue, entry);
      return { Id: entry.Id, ...putMessage(storage, queue, entry, ctx) };
    }),
  );
}

const tooLong = (limit: number): Error =>
  new InvalidParameterValueException(`One or more parameters cannot be validated. Reason: Message must be shorter than ${limit} bytes.`);
