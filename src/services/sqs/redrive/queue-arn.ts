import type { NamedQueue } from '../queues/queue-url.js';

/** `arn:aws:sqs:us-east-1:123456789012:name`; undefined for what isn't one. */
export function readQueueArn(arn: string): NamedQueue | undefined {
  const [, region, accountId, name] = /^arn:aws[\w-]*:sqs:([a-z0-9-]+):(\d{12}):([\w.-]+)$/.exec(arn) ?? [];
  return region === undefined || accountId === undefined || name === undefined ? undefined : { region, accountId, name };
}
