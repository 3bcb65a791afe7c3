/** Notifications between the change that they tell of and their destination: rows, so that none is lost with the process. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../../clock/clock.js';
import { AwsError } from '../../../contract/errors.js';
import { StateError } from '../../../state/errors.js';
import type { State, Table } from '../../../state/table.js';
import type { Destinations, Notification } from './destinations.js';

export class Outbox {
  readonly #state: State;
  readonly #clock: Clock;
  readonly #destinations: Destinations;
  readonly #rows: Table<readonly [number: number], Notification>;
  #isAwake = false;

  constructor(state: State, clock: Clock, destinations: Destinations) {
    this.#state = state;
    this.#clock = clock;
    this.#destinations = destinations;
    this.#rows = state.globalTable('outbox', { owner: ({ accountId }: Notification) => accountId });
    state.onReplaced(() => this.wake());
    this.wake();
  }

  /** Within the work that makes the change: they go together. */
  add(notification: Notification): void {
    const [last] = this.#rows.range({ reverse: true });
    this.#rows.put([last === undefined ? 0 : last[0][0] + 1], notification);
    this.wake();
  }

  /** Once the event loop turns, and the work that woke it is over. */
  wake(): void {
    if (this.#isAwake) return;
    this.#isAwake = true;
    void nextTurn().then(() => this.#run());
  }

  async #run(): Promise<void> {
    try {
      await this.#state.committed();
      for (;;) {
        const [first] = this.#rows.range();
        if (first === undefined) break;
        await this.#send(first[1]);
        this.#state.atomically(() => this.#remove(first));
      }
      this.#isAwake = false;
    } catch (error) {
      this.#isAwake = false;
      // The emulator was stopped; what is left goes out when it starts again.
      if (error instanceof StateError && error.code === 'closed') return;
      // The clock tells what scheduled work fails with.
      this.#clock.schedule(this.#clock.now(), () => {
        throw error;
      });
    }
  }

  /** After a reset another one may stand in its place. */
  #remove([key, { message }]: readonly [readonly [number: number], Notification]): void {
    if (this.#rows.get(key)?.message === message) this.#rows.delete(key);
  }

  /** A destination that refuses is not asked again: it may be gone. */
  async #send(notification: Notification): Promise<void> {
    try {
      await this.#destinations.deliver(notification);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
    }
  }
}
