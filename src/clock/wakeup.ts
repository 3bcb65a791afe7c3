/** Work that comes due again and again, with one timer for whatever is due first. */
import type { Clock, ScheduledWork } from './clock.js';

/** Does what is due, and says when there is more to do, in ms since the epoch; undefined for never. */
export type DueWork = () => number | undefined | Promise<number | undefined>;

/** Never runs its work twice at the same time: what is asked for meanwhile comes after. Asleep until it is asked for. */
export class Wakeup {
  readonly #clock: Clock;
  readonly #work: DueWork;
  #scheduled: ScheduledWork | undefined;
  #isRunning = false;
  /** The earliest time that was asked for while the work ran. */
  #asked: number | undefined;

  constructor(clock: Clock, work: DueWork) {
    this.#clock = clock;
    this.#work = work;
  }

  /** Runs the work at that time, unless it runs earlier anyway. */
  by(at: number): void {
    if (this.#scheduled !== undefined && this.#scheduled.at <= at) return;
    if (this.#isRunning) {
      this.#asked = Math.min(this.#asked ?? at, at);
      return;
    }
    this.#scheduled?.cancel();
    this.#scheduled = this.#clock.schedule(at, () => this.#run());
  }

  /** Forgets what was due, and looks for what is due now: at the start, and when other rows have come in place of the ones before. */
  restart(): void {
    this.#scheduled?.cancel();
    this.#scheduled = undefined;
    this.by(this.#clock.now());
  }

  #run(): void | Promise<void> {
    this.#scheduled = undefined;
    this.#isRunning = true;
    let next: number | undefined | Promise<number | undefined>;
    try {
      next = this.#work();
    } catch (error) {
      this.#fail(error);
    }
    if (!(next instanceof Promise)) return this.#goOn(next);
    return next.then(
      (at) => this.#goOn(at),
      (error: unknown) => this.#fail(error),
    );
  }

  #goOn(next: number | undefined): void {
    this.#isRunning = false;
    const asked = this.#asked;
    this.#asked = undefined;
    if (asked !== undefined) this.by(asked);
    if (next !== undefined) this.by(next);
  }

  /** It isn't tried again by itself, which could go on for ever: only once it is asked for. */
  #fail(error: unknown): never {
    this.#goOn(undefined);
    throw error;
  }
}
