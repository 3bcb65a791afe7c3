/** Work that comes due again and again, with one timer for whatever is due first. */
import type { Clock, ScheduledWork } from '../../clock/clock.js';
import { StateError } from '../../state/errors.js';

export interface DueWork {
  /** When there is something to do, in ms since the epoch; undefined for never. */
  firstDue(): number | undefined;
  /** Does what is due by now. */
  run(): void | Promise<void>;
}

export class Wakeup {
  readonly #clock: Clock;
  readonly #work: DueWork;
  #scheduled: ScheduledWork | undefined;

  constructor(clock: Clock, work: DueWork) {
    this.#clock = clock;
    this.#work = work;
    this.restart();
  }

  /** Runs the work at that time, unless it runs earlier anyway. */
  by(at: number): void {
    if (this.#scheduled !== undefined && this.#scheduled.at <= at) return;
    this.#scheduled?.cancel();
    this.#scheduled = this.#clock.schedule(at, () => this.#run());
  }

  /** What was due may be due no longer, and something else instead. */
  restart(): void {
    this.#scheduled?.cancel();
    this.#scheduled = undefined;
    const at = this.#work.firstDue();
    if (at !== undefined) this.by(at);
  }

  async #run(): Promise<void> {
    this.#scheduled = undefined;
    try {
      await this.#work.run();
      this.restart();
    } catch (error) {
      // The emulator was stopped meanwhile; what is due stays so.
      if (!(error instanceof StateError && error.code === 'closed')) throw error;
    }
  }
}
