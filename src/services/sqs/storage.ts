/** What SQS keeps: queues and their messages, each in its account and region. */
import { QueueDoesNotExist } from '../../../generated/sqs/errors.js';
import type { Clock } from '../../clock/clock.js';
import type { Scope } from '../../contract/context.js';
import type { ScopedTable, State } from '../../state/table.js';
import type { Random, ServiceDependencies } from '../dependencies.js';
import type { Deduplication } from './fifo/deduplication.js';
import { ExpiringRows } from './fifo/expiring-rows.js';
import type { ReceiveAttempt } from './fifo/receive-attempts.js';
import { Backlogs } from './messages/backlogs.js';
import { nextLookAt, receive } from './messages/receive.js';
import { Polls } from './polling/polls.js';
import { DeletedNames } from './queues/deleted-names.js';
import { readQueueUrl } from './queues/queue-url.js';
import { MoveTasks } from './redrive/move-tasks.js';

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
  readonly redriveAllowPolicy?: RedriveAllowPolicy;
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

export interface RedriveAllowPolicy {
  readonly redrivePermission: 'allowAll' | 'denyAll' | 'byQueue';
  /** Of `byQueue`. */
  readonly sourceQueueArns?: readonly string[];
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
  /** When PurgeQueue was called last. */
  readonly purgedAt?: number;
}

export interface Storage {
  readonly state: State;
  readonly clock: Clock;
  readonly random: Random;
  readonly queues: ScopedTable<readonly [name: string], Queue>;
  /** The messages, by their queues. */
  readonly backlogs: Backlogs;
  /** Receives that wait. */
  readonly polls: Polls;
  /** What FIFO queues have taken of late, and what was received from them. */
  readonly deduplications: ExpiringRows<Deduplication>;
  readonly attempts: ExpiringRows<ReceiveAttempt>;
  readonly moveTasks: MoveTasks;
  readonly deletedNames: DeletedNames;
}

type StorageDependencies = Pick<ServiceDependencies, 'state' | 'clock' | 'random' | 'onStop' | 'settings'>;

const opened = new WeakMap<State, Storage>();

/** One for all parts of the service. */
export function openStorage(deps: StorageDependencies): Storage {
  const known = opened.get(deps.state);
  if (known !== undefined) return known;
  const storage = newStorage(deps);
  opened.set(deps.state, storage);
  return storage;
}

function newStorage({ state, clock, random, onStop, settings }: StorageDependencies): Storage {
  const queues: Storage['queues'] = state.table('queues');
  const backlogs = new Backlogs(state, clock);
  const polls = new Polls(clock, {
    current: (queue) => {
      const current = queues.in(queue).get([queue.name]);
      return current?.id === queue.id ? current : undefined;
    },
    turn: (work) => backlogs.turn(work),
    receive: (queue, request) => receive(storage, queue, request),
    nextLookAt: (queue) => nextLookAt(storage, queue),
  });
  state.onReplaced(() => polls.replaced());
  onStop(() => polls.stop());
  const storage: Storage = {
    state,
    clock,
    random,
    queues,
    backlogs,
    polls,
    deduplications: new ExpiringRows(state, 'deduplications'),
    attempts: new ExpiringRows(state, 'attempts'),
    moveTasks: new MoveTasks({ state, clock }, () => storage),
    deletedNames: new DeletedNames(state, clock, settings.sqs.delays),
  };
  return storage;
}

/**
 * The way from a QueueUrl, in whatever form, to its queue.
 * @throws QueueDoesNotExist
 */
export function findQueue(storage: Storage, queueUrl: string, caller: Scope): Queue {
  const { accountId, region, name } = readQueueUrl(queueUrl, caller);
  const queue = storage.queues.in({ accountId, region }).get([name]);
  if (queue === undefined) throw new QueueDoesNotExist('The specified queue does not exist.');
  return queue;
}
