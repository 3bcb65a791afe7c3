/** The operations on messages. */
import type { SqsOperations } from '../../../../generated/sqs/index.js';
import type { Storage } from '../storage.js';
import { changeMessageVisibility } from './change-message-visibility.js';
import { changeMessageVisibilityBatch } from './change-message-visibility-batch.js';
import { deleteMessage } from './delete-message.js';
import { deleteMessageBatch } from './delete-message-batch.js';
import { receiveMessage } from './receive-message.js';
import { sendMessage } from './send-message.js';
import { sendMessageBatch } from './send-message-batch.js';

type MessageOperations = Pick<
  SqsOperations,
  | 'changeMessageVisibility'
  | 'changeMessageVisibilityBatch'
  | 'deleteMessage'
  | 'deleteMessageBatch'
  | 'receiveMessage'
  | 'sendMessage'
  | 'sendMessageBatch'
>;

export const messageOperations = (storage: Storage): MessageOperations => ({
  changeMessageVisibility: (input, ctx) => changeMessageVisibility(storage, input, ctx),
  changeMessageVisibilityBatch: (input, ctx) => changeMessageVisibilityBatch(storage, input, ctx),
  deleteMessage: (input, ctx) => deleteMessage(storage, input, ctx),
  deleteMessageBatch: (input, ctx) => deleteMessageBatch(storage, input, ctx),
  receiveMessage: (input, ctx) => receiveMessage(storage, input, ctx),
  sendMessage: (input, ctx) => sendMessage(storage, input, ctx),
  sendMessageBatch: (input, ctx) => sendMessageBatch(storage, input, ctx),
});
