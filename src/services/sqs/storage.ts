/** What SQS keeps: queues and their messages, each in its account and region. */
import { QueueDoesNotExist } from '../../../generated/sqs/errors.js';
import type { Clock } from '../../clock/clock.js';
import type { Context, Scope } from '../../contract/context.js';
import type { ScopedTable, State } from '../../state/table.js';
import type { Random, ServiceDependencies } from '../dependencies.js';
import type { Delivery, StoredMessage } from './messages/stored-message.js';
import { readQueueUrl } from './queues/queue-url.js';

/** A queue's settings, as SetQueueAttributes can change them, with AWS's defaults where nothing was said. */
export interface QueueAttributes {
  /** Seconds. */
  readonly visibilityTimeout: number;
  /** Seconds. */
  readonly delaySeconds: number;
  /** Seconds. */
  readonly retentionSeconds: number;
  /** Bytes. */
  readonly maximumMessageSize: number;
  /** Seconds that a ReceiveMessage waits which says nothing of it. */
  readonly waitSeconds: number;
  /** Whether it is a FIFO queue; the attributes of these are ignored in others. */
  readonly fifo: boolean;
  readonly contentBasedDeduplication: boolean;
  readonly deduplicationScope: 'queue' | 'messageGroup';
  readonly throughputLimit: 'perQueue' | 'perMessageGroupId';
  readonly redrivePolicy?: RedrivePolicy;
  /** JSON, as it was set. */
  readonly redriveAllowPolicy?: string;
  /** JSON, as it was set. */
  readonly policy?: string;
  readonly kmsMasterKeyId?: string;
  readonly kmsDataKeyReusePeriodSeconds?: number;
  readonly sqsManagedSseEnabled: boolean;
}

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

export interface Queue extends Scope {
  /** Its own, so that a queue of the same name that follows it has nothing of it. */
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  /** Milliseconds since the epoch, as all times here. */
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly attributes: QueueAttributes;
  readonly tags: Readonly<Record<string, string>>;
}

export interface Storage {
  readonly state: State;
  readonly clock: Clock;
  readonly random: Random;
  readonly queues: ScopedTable<readonly [name: string], Queue>;
  /** In the order in which they came. Written by messages/ alone, as is the next. */
  readonly messages: ScopedTable<readonly [queueId: string, sequence: number], StoredMessage>;
  /** How often and until when a message was handed out; absent for one that never was. */
  readonly deliveries: ScopedTable<readonly [queueId: string, sequence: number], Delivery>;
}

const opened = new WeakMap<State, Storage>();

/** One for all parts of the service. */
export function openStorage({ state, clock, random }: Pick<ServiceDependencies, 'state' | 'clock' | 'random'>): Storage {
  const known = opened.get(state);
  if (known !== undefined) return known;
  const storage: Storage = {
    state,
    clock,
    random,
    queues: state.table('queues'),
    messages: state.table('messages'),
    deliveries: state.table('deliveries'),
  };
  opened.set(state, storage);
  return storage;
}

/**
 * The way from a QueueUrl, in whatever form, to its queue.
 * @throws QueueDoesNotExist
 */
export function findQueue(storage: Storage, queueUrl: string, ctx: Context): Queue {
  const { accountId, region, name } = readQueueUrl(queueUrl, ctx);
  const queue = storage.queues.in({ accountId, region }).get([name]);
  if (queue === undefined) throw new QueueDoesNotExist('The specified queue does not exist.');
  return queue;
}
