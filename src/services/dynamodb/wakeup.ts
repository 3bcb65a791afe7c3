/** Work that comes due again and again, with one timer for whatever is due first. */
import type { Clock, ScheduledWork } from '../../clock/clock.js';

export class Wakeup {
  readonly #clock: Clock;
  readonly #work: () => number | undefined;
  #scheduled: ScheduledWork | undefined;

  /** @param work does what is due and says when there is more to do, in ms since the epoch; undefined for never. */
  constructor(clock: Clock, work: () => number | undefined) {
    this.#clock = clock;
    this.#work = work;
  }

  /** Runs the work at that time, unless it runs earlier anyway. */
  by(at: number): void {
    if (this.#scheduled !== undefined && this.#scheduled.at <= at) return;
    this.#scheduled?.cancel();
    this.#scheduled = this.#clock.schedule(at, () => this.#run());
  }

  /** Forgets what was due, and looks for what is due now. */
  restart(): void {
    this.#scheduled?.cancel();
    this.#scheduled = undefined;
    this.by(this.#clock.now());
  }

  #run(): void {
    this.#scheduled = undefined;
    const next = this.#work();
    if (next !== undefined) this.by(next);
  }
}
