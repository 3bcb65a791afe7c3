/** Work that goes on behind an answer, in steps between which others run. What isn't done yet begins anew after a restart. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../../clock/clock.js';
import type { Scope } from '../../../contract/context.js';
import { StateError } from '../../../state/errors.js';

export interface Job {
  readonly scope: Scope;
  readonly id: string;
}

/**
 * Lets others run. To be awaited between steps that each take a few milliseconds at most.
 * @throws Superseded once the job's row may have gone: its work is over then.
 */
export type Turn = () => Promise<void>;

/** A reset or a restored snapshot took the place of what the job works on. */
export class Superseded extends Error {}

export interface JobKind {
  /** The jobs that were begun and not ended. */
  readonly unfinished: () => readonly Job[];
  /** Does the job from its beginning, and keeps how it ended, whether well or not. */
  readonly run: (job: Job, turn: Turn) => Promise<void>;
}

export class BackgroundJobs {
  readonly #clock: Clock;
  readonly #kind: JobKind;
  #generation = 0;

  constructor(clock: Clock, kind: JobKind) {
    this.#clock = clock;
    this.#kind = kind;
  }

  /** Begins behind the present turn, so that the handler that starts it answers first. */
  start(job: Job): void {
    this.#run(job, this.#generation).catch((error: unknown) => {
      // It is reported as any scheduled work's failure is.
      this.#clock.schedule(this.#clock.now(), () => Promise.reject(error));
    });
  }

  /** To be called when the state was opened, or its rows were replaced. */
  restart(): void {
    this.#generation += 1;
    for (const job of this.#kind.unfinished()) this.start(job);
  }

  async #run(job: Job, generation: number): Promise<void> {
    const turn = async (): Promise<void> => {
      await nextTurn();
      if (generation !== this.#generation) throw new Superseded();
    };
    try {
      await turn();
      await this.#kind.run(job, turn);
    } catch (error) {
      // A job that the process's end interrupts begins anew when the state is opened again.
      if (error instanceof Superseded || (error instanceof StateError && error.code === 'closed')) return;
      throw error;
    }
  }
}
