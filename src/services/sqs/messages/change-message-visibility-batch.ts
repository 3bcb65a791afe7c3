import type { ChangeMessageVisibilityBatchInput, ChangeMessageVisibilityBatchOutput } from '../../../../generated/sqs/types.js';
import type { Context } from '../../../contract/context.js';
import { findQueue, type Storage } from '../storage.js';
import { checkEntries, eachEntry } from './batch.js';
import { changeByHandle } from './change-message-visibility.js';
import { missingParameter } from './errors.js';

export function changeMessageVisibilityBatch(
  storage: Storage,
  input: ChangeMessageVisibilityBatchInput,
  ctx: Context,
): ChangeMessageVisibilityBatchOutput {
  const queue = findQueue(storage, input.QueueUrl, ctx);
  const name = 'ChangeMessageVisibilityBatchRequestEntry';
  checkEntries(input.Entries, name);
  return storage.backlogs.turn(() =>
    eachEntry(input.Entries, ({ Id, ReceiptHandle, VisibilityTimeout }, index) => {
      if (VisibilityTimeout === undefined) throw missingParameter(`${name}.${index + 1}.VisibilityTimeout`);
      changeByHandle(storage, queue, ReceiptHandle, VisibilityTimeout);
      return { Id };
    }),
  );
}
