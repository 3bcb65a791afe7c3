/** A queue's messages: which can be received, which are hidden until when, and the only place that writes their rows. */
import type { Table } from '../../../state/table.js';
import { FairOrder } from '../fifo/fair-order.js';
import { GroupOrder } from '../fifo/group-order.js';
import { Lineup } from './lineup.js';
import { type DeliveryOrder, type MessageState, QueuedMessage } from './queued-message.js';
import type { Delivery, StoredMessage } from './stored-message.js';

export type MessageKey = readonly [queueId: string, sequence: number];

export interface BacklogTables {
  readonly messages: Table<MessageKey, StoredMessage>;
  readonly deliveries: Table<MessageKey, Delivery>;
}

/** As GetQueueAttributes tells them. */
export interface MessageCounts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** Sequences begin with the time, so that they go on growing when nothing is left that tells the last one. Up to the year 2106. */
const LAST_TIMED = 4_300_000_000_000;
const PER_MILLISECOND = 1024;

/** In memory, made from the rows when a queue is first used and again when they were replaced. Written within Backlogs.turn() alone. */
export class Backlog {
  readonly #queueId: string;
  readonly #tables: BacklogTables;
  readonly #touch: (queueId: string) => void;
  readonly #messages = new Map<number, QueuedMessage>();
  readonly #order: DeliveryOrder;
  /** Those that aren't visible, by when they are. */
  readonly #due = new Lineup<'duePlace', QueuedMessage>('duePlace', (a, b) => a.visibleAt < b.visibleAt);
  readonly #ages = new Lineup<'agePlace', QueuedMessage>('agePlace', (a, b) => a.sentAt < b.sentAt);
  #inFlight = 0;
  #delayed = 0;
  #last = 0;

  /** @param touch told before the first change of a turn, since what is held here must be read anew when the turn comes to nothing. */
  constructor(queueId: string, isFifo: boolean, tables: BacklogTables, now: number, touch: (queueId: string) => void) {
    this.#queueId = queueId;
    this.#tables = tables;
    this.#touch = touch;
    this.#order = isFifo ? new GroupOrder() : new FairOrder();
    const deliveries = new Map<number, Delivery>();
    for (const [[, sequence], delivery] of tables.deliveries.range({ prefix: [queueId] })) deliveries.set(sequence, delivery);
    for (const [[, sequence], message] of tables.messages.range({ prefix: [queueId] })) {
      this.#hold(new QueuedMessage(sequence, message, deliveries.get(sequence)), now);
    }
  }

  counts(): MessageCounts {
    return { visible: this.#messages.size - this.#inFlight - this.#delayed, inFlight: this.#inFlight, delayed: this.#delayed };
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** When the first of those that aren't visible will be, in ms since the epoch. */
  get nextVisibleAt(): number | undefined {
    return this.#due.first()?.visibleAt;
  }

  get(sequence: number): QueuedMessage | undefined {
    return this.#messages.get(sequence);
  }

  /** The message itself. */
  read(message: QueuedMessage): StoredMessage {
    const stored = this.#tables.messages.get([this.#queueId, message.sequence]);
    if (stored === undefined) throw new Error(`Message ${message.sequence} of queue ${this.#queueId} has no row`);
    return stored;
  }

  /** All that are there, oldest first. O(messages). */
  *all(): IterableIterator<readonly [QueuedMessage, StoredMessage]> {
    for (const [[, sequence], stored] of this.#tables.messages.range({ prefix: [this.#queueId] })) {
      const message = this.#messages.get(sequence);
      if (message !== undefined) yield [message, stored];
    }
  }

  /** Brings it up to the time: what is due becomes visible, and what is older than the queue keeps it goes. */
  settle(now: number, retentionSeconds: number): void {
    for (let due = this.#due.first(); due !== undefined && due.visibleAt <= now; due = this.#due.first()) this.#show(due);
    const oldest = now - retentionSeconds * 1000;
    for (let aged = this.#ages.first(); aged !== undefined && aged.sentAt <= oldest; aged = this.#ages.first()) this.remove(aged);
  }

  next(after?: QueuedMessage): QueuedMessage | undefined {
    return this.#order.next(after);
  }

  add(stored: StoredMessage, delivery: Delivery | undefined, now: number): QueuedMessage {
    this.#touch(this.#queueId);
    const sequence = Math.max(this.#last + 1, Math.min(now, LAST_TIMED) * PER_MILLISECOND);
    const message = new QueuedMessage(sequence, stored, delivery);
    this.#tables.messages.put([this.#queueId, sequence], stored);
    if (delivery !== undefined) this.#tables.deliveries.put([this.#queueId, sequence], delivery);
    this.#hold(message, now);
    return message;
  }

  /** Hands the message out until then. */
  receive(message: QueuedMessage, now: number, visibleAt: number): Delivery {
    const { delivery } = message;
    const received = {
      receiveCount: (delivery?.receiveCount ?? 0) + 1,
      firstReceivedAt: delivery?.firstReceivedAt ?? now,
      receivedAt: now,
      visibleAt,
    };
    this.#deliver(message, received, now);
    return received;
  }

  /** Of a message that was handed out. */
  changeVisibility(message: QueuedMessage, delivery: Delivery, now: number, visibleAt: number): void {
    this.#deliver(message, { ...delivery, visibleAt }, now);
  }

  /** Delays anew what was never handed out, counted from when it was sent. O(messages). */
  changeDelay(seconds: number, now: number): void {
    for (const [message, stored] of this.all()) {
      const visibleAt = stored.sentAt + seconds * 1000;
      if (message.delivery !== undefined || visibleAt === stored.visibleAt) continue;
      this.#touch(this.#queueId);
      this.#tables.messages.put([this.#queueId, message.sequence], { ...stored, visibleAt });
      this.#hideUntil(message, visibleAt, now, 'delayed');
    }
  }

  remove(message: QueuedMessage): void {
    this.#touch(this.#queueId);
    const { state, sequence } = message;
    const key: MessageKey = [this.#queueId, sequence];
    this.#tables.messages.delete(key);
    if (message.delivery !== undefined) this.#tables.deliveries.delete(key);
    this.#messages.delete(sequence);
    this.#ages.remove(message);
    this.#due.remove(message);
    message.state = 'gone';
    this.#count(state, -1);
    this.#order.removed(message, state);
  }

  /** Removes all messages. O(messages). */
  clear(): void {
    for (const message of [...this.#messages.values()]) this.remove(message);
  }

  #deliver(message: QueuedMessage, delivery: Delivery, now: number): void {
    this.#touch(this.#queueId);
    this.#tables.deliveries.put([this.#queueId, message.sequence], delivery);
    message.delivery = delivery;
    this.#hideUntil(message, delivery.visibleAt, now, 'in flight');
  }

  #hideUntil(message: QueuedMessage, visibleAt: number, now: number, as: MessageState): void {
    this.#due.remove(message);
    message.visibleAt = visibleAt;
    if (visibleAt > now) this.#due.add(message);
    this.#become(message, visibleAt > now ? as : 'visible');
  }

  #show(message: QueuedMessage): void {
    this.#due.remove(message);
    this.#become(message, 'visible');
  }

  #become(message: QueuedMessage, state: MessageState): void {
    const before = message.state;
    if (before === state) return;
    message.state = state;
    this.#count(before, -1);
    this.#count(state, 1);
    this.#order.changed(message, before);
  }

  #hold(message: QueuedMessage, now: number): void {
    this.#last = Math.max(this.#last, message.sequence);
    this.#messages.set(message.sequence, message);
    this.#ages.add(message);
    if (message.visibleAt > now) {
      message.state = message.delivery === undefined ? 'delayed' : 'in flight';
      this.#due.add(message);
    }
    this.#count(message.state, 1);
    this.#order.added(message);
  }

  #count(state: MessageState, change: number): void {
    if (state === 'in flight') this.#inFlight += change;
    else if (state === 'delayed') this.#delayed += change;
  }
}
