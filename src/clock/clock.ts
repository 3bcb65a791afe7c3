/** The only source of time in services. It can be frozen and advanced; what is due then fires in order. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs the work once the clock has reached `at` (ms since the epoch), in order of due time, then of scheduling. */
  schedule(at: number, work: () => void | Promise<void>): ScheduledWork;
}

export interface ScheduledWork {
  readonly at: number;
  cancel(): void;
}
