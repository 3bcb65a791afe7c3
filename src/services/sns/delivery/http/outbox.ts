/** What is on its way to HTTP endpoints: rows from the call that causes it until it is delivered or given up, so that nothing is lost with the process. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock, ScheduledWork } from '../../../../clock/clock.js';
import { StateError } from '../../../../state/errors.js';
import type { State, Table } from '../../../../state/table.js';
import type { ServiceDependencies } from '../../../dependencies.js';
import type { Storage } from '../../storage.js';
import type { Confirmation, Delivery } from '../deliver.js';
import { DeliveryFailure } from '../failure.js';
import { redrive } from '../redrive.js';
import {
  type EffectiveDeliveryPolicy,
  effectivePolicy,
  parseSubscriptionDeliveryPolicy,
  parseTopicDeliveryPolicy,
} from './delivery-policy.js';
import { type ConfirmationType, confirmationPost, notificationPost } from './message.js';
import { type Post, type PostResult, post } from './post.js';
import { delayOf } from './retry-delays.js';

type Parcel =
  | { readonly kind: 'Notification'; readonly delivery: Delivery }
  | { readonly kind: ConfirmationType; readonly confirmation: Confirmation };

type PendingPost = Parcel & {
  /** The topic's. */
  readonly accountId: string;
  /** Its message and its subscription. */
  readonly id: string;
  /** How many were made in vain. */
  readonly attempts: number;
};

/** Those of the same millisecond stay in order. */
type PostKey = readonly [dueAt: number, count: number, id: string];

/** SNS Developer Guide, "Make sure your endpoint is ready to process Amazon SNS messages". */
const TIMEOUT_MS = 15_000;
/** Posts at the same time; further ones wait for a place. */
const PLACES = 256;

type OutboxDependencies = Pick<ServiceDependencies, 'state' | 'clock' | 'random' | 'onStop'>;

export class Outbox {
  readonly #deps: OutboxDependencies;
  readonly #storage: () => Storage;
  readonly #state: State;
  readonly #clock: Clock;
  readonly #rows: Table<PostKey, PendingPost>;
  readonly #stop = new AbortController();
  readonly #inFlight = new Map<string, Promise<void>>();
  /** When a throttled subscription may be called again, by its ARN. */
  readonly #nextCalls = new Map<string, number>();
  #count = 0;
  #isAwake = false;
  #scheduled: ScheduledWork | undefined;

  /** @param storage of the service, which the outbox is a part of. */
  constructor(deps: OutboxDependencies, storage: () => Storage) {
    this.#deps = deps;
    this.#storage = storage;
    this.#state = deps.state;
    this.#clock = deps.clock;
    this.#rows = deps.state.globalTable('http-outbox', { owner: ({ accountId }: PendingPost) => accountId });
    deps.state.onReplaced(() => this.#wake());
    deps.onStop(() => this.#stop.abort());
    this.#wake();
  }

  /** Keeps the message, and sends it when the work that causes it is over. */
  addNotification(delivery: Delivery): void {
    const { topic, subscription, publication } = delivery;
    const id = `${publication.messageId}:${subscription.id}`;
    this.#add(this.#turnOf(delivery), { kind: 'Notification', delivery, accountId: topic.accountId, id, attempts: 0 });
  }

  addConfirmation(kind: ConfirmationType, confirmation: Confirmation): void {
    const { topic, subscription, messageId } = confirmation;
    this.#add(this.#clock.now(), { kind, confirmation, accountId: topic.accountId, id: `${messageId}:${subscription.id}`, attempts: 0 });
  }

  #add(dueAt: number, row: PendingPost): void {
    this.#count = (this.#count + 1) % 1_000_000_000;
    const key: PostKey = [dueAt, this.#count, row.id];
    this.#state.atomically(() => this.#rows.put(key, row));
    this.#wake();
  }

  /** Now, or when the throttle of its delivery policy lets the next one through. */
  #turnOf({ topic, subscription }: Delivery): number {
    const now = this.#clock.now();
    const { throttlePolicy } = policyOf({ topic, subscription });
    if (throttlePolicy === null) return now;
    const turn = Math.max(now, this.#nextCalls.get(subscription.arn) ?? now);
    this.#nextCalls.set(subscription.arn, turn + 1000 / throttlePolicy.maxReceivesPerSecond);
    return turn;
  }

  /** Once the event loop turns, the work that woke it is over. An advance of the clock waits for what was sent before. */
  #wake(): void {
    if (this.#isAwake || this.#stop.signal.aborted) return;
    this.#isAwake = true;
    const sending = nextTurn().then(async () => {
      try {
        await this.#state.committed();
        this.#isAwake = false;
        await this.#sendDue();
      } catch (error) {
        this.#isAwake = false;
        // The emulator was stopped; what is left goes out when it starts again.
        if (!(error instanceof StateError && error.code === 'closed')) throw error;
      }
    });
    this.#clock.schedule(this.#clock.now(), () => sending);
    // The clock tells what it fails with, if it still runs.
    sending.catch(() => undefined);
  }

  /** Resolves when nothing is on its way any more; what is due later is scheduled. */
  async #sendDue(): Promise<void> {
    this.#fill();
    while (this.#inFlight.size > 0) await Promise.race(this.#inFlight.values());
  }

  #fill(): void {
    if (this.#stop.signal.aborted) return;
    const now = this.#clock.now();
    for (const [key, row] of this.#rows.range()) {
      if (this.#inFlight.size >= PLACES) return;
      if (this.#inFlight.has(row.id)) continue;
      if (key[0] > now) {
        this.#schedule(key[0]);
        return;
      }
      const sending = this.#send(key, row);
      this.#inFlight.set(row.id, sending);
      // Whoever waits for all that is in flight is told.
      sending.catch(() => undefined);
    }
  }

  #schedule(at: number): void {
    if (this.#scheduled !== undefined && this.#scheduled.at <= at) return;
    this.#scheduled?.cancel();
    this.#scheduled = this.#clock.schedule(at, () => {
      this.#scheduled = undefined;
      return this.#sendDue();
    });
  }

  async #send(key: PostKey, row: PendingPost): Promise<void> {
    try {
      const result = await post(this.#postOf(row), { timeoutMs: TIMEOUT_MS, signal: this.#stop.signal, random: this.#deps.random });
      if (!this.#stop.signal.aborted) await this.#settle(key, row, result);
    } finally {
      this.#inFlight.delete(row.id);
    }
    this.#fill();
  }

  #postOf(row: PendingPost): Post {
    const storage = this.#storage();
    return row.kind === 'Notification'
      ? notificationPost(storage, row.delivery, policyOf(row.delivery).requestPolicy.headerContentType)
      : confirmationPost(storage, row.kind, row.confirmation);
  }

  async #settle(key: PostKey, row: PendingPost, result: PostResult): Promise<void> {
    // A reset or a restore came in between.
    if (!this.#rows.has(key)) return;
    const failure = failureOf(result);
    const delay = failure?.isPermanent === false ? delayOf(policyOf(partsOf(row)).healthyRetryPolicy, row.attempts) : undefined;
    if (failure !== undefined && delay === undefined && row.kind === 'Notification')
      await redrive(this.#storage(), this.#asOfNow(row.delivery), new DeliveryFailure(failure.message, { code: failure.code }));
    this.#state.atomically(() => {
      this.#rows.delete(key);
      if (delay === undefined) return;
      this.#rows.put([this.#clock.now() + delay * 1000, key[1], row.id], { ...row, attempts: row.attempts + 1 });
    });
  }

  /** Its subscription's dead-letter queue may have been named since. */
  #asOfNow(delivery: Delivery): Delivery {
    const { topic, subscription } = delivery;
    return { ...delivery, subscription: this.#storage().subscriptions.in(topic).get([topic.name, subscription.id]) ?? subscription };
  }
}

const partsOf = (row: PendingPost): Pick<Delivery, 'topic' | 'subscription'> =>
  row.kind === 'Notification' ? row.delivery : row.confirmation;

const policyOf = ({ topic, subscription }: Pick<Delivery, 'topic' | 'subscription'>): EffectiveDeliveryPolicy =>
  effectivePolicy(
    parseTopicDeliveryPolicy(topic.attributes.DeliveryPolicy ?? ''),
    parseSubscriptionDeliveryPolicy(subscription.attributes.DeliveryPolicy ?? ''),
  );

interface PostFailure {
  readonly code: string;
  readonly message: string;
  readonly isPermanent: boolean;
}

/** "All 5XX errors and 429 (too many requests sent) are retryable. All other errors are permanent failures" (SNS Developer Guide). */
function failureOf(result: PostResult): PostFailure | undefined {
  if ('error' in result)
    return { code: 'ConnectionFailed', message: `The endpoint could not be reached: ${result.error}`, isPermanent: false };
  const { status } = result;
  if (status >= 200 && status < 300) return undefined;
  return {
    code: String(status),
    message: `The endpoint answered with status code ${status}`,
    isPermanent: status < 500 && status !== 429,
  };
}
