/** What SNS keeps: topics and their subscriptions, in the account and region that the topic's ARN names. */
import type { Clock } from '../../clock/clock.js';
import type { ScopedTable, State } from '../../state/table.js';
import type { Random, ServiceClients, ServiceDependencies, ServiceSettings } from '../dependencies.js';
import { Outbox } from './delivery/http/outbox.js';
import { KeptMessages } from './inspect/kept-messages.js';
import type { PlatformApplication, PlatformEndpoint } from './mobile/rows.js';
import type { Publication } from './publish/publication.js';
import { Signer } from './signing/signer.js';
import type { SandboxNumber } from './sms/sandbox.js';
import { openPending, type PendingSubscriptions } from './subscriptions/pending.js';

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
  /** When its ArchivePolicy was first set. */
  readonly archivedSince?: number;
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
  readonly signer: Signer;
  /** What is on its way to HTTP endpoints. */
  readonly outbox: Outbox;
  readonly pending: PendingSubscriptions;
  /** What was sent to people, and how it can be read here. */
  readonly kept: KeptMessages;
  /** By platform and name: `GCM/app`. */
  readonly applications: ScopedTable<readonly [path: string], PlatformApplication>;
  readonly platformEndpoints: ScopedTable<readonly [application: string, id: string], PlatformEndpoint>;
  /** Ids of endpoints. */
  readonly platformTokens: ScopedTable<readonly [application: string, token: string], string>;
  readonly smsAttributes: ScopedTable<readonly [name: string], string>;
  readonly optedOut: ScopedTable<readonly [phoneNumber: string], true>;
  readonly sandbox: ScopedTable<readonly [phoneNumber: string], SandboxNumber>;
  readonly topics: ScopedTable<readonly [name: string], Topic>;
  /** In the topic's scope. Written by subscriptions/write-subscription.ts alone, as are the next two. */
  readonly subscriptions: ScopedTable<readonly [topic: string, id: string], Subscription>;
  /** The id of the one subscription that an endpoint has to a topic. */
  readonly endpoints: ScopedTable<readonly [topic: string, protocol: string, endpoint: string], string>;
  /** In the scope of who subscribed: the ARNs of its subscriptions. */
  readonly owned: ScopedTable<readonly [arn: string], true>;
  /** Subscriptions whose topics are gone, by their ARNs. */
  readonly orphans: ScopedTable<readonly [arn: string], Subscription>;
  /** What ConfirmSubscription takes. */
  readonly tokens: ScopedTable<readonly [token: string], StoredToken>;
  /** The messages of FIFO topics with an archive policy. */
  readonly archive: ScopedTable<readonly [topic: string, sequenceNumber: string], Publication>;
  /** Of FIFO topics: the number of the last message. */
  readonly sequences: ScopedTable<readonly [topic: string], number>;
  /** What was published to FIFO topics within the last five minutes; the scope is empty or a group. */
  readonly deduplications: ScopedTable<readonly [topic: string, group: string, id: string], Deduplication>;
  /** The same by time, to forget it. */
  readonly deduplicationsByTime: ScopedTable<readonly [topic: string, at: number, sequence: number], readonly [group: string, id: string]>;
  /** What subscriptions without a dead-letter queue lost, and those whose queue can't be had. */
  readonly dropped: ScopedTable<readonly [topic: string, subscription: string], DroppedMessages>;
}

export interface DroppedMessages {
  readonly count: number;
  /** Of the last one: when, and why. */
  readonly at: number;
  readonly code: string;
  readonly message: string;
}

export interface StoredToken {
  readonly topic: string;
  /** A subscription's id. */
  readonly subscription: string;
  /** When it stops being taken. */
  readonly expiresAt: number;
  /** What it brings back, of one that a subscriber was sent when the subscription ended. */
  readonly ended?: Subscription;
}

export interface Deduplication {
  readonly messageId: string;
  readonly sequenceNumber: string;
  readonly at: number;
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
    signer: new Signer(state, random),
    kept: new KeptMessages(state),
    applications: state.table('applications'),
    platformEndpoints: state.table('platform-endpoints'),
    platformTokens: state.table('platform-tokens'),
    smsAttributes: state.table('sms-attributes'),
    optedOut: state.table('opted-out'),
    sandbox: state.table('sms-sandbox'),
    outbox: new Outbox(deps, () => storage),
    pending: openPending(deps, () => storage),
    topics: state.table('topics'),
    subscriptions: state.table('subscriptions'),
    endpoints: state.table('endpoints'),
    owned: state.table('owned'),
    orphans: state.table('orphans'),
    tokens: state.table('tokens'),
    archive: state.table('archive'),
    sequences: state.table('sequences'),
    deduplications: state.table('deduplications'),
    deduplicationsByTime: state.table('deduplications-by-time'),
    dropped: state.table('dropped'),
  };
  opened.set(state, storage);
  return storage;
}
