/** What SNS keeps: topics and their subscriptions, in the account and region that the topic's ARN names. */
import type { Clock } from '../../clock/clock.js';
import type { ScopedTable, State } from '../../state/table.js';
import type { Random, ServiceClients, ServiceDependencies, ServiceSettings } from '../dependencies.js';

export interface Topic {
  readonly name: string;
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  /** Whether its name ends with `.fifo`. */
  readonly isFifo: boolean;
  /** Milliseconds since the epoch, as all times here. */
  readonly createdAt: number;
  /** Those that were set, under AWS's names, each as the text that GetTopicAttributes gives back. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** JSON. */
  readonly dataProtectionPolicy?: string;
  /** How many of its subscriptions were removed. */
  readonly subscriptionsDeleted: number;
}

export interface Subscription {
  /** The last part of its ARN. */
  readonly id: string;
  readonly arn: string;
  readonly topicArn: string;
  /** As it was asked for: `sqs`, `lambda`, `firehose`, `http`, `https`, `email`, `email-json`, `sms`, `application`. */
  readonly protocol: string;
  /** An ARN, a URL, an address or a number, by the protocol. */
  readonly endpoint: string;
  /** The account that subscribed. */
  readonly owner: string;
  /** The ARN of who subscribed. */
  readonly principal: string;
  /** Messages go to confirmed subscriptions alone. */
  readonly isPending: boolean;
  /** Whether AWS told a subscriber who proved who it is: with the subscription, or with its confirmation. */
  readonly wasAuthenticated: boolean;
  /** Whether Unsubscribe takes the owner's signature. */
  readonly authenticateOnUnsubscribe: boolean;
  /** Those that were set, under AWS's names, each as the text that GetSubscriptionAttributes gives back. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly createdAt: number;
}

export interface Storage {
  readonly state: State;
  readonly clock: Clock;
  readonly random: Random;
  readonly services: ServiceClients;
  readonly settings: ServiceSettings;
  readonly topics: ScopedTable<readonly [name: string], Topic>;
  /** In the topic's scope. Written by subscriptions/write-subscription.ts alone, as are the next two. */
  readonly subscriptions: ScopedTable<readonly [topic: string, id: string], Subscription>;
  /** The id of the one subscription that an endpoint has to a topic. */
  readonly endpoints: ScopedTable<readonly [topic: string, protocol: string, endpoint: string], string>;
  /** In the scope of who subscribed: the ARNs of its subscriptions. */
  readonly owned: ScopedTable<readonly [arn: string], true>;
}

const opened = new WeakMap<State, Storage>();

/** One for all parts of the service. */
export function openStorage(deps: ServiceDependencies): Storage {
  const known = opened.get(deps.state);
  if (known !== undefined) return known;
  const { state, clock, random, services, settings } = deps;
  const storage: Storage = {
    state,
    clock,
    random,
    services,
    settings,
    topics: state.table('topics'),
    subscriptions: state.table('subscriptions'),
    endpoints: state.table('endpoints'),
    owned: state.table('owned'),
  };
  opened.set(state, storage);
  return storage;
}
