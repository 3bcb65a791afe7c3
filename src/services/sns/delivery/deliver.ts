/** From publications to their destinations: one table, from protocols to what delivers to them. */
import type { Context } from '../../../contract/context.js';
import { email } from '../email/deliver.js';
import { application } from '../mobile/deliver.js';
import type { Publication } from '../publish/publication.js';
import { sms } from '../sms/deliver.js';
import type { Storage, Subscription, Topic } from '../storage.js';
import { failureOf } from './failure.js';
import { firehose, lambda } from './functions.js';
import { http } from './http/http.js';
import { redrive } from './redrive.js';
import { sqs } from './sqs.js';

/** A message on its way to one subscription. */
export interface Delivery {
  readonly topic: Topic;
  readonly subscription: Subscription;
  readonly publication: Publication;
}

/** A message on its way to an endpoint of a mobile application, or to a telephone number, without a topic. */
export interface DirectDelivery {
  /** An endpoint's ARN, or a number: `+14155550100`. */
  readonly target: string;
  readonly publication: Publication;
}

/** A subscription that waits for its owner to confirm it. */
export interface Confirmation {
  readonly topic: Topic;
  readonly subscription: Subscription;
  readonly token: string;
  readonly messageId: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  /** As of a publication. */
  readonly origin: string;
}

/** What SNS does for the subscriptions of one protocol. It writes its rows in atomic work of its own: some Publishes answer later. */
export interface DeliveryProtocol {
  /**
   * Answers, or resolves with whatever, once the message is in safe hands: delivered, or kept in rows for later tries. The Publish's answer waits for that.
   * @throws DeliveryFailure, or what the service refuses that is called, where it is given up. Later, out of rows, redrive() is called
   * instead.
   */
  deliver(storage: Storage, delivery: Delivery): unknown;
  /** Publish without a topic; absent where that can't be. @throws the service's errors, which the caller of Publish sees. */
  deliverDirectly?(storage: Storage, delivery: DirectDelivery, ctx: Context): void | Promise<void>;
  /** Sends the token that ConfirmSubscription takes; absent where subscriptions are confirmed from the start. */
  askConfirmation?(storage: Storage, confirmation: Confirmation): void | Promise<void>;
  /** Tells the endpoint that the subscription has ended, with a token that would bring it back. */
  tellUnsubscribed?(storage: Storage, confirmation: Confirmation): void | Promise<void>;
}

const PROTOCOLS: Readonly<Record<string, DeliveryProtocol>> = {
  application,
  email,
  'email-json': email,
  firehose,
  http,
  https: http,
  lambda,
  sms,
  sqs,
};

/** @returns undefined where there is none. */
export const deliveryProtocol = (protocol: string): DeliveryProtocol | undefined =>
  Object.hasOwn(PROTOCOLS, protocol) ? PROTOCOLS[protocol] : undefined;

/**
 * To all of them, each on its own: one that fails goes to its subscription's dead-letter queue and stops no other.
 * @returns a promise where there are any.
 */
export const deliverAll = (storage: Storage, deliveries: readonly Delivery[]): undefined | Promise<void> =>
  deliveries.length === 0 ? undefined : deliverEach(storage, deliveries);

async function deliverEach(storage: Storage, deliveries: readonly Delivery[]): Promise<void> {
  // Once the handler has returned, other services needn't wait for that, each by itself.
  await undefined;
  const unfinished: Promise<unknown>[] = [];
  for (const delivery of deliveries) {
    const work = deliverOne(storage, delivery);
    if (work !== undefined) unfinished.push(work);
  }
  await Promise.all(unfinished);
}

function deliverOne(storage: Storage, delivery: Delivery): undefined | Promise<unknown> {
  const failed = (error: unknown): void | Promise<void> => redrive(storage, delivery, failureOf(error));
  try {
    const work = deliveryProtocol(delivery.subscription.protocol)?.deliver(storage, delivery);
    return work instanceof Promise ? work.catch(failed) : undefined;
  } catch (error) {
    return failed(error) ?? undefined;
  }
}
