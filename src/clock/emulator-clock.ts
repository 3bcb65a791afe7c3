/** The clock of an emulator: real time, moved ahead or stood still as its user says. */
import type { Clock, ScheduledWork } from './clock.js';
import { type DueItem, DueQueue } from './due-queue.js';

export interface ClockOptions {
  /** Real time in ms since the epoch; Date.now where it isn't given. */
  readonly now?: () => number;
  /** Gets what scheduled work throws or rejects with. Without it such an error is thrown out of the event loop. */
  readonly onError?: (error: unknown) => void;
  /** How long, in real ms, advancing waits for one piece of work that takes its time; it then goes on without it. */
  readonly patience?: number;
}

export interface ClockStatus {
  readonly now: number;
  readonly frozen: boolean;
  /** How many ms the clock is ahead of real time. */
  readonly offset: number;
  /** How much work waits. */
  readonly scheduled: number;
  readonly nextAt: number | undefined;
}

/** Changes of time queue up: the next begins when the work that the one before made due is done. */
export interface ControlledClock extends Clock {
  /** Stands still, at this time or now. Rejects with ClockRefused for a time before 1970 or after 9999. To a later time it goes as by advance; to an earlier one it jumps. */
  freeze(at?: number): Promise<void>;
  /** Moves ahead, not beyond the year 9999 (ClockRefused). All that is due on the way runs in order, each at its own time, and is waited for. Running or frozen, it stays so. */
  advance(ms: number): Promise<void>;
  /** Back to real time, running. What is scheduled stays. */
  reset(): Promise<void>;
  status(): ClockStatus;
  /** Drops everything scheduled; nothing runs any more, and nobody is told what running work still fails with. */
  stop(): void;
}

interface Item extends DueItem, ScheduledWork {
  readonly work: () => void | Promise<void>;
}

/** The longest that setTimeout can wait. */
const MAX_TIMEOUT = 2 ** 31 - 1;
/** Work that keeps scheduling itself for the present would hold an advance for ever. */
const MAX_RUNS = 1_000_000;
const DEFAULT_PATIENCE = 10_000;

/** Every timestamp format of AWS's can say the years up to here. */
const LAST_TIME = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** A time that the clock can't be set to; the message is for the user. */
export class ClockRefused extends RangeError {}

export const createClock = (options: ClockOptions = {}): ControlledClock => new EmulatorClock(options);

class EmulatorClock implements ControlledClock {
  private readonly queue = new DueQueue<Item>();
  private readonly realNow: () => number;
  private readonly onError: (error: unknown) => void;
  private readonly patience: number;
  private order = 0;
  private offset = 0;
  /** The time at which the clock stands, when it does. */
  private frozenAt: number | undefined;
  private frozen = false;
  /** A change of time is under way and runs what is due by itself. */
  private changing = false;
  private changes: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private timerAt = Number.POSITIVE_INFINITY;
  private stopped = false;

  constructor(options: ClockOptions) {
    this.realNow = options.now ?? Date.now;
    this.onError = options.onError ?? throwLater;
    this.patience = options.patience ?? DEFAULT_PATIENCE;
  }

  now(): number {
    return this.frozenAt ?? this.realNow() + this.offset;
  }

  schedule(at: number, work: () => void | Promise<void>): ScheduledWork {
    if (Number.isNaN(at)) throw new TypeError('Work needs a time to be scheduled at');
    this.order += 1;
    const item: Item = { at, order: this.order, place: -1, work, cancel: () => this.cancel(item) };
    if (this.stopped) return item;
    this.queue.add(item);
    this.arm();
    return item;
  }

  private cancel(item: Item): void {
    if (this.queue.remove(item)) this.arm();
  }

  freeze(at?: number): Promise<void> {
    return this.change(async () => {
      const target = at ?? this.now();
      checkTime(target);
      this.frozenAt ??= this.now();
      this.frozen = true;
      await this.runUntil(target);
      this.frozenAt = target;
    });
  }

  advance(ms: number): Promise<void> {
    if (!(ms >= 0)) return Promise.reject(new ClockRefused('The clock advances by a number of ms, 0 or more.'));
    return this.change(async () => {
      const target = this.now() + ms;
      checkTime(target);
      this.frozenAt = this.now();
      try {
        await this.runUntil(target);
        this.frozenAt = target;
      } finally {
        if (!this.frozen) {
          this.offset = this.frozenAt - this.realNow();
          this.frozenAt = undefined;
        }
      }
    });
  }

  reset(): Promise<void> {
    return this.change(async () => {
      this.frozen = false;
      this.frozenAt = undefined;
      this.offset = 0;
    });
  }

  status(): ClockStatus {
    const now = this.now();
    return { now, frozen: this.frozen, offset: now - this.realNow(), scheduled: this.queue.size, nextAt: this.queue.first()?.at };
  }

  stop(): void {
    this.stopped = true;
    this.queue.clear();
    this.arm();
  }

  private change(apply: () => Promise<void>): Promise<void> {
    const change = this.changes.then(async () => {
      this.changing = true;
      this.arm();
      try {
        await apply();
      } finally {
        this.changing = false;
        this.arm();
      }
    });
    this.changes = change.catch(() => undefined);
    return change;
  }

  private async runUntil(target: number): Promise<void> {
    for (let runs = 0; ; runs += 1) {
      const item = this.queue.first();
      if (item === undefined || item.at > target) return;
      if (runs === MAX_RUNS) throw new Error(`After ${MAX_RUNS} pieces of work there is still some due: it keeps scheduling itself`);
      this.queue.remove(item);
      this.frozenAt = Math.max(this.now(), item.at);
      await this.waitPatiently(this.run(item));
    }
  }

  private async waitPatiently(work: Promise<void> | undefined): Promise<void> {
    if (work === undefined) return;
    let timeout: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => {
      timeout = setTimeout(resolve, this.patience);
    });
    await Promise.race([work, enough]);
    clearTimeout(timeout);
  }

  /** A promise when the work takes its time; it never rejects. */
  private run(item: Item): Promise<void> | undefined {
    try {
      return item.work()?.catch((error: unknown) => this.fail(error));
    } catch (error) {
      this.fail(error);
      return undefined;
    }
  }

  /** Work that the stop came upon finds closed what it needs. What was due stays so, for those who keep it in rows. */
  private fail(error: unknown): void {
    if (!this.stopped) this.onError(error);
  }

  /** One timer for what is due first; none while the clock stands or its changes run things themselves. */
  private arm(): void {
    const at =
      this.frozenAt === undefined && !this.changing ? (this.queue.first()?.at ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
    if (at === this.timerAt && this.timer !== undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.timerAt = at;
    if (at === Number.POSITIVE_INFINITY) return;
    const wait = Math.min(Math.max(at - this.now(), 0), MAX_TIMEOUT);
    this.timer = setTimeout(() => this.onTimer(), wait);
    // Work that waits keeps no process alive.
    this.timer.unref();
  }

  private onTimer(): void {
    this.timer = undefined;
    this.timerAt = Number.POSITIVE_INFINITY;
    const now = this.now();
    const latest = this.order;
    for (let item = this.queue.first(); item !== undefined && item.at <= now; item = this.queue.first()) {
      // Scheduled by work of this very round: its turn is the next one, after whatever else the event loop has.
      if (item.order > latest) break;
      this.queue.remove(item);
      // In real time nobody waits for slow work: what is due after it is due all the same.
      void this.run(item);
    }
    this.arm();
  }
}

function throwLater(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}

function checkTime(at: number): void {
  if (!(at >= 0 && at <= LAST_TIME)) throw new ClockRefused('The clock goes from 1970 to the end of 9999.');
}
