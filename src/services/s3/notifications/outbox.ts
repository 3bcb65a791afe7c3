/** Notifications between the change that they tell of and their destination: rows, so that none is lost with the process. */
import type { Clock } from '../../../clock/clock.js';
import { AwsError } from '../../../contract/errors.js';
import { BackgroundWork, isStopped, reportFailure } from '../../../state/background-work.js';
import type { State, Table } from '../../../state/table.js';
import type { Destinations, Notification } from './destinations.js';

type Row = readonly [key: readonly [number: number], notification: Notification];

/** Notifications that are on their way at the same time. */
const AT_ONCE = 64;

export class Outbox {
  readonly #state: State;
  readonly #clock: Clock;
  readonly #destinations: Destinations;
  readonly #rows: Table<readonly [number: number], Notification>;
  readonly #sending: BackgroundWork;

  constructor(state: State, clock: Clock, destinations: Destinations) {
    this.#state = state;
    this.#clock = clock;
    this.#destinations = destinations;
    this.#rows = state.globalTable('outbox', { owner: ({ accountId }: Notification) => accountId });
    this.#sending = new BackgroundWork(clock, () => this.#sendSome());
    state.onReplaced(() => this.#sending.wake());
    this.#sending.wake();
  }

  /** Within the work that makes the change: they go together. */
  add(notification: Notification): void {
    const [last] = this.#rows.range({ reverse: true });
    this.#rows.put([last === undefined ? 0 : last[0][0] + 1], notification);
    this.#sending.wake();
  }

  /** What is left when the emulator is stopped goes out when it starts again. */
  async #sendSome(): Promise<boolean> {
    const rows = this.#first();
    if (rows.length === 0) return false;
    // Nobody hears of what isn't sure to last.
    await this.#state.committed();
    const lasting = rows.filter((row) => this.#isThere(row));
    // They begin in order, and what goes to one destination takes the same steps, so it arrives in order, too.
    await Promise.all(lasting.map(([, notification]) => this.#send(notification)));
    this.#state.atomically(() => {
      for (const row of lasting) if (this.#isThere(row)) this.#rows.delete(row[0]);
    });
    return true;
  }

  #first(): readonly Row[] {
    const rows: Row[] = [];
    for (const row of this.#rows.range({ expected: AT_ONCE })) {
      rows.push(row);
      if (rows.length === AT_ONCE) break;
    }
    return rows;
  }

  /** After a reset another one may stand in its place. */
  #isThere([key, { message }]: Row): boolean {
    return this.#rows.get(key)?.message === message;
  }

  /** A destination that refuses is not asked again: it may be gone. Whatever else goes wrong with one is in no other's way. */
  async #send(notification: Notification): Promise<void> {
    try {
      await this.#destinations.deliver(notification);
    } catch (error) {
      if (isStopped(error)) throw error;
      if (!(error instanceof AwsError)) reportFailure(this.#clock, error);
    }
  }
}
