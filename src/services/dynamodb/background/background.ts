/** Runs steps of work, one in each turn of the event loop, so that requests are answered in between. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../../clock/clock.js';
import { StateError } from '../../../state/errors.js';
import type { State } from '../../../state/table.js';

export class Background {
  readonly #state: State;
  readonly #clock: Clock;
  readonly #step: () => boolean;
  #isAwake = false;

  /** @param step does some of the work, and says whether there was any. */
  constructor(state: State, clock: Clock, step: () => boolean) {
    this.#state = state;
    this.#clock = clock;
    this.#step = step;
  }

  /** To be called when there may be work. */
  wake(): void {
    if (this.#isAwake) return;
    this.#isAwake = true;
    void nextTurn().then(() => this.#run());
  }

  async #run(): Promise<void> {
    try {
      const wasWork = this.#state.atomically(this.#step);
      // One step at a time is on its way to the disk, and none where nothing can be written.
      await this.#state.committed();
      this.#isAwake = false;
      if (wasWork) this.wake();
    } catch (error) {
      this.#isAwake = false;
      this.#report(error);
    }
  }

  /** The work stays where it is until there is more, or until a restart. */
  #report(error: unknown): void {
    // The emulator was stopped.
    if (error instanceof StateError && error.code === 'closed') return;
    // The clock tells what scheduled work fails with.
    this.#clock.schedule(this.#clock.now(), () => {
      throw error;
    });
  }
}
