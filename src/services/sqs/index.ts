/**
 * SQS: queues, standard and FIFO.
 *
 * Gaps:
 * - Messages aren't encrypted, whatever SqsManagedSseEnabled and KmsMasterKeyId say; keys are taken as they are given, and not looked up.
 * - Requests aren't throttled, and FIFO queues have no throughput quota, whatever FifoThroughputLimit says.
 * - Identity-based policies aren't evaluated under --auth: the owner's account may do what the queue's policy doesn't deny.
 *
 * By design:
 * - A queue's URL echoes the Host of the request. All of AWS's forms of it are understood, and those with the region in front of
 *   `queue.localhost.localstack.cloud` or in the path (`/queue/<region>/<account>/<name>`); where none is named it is the caller's region.
 * - A QueueUrl that is no URL is read as a queue's name. Whatever names no queue is one that doesn't exist, never an InvalidAddress.
 * - What changes a queue is seen at once; on AWS within 60 s. A deleted or purged queue's messages are gone with the answer.
 * - The name of a deleted queue can be used again at once; on AWS, and under --sqs-delays, after 60 s.
 * - CreateQueue compares the attributes and tags that are given with those of a queue that is there. AWS's words for other tags aren't known.
 * - A standard queue hands its messages out in the order in which they came, each to one receive at a time. On AWS the order is only
 *   roughly that, and a message may come twice.
 * - A group of a standard queue gives way to others once it has ten messages in flight, and more so whenever that has doubled. AWS
 *   publishes no figure.
 * - A FIFO queue looks at all of its groups; AWS looks for them among the first 120,000 messages.
 * - Every handle of a standard queue's message deletes it, for 12 hours, also one of an earlier receive; its visibility can be changed by
 *   the handle of the last receive alone.
 * - A message that has its receives behind it goes to the dead-letter queue when it would be received again, with its count of receives
 *   and without that queue's delay. Where the queue is gone it is received on. A dead-letter queue with one of its own counts the
 *   receives in it alone. One receive moves 500 at most, and may give nothing although there are messages behind them.
 * - A receive waits by the emulator's clock, which may stand still. It is answered at once when the state is reset or the emulator stops,
 *   and refused when its queue is deleted.
 * - ReceiveRequestAttemptId gives the same messages again while all of them are in flight as they were; otherwise it is as a new one.
 * - AWS's words for refused names of message attributes, numbers and values of several kinds, and system attributes aren't known.
 * - A move task without MaxNumberOfMessagesPerSecond moves 500 messages at once, then the next 500; one with it moves each at its time.
 *   CancelMessageMoveTask ends it at once, without the status CANCELLING.
 * - Words of AWS's for refused RedriveAllowPolicies, tags, NextTokens, ARNs of move tasks, policies with too many principals or conditions
 *   and FifoThroughputLimit without its scope aren't known; ours say what is wrong with them.
 * - A policy's principals are checked for their form, but not whether they are there. Whether its resources are the queue isn't checked.
 * - `/_aws/sqs/messages?QueueUrl=...` shows what a queue holds, without receiving it, also under --auth.
 */
import type { SqsOperations } from '../../../generated/sqs/index.js';
import type { ServiceDependencies } from '../dependencies.js';
import { messageOperations } from './messages/operations.js';
import { queueOperations } from './queues/operations.js';
import { openStorage } from './storage.js';

export const create = (deps: ServiceDependencies): SqsOperations => {
  const storage = openStorage(deps);
  return {
    ...queueOperations(storage),
    ...messageOperations(storage),
  };
};
