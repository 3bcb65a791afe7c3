import { ReceiptHandleIsInvalid } from '../../../../generated/sqs/errors.js';
import type { DeleteMessageBatchInput, DeleteMessageBatchOutput } from '../../../../generated/sqs/types.js';
import type { Context } from '../../../contract/context.js';
import { findQueue, type Storage } from '../storage.js';
import { checkEntries, eachEntry } from './batch.js';
import { deleteByHandle } from './delete-message.js';

export function deleteMessageBatch(storage: Storage, input: DeleteMessageBatchInput, ctx: Context): DeleteMessageBatchOutput {
  const queue = findQueue(storage, input.QueueUrl, ctx);
  checkEntries(input.Entries, 'DeleteMessageBatchRequestEntry');
  return storage.backlogs.turn(() =>
    eachEntry(input.Entries, ({ Id, ReceiptHandle }) => {
      deleteByHandle(storage, queue, ReceiptHandle, () => new ReceiptHandleIsInvalid('The receipt handle has expired'));
      return { Id };
    }),
  );
}
