import { QueueDoesNotExist } from '../../../../generated/sqs/errors.js';
import type { GetQueueUrlInput, GetQueueUrlOutput } from '../../../../generated/sqs/types.js';
import type { Context } from '../../../contract/context.js';
import { invalidParameter } from '../messages/errors.js';
import type { Storage } from '../storage.js';
import { queueUrlOf } from './queue-url.js';

export function getQueueUrl(storage: Storage, input: GetQueueUrlInput, ctx: Context): GetQueueUrlOutput {
  const { QueueName, QueueOwnerAWSAccountId: accountId = ctx.accountId } = input;
  if (QueueName === '') throw invalidParameter('', 'QueueName', 'Must specify a queue name.');
  const queue = storage.queues.in({ accountId, region: ctx.region }).get([QueueName]);
  if (queue === undefined) throw new QueueDoesNotExist('The specified queue does not exist.');
  return { QueueUrl: queueUrlOf(queue, ctx) };
}
