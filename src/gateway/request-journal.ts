/** The last requests, so that a test can assert on what was called. */
import { type RequestOutcome, UnreadInput } from './request-outcome.js';

export interface JournalFilter {
  readonly service?: string | undefined;
  readonly operation?: string | undefined;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  /** An error's code, or `OK` for successes. */
  readonly code?: string | undefined;
  /** At most so many, the newest. */
  readonly last?: number | undefined;
}

export interface JournalLimits {
  readonly requests: number;
  /** Request bodies' bytes that the kept inputs may stand for. */
  readonly inputBytes: number;
}

const defaultLimits: JournalLimits = { requests: 1000, inputBytes: 4 * 1024 * 1024 };

export class RequestJournal {
  readonly #limits: JournalLimits;
  /** A ring: the oldest entry stands at #first. */
  readonly #ring: (RequestOutcome | undefined)[] = [];
  #first = 0;
  #length = 0;
  #inputBytes = 0;

  constructor(limits: Partial<JournalLimits> = {}) {
    this.#limits = { ...defaultLimits, ...limits };
  }

  record(outcome: RequestOutcome): void {
    if (this.#length === this.#limits.requests) this.#dropOldest();
    this.#ring[(this.#first + this.#length) % this.#limits.requests] =
      outcome.inputStream === undefined ? outcome : { ...outcome, input: without(outcome.input, outcome.inputStream) };
    this.#length += 1;
    this.#inputBytes += heldBytes(outcome);
    while (this.#inputBytes > this.#limits.inputBytes && this.#length > 1) this.#dropOldest();
  }

  /** Oldest first. */
  list(filter: JournalFilter = {}): readonly RequestOutcome[] {
    const matching: RequestOutcome[] = [];
    for (let i = 0; i < this.#length; i += 1) {
      const outcome = this.#ring[(this.#first + i) % this.#limits.requests];
      if (outcome !== undefined && matches(outcome, filter)) matching.push(outcome);
    }
    const wanted = filter.last === undefined ? matching : matching.slice(Math.max(0, matching.length - filter.last));
    return wanted.map((outcome) => (outcome.input instanceof UnreadInput ? { ...outcome, input: outcome.input.read() } : outcome));
  }

  clear(): void {
    this.#ring.length = 0;
    this.#first = 0;
    this.#length = 0;
    this.#inputBytes = 0;
  }

  #dropOldest(): void {
    const oldest = this.#ring[this.#first];
    if (oldest !== undefined) this.#inputBytes -= heldBytes(oldest);
    this.#ring[this.#first] = undefined;
    this.#first = (this.#first + 1) % this.#limits.requests;
    this.#length -= 1;
  }
}

/** A streamed body isn't held. */
function heldBytes(outcome: RequestOutcome): number {
  return outcome.inputStream === undefined ? outcome.inputBytes : 0;
}

/** The member stays, undefined: to leave it out would cost more than all else that the journal does. */
const without = (input: unknown, member: string): unknown =>
  typeof input === 'object' && input !== null ? { ...input, [member]: undefined } : input;

function matches(outcome: RequestOutcome, filter: JournalFilter): boolean {
  return (
    (filter.service === undefined || filter.service === outcome.service) &&
    (filter.operation === undefined || filter.operation === outcome.operation) &&
    (filter.account === undefined || filter.account === outcome.accountId) &&
    (filter.region === undefined || filter.region === outcome.region) &&
    (filter.code === undefined || filter.code === (outcome.code || 'OK'))
  );
}
