/** Subscriptions that nobody confirms: they go by themselves (AWS, "Amazon SNS now supports automatic deletion of unconfirmed subscriptions"). */
import { Wakeup } from '../../../clock/wakeup.js';
import type { Table } from '../../../state/table.js';
import type { ServiceDependencies } from '../../dependencies.js';
import type { Storage, Subscription } from '../storage.js';
import { readArn } from '../topics/find-topic.js';
import { removeSubscription } from './write-subscription.js';

/** How long a subscription waits: 48 hours. */
const PATIENCE = 48 * 60 * 60 * 1000;

interface Waiting {
  /** The topic's. */
  readonly accountId: string;
}

export interface PendingSubscriptions {
  /** Within the work that makes the subscription: it goes in time, unless it is confirmed. */
  watch(subscription: Subscription): void;
}

/** @param storage is read only once a subscription's time is over. */
export function openPending({ state, clock }: Pick<ServiceDependencies, 'state' | 'clock'>, storage: () => Storage): PendingSubscriptions {
  const waiting: Table<readonly [at: number, arn: string], Waiting> = state.globalTable('pending-subscriptions', {
    owner: ({ accountId }: Waiting) => accountId,
  });
  const workOff = (): number | undefined => {
    for (const [key] of waiting.range()) {
      const [at, arn] = key;
      if (at > clock.now()) return at;
      waiting.delete(key);
      giveUp(storage(), arn);
    }
    return undefined;
  };
  const wakeup = new Wakeup(clock, () => state.atomically(workOff));
  state.onReplaced(() => wakeup.restart());
  wakeup.restart();
  return {
    watch: ({ arn, createdAt }) => {
      const at = createdAt + PATIENCE;
      waiting.put([at, arn], { accountId: readArn(arn)?.accountId ?? '' });
      wakeup.by(at);
    },
  };
}

function giveUp(storage: Storage, arn: string): void {
  const read = readArn(arn);
  if (read?.rest === undefined) return;
  const topic = storage.topics.in(read).get([read.name]);
  const subscription = storage.subscriptions.in(read).get([read.name, read.rest]);
  if (topic !== undefined && subscription?.isPending === true) removeSubscription(storage, topic, subscription);
}
