/** What a service does by itself, on its rows. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../clock/clock.js';
import { StateError } from './errors.js';

/** Runs once the event loop turns, so that requests are answered before, and whoever woke it is done. It never runs twice at the same time. */
export class BackgroundWork {
  readonly #clock: Clock;
  readonly #work: () => Promise<boolean>;
  #isAwake = false;
  #isAskedAgain = false;

  /** @param work does some of what is to do, and says whether it would go on. */
  constructor(clock: Clock, work: () => Promise<boolean>) {
    this.#clock = clock;
    this.#work = work;
  }

  /** To be called when there may be something to do. */
  wake(): void {
    if (this.#isAwake) {
      this.#isAskedAgain = true;
      return;
    }
    this.#isAwake = true;
    void nextTurn().then(() => this.#run());
  }

  async #run(): Promise<void> {
    this.#isAskedAgain = false;
    let goesOn = false;
    try {
      goesOn = await this.#work();
    } catch (error) {
      // What there is to do stays where it is until the next wake, or a restart.
      if (!isStopped(error)) reportFailure(this.#clock, error);
    }
    this.#isAwake = false;
    if (goesOn || this.#isAskedAgain) this.wake();
  }
}

/** The clock tells what scheduled work fails with. */
export function reportFailure(clock: Clock, error: unknown): void {
  clock.schedule(clock.now(), () => {
    throw error;
  });
}

/** Whether work failed because the emulator was stopped. */
export const isStopped = (error: unknown): boolean => error instanceof StateError && error.code === 'closed';
