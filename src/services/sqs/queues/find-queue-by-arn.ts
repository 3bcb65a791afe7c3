import { readQueueArn } from '../redrive/queue-arn.js';
import type { Queue, Storage } from '../storage.js';

/** @param arn `arn:aws:sqs:us-east-1:000000000000:a-queue` */
export function findQueueByArn(storage: Pick<Storage, 'queues'>, arn: string): Queue | undefined {
  const named = readQueueArn(arn);
  return named && storage.queues.in(named).get([named.name]);
}
