/** What GetQueueAttributes tells of a queue. */
import type { MessageCounts } from '../messages/backlog.js';
import type { Queue, QueueAttributes } from '../storage.js';
import { DATA_KEY_REUSE } from './attribute-values.js';

const flag = (value: boolean): string => String(value);
const seconds = (milliseconds: number): string => String(Math.floor(milliseconds / 1000));

/** Undefined where the queue has none. */
type Shown = (queue: Queue, counts: () => MessageCounts) => string | undefined;

const ofFifo =
  (show: (attributes: QueueAttributes) => string): Shown =>
  ({ attributes }) =>
    attributes.fifo ? show(attributes) : undefined;

/** In the order in which they are told. */
const shown: Readonly<Record<string, Shown>> = {
  QueueArn: ({ arn }) => arn,
  ApproximateNumberOfMessages: (_, counts) => String(counts().visible),
  ApproximateNumberOfMessagesNotVisible: (_, counts) => String(counts().inFlight),
  ApproximateNumberOfMessagesDelayed: (_, counts) => String(counts().delayed),
  CreatedTimestamp: ({ createdAt }) => seconds(createdAt),
  LastModifiedTimestamp: ({ modifiedAt }) => seconds(modifiedAt),
  VisibilityTimeout: ({ attributes }) => String(attributes.visibilityTimeout),
  MaximumMessageSize: ({ attributes }) => String(attributes.maximumMessageSize),
  MessageRetentionPeriod: ({ attributes }) => String(attributes.retentionSeconds),
  DelaySeconds: ({ attributes }) => String(attributes.delaySeconds),
  ReceiveMessageWaitTimeSeconds: ({ attributes }) => String(attributes.waitSeconds),
  Policy: ({ attributes }) => attributes.policy,
  RedrivePolicy: ({ attributes }) => attributes.redrivePolicy && JSON.stringify(attributes.redrivePolicy),
  RedriveAllowPolicy: ({ attributes }) => attributes.redriveAllowPolicy && JSON.stringify(attributes.redriveAllowPolicy),
  FifoQueue: ofFifo(({ fifo }) => flag(fifo)),
  ContentBasedDeduplication: ofFifo(({ contentBasedDeduplication }) => flag(contentBasedDeduplication)),
  DeduplicationScope: ofFifo(({ deduplicationScope }) => deduplicationScope),
  FifoThroughputLimit: ofFifo(({ throughputLimit }) => throughputLimit),
  KmsMasterKeyId: ({ attributes }) => attributes.kmsMasterKeyId,
  KmsDataKeyReusePeriodSeconds: ({ attributes }) =>
    attributes.kmsMasterKeyId === undefined ? undefined : String(attributes.kmsDataKeyReusePeriodSeconds ?? DATA_KEY_REUSE),
  SqsManagedSseEnabled: ({ attributes }) => flag(attributes.sqsManagedSseEnabled),
};

/** @param names `All` for all that the queue has. */
export function shownAttributes(queue: Queue, names: readonly string[], counts: () => MessageCounts): Record<string, string> {
  const wanted = names.includes('All') ? Object.keys(shown) : names;
  const attributes: Record<string, string> = {};
  for (const name of wanted) {
    const value = shown[name]?.(queue, counts);
    if (value !== undefined) attributes[name] = value;
  }
  return attributes;
}
