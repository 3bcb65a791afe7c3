import type { Queue, Storage } from '../storage.js';

/** @param arn `arn:aws:sqs:us-east-1:000000000000:a-queue` */
export function findQueueByArn(storage: Pick<Storage, 'queues'>, arn: string): Queue | undefined {
  const match = /^arn:[a-z-]+:sqs:([a-z0-9-]+):(\d{12}):([^:]+)$/.exec(arn);
  if (match === null) return undefined;
  const [, region = '', accountId = '', name = ''] = match;
  return storage.queues.in({ accountId, region }).get([name]);
}
