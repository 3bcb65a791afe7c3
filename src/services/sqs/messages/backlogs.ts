/** The backlogs of all queues, each read from its rows when its queue is first used. */
import type { Clock } from '../../../clock/clock.js';
import type { ScopedTable, State } from '../../../state/table.js';
import type { Queue } from '../storage.js';
import { Backlog, type MessageKey } from './backlog.js';
import type { Delivery, StoredMessage } from './stored-message.js';

export class Backlogs {
  readonly #state: State;
  readonly #clock: Clock;
  /** In the order in which they came. Written by Backlog alone, as is the next. */
  readonly #messages: ScopedTable<MessageKey, StoredMessage>;
  /** How often and until when a message was handed out; absent for one that never was. */
  readonly #deliveries: ScopedTable<MessageKey, Delivery>;
  readonly #backlogs = new Map<string, Backlog>();
  /** Queues whose backlogs have changed in the turn that runs. */
  #touched: Set<string> | undefined;

  constructor(state: State, clock: Clock) {
    this.#state = state;
    this.#clock = clock;
    this.#messages = state.table('messages');
    this.#deliveries = state.table('deliveries');
    state.onReplaced(() => this.#backlogs.clear());
  }

  /** Up to date with the clock. Belongs into a turn. */
  of(queue: Queue): Backlog {
    const now = this.#clock.now();
    const backlog = this.#backlogs.get(queue.id) ?? this.#open(queue, now);
    backlog.settle(now, queue.attributes.retentionSeconds);
    return backlog;
  }

  /** Atomic work on backlogs: when it throws, rows and backlogs are as before. */
  turn<T>(work: () => T): T {
    if (this.#touched !== undefined) return work();
    const touched = new Set<string>();
    this.#touched = touched;
    try {
      return this.#state.atomically(work);
    } catch (error) {
      for (const queueId of touched) this.#backlogs.delete(queueId);
      throw error;
    } finally {
      this.#touched = undefined;
    }
  }

  /** Once the queue's rows are gone, or might be. It is always right to do so. */
  forget(queue: Queue): void {
    this.#backlogs.delete(queue.id);
  }

  #open(queue: Queue, now: number): Backlog {
    const tables = { messages: this.#messages.in(queue), deliveries: this.#deliveries.in(queue) };
    const backlog = new Backlog(queue.id, queue.attributes.fifo, tables, now, (queueId) => this.#touch(queueId));
    this.#backlogs.set(queue.id, backlog);
    return backlog;
  }

  #touch(queueId: string): void {
    if (this.#touched === undefined) throw new Error('A backlog is changed outside of a turn');
    this.#touched.add(queueId);
  }
}
