/** What is known about a request once it was answered: the journal, the metrics and the log are fed from it. */
export interface RequestOutcome {
  /** When it arrived, by the emulator's clock: milliseconds since the epoch. */
  readonly at: number;
  readonly requestId: string;
  /** The model's name (`dynamodb`), '' where none was found. */
  readonly service: string;
  /** '' where none was found. */
  readonly operation: string;
  readonly accountId: string;
  readonly region: string;
  /** The input as it was read; undefined when it couldn't be. */
  readonly input: unknown;
  /** The input's streaming member, which nothing may hold on to. */
  readonly inputStream: string | undefined;
  /** Of the body that the input was read from, 0 for one that streams. */
  readonly inputBytes: number;
  readonly status: number;
  /** The error's code, '' for a success. */
  readonly code: string;
  /** Milliseconds from arrival to the answer's first byte. */
  readonly durationMs: number;
}
