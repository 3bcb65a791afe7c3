import type { OperationCodec } from '../protocols/protocol.js';

/**
 * An input as the bytes that it was read from. A thousand inputs that are kept as objects cost more than reading them did: the garbage
 * collector carries them along again and again.
 */
export class UnreadInput {
  readonly #codec: OperationCodec<unknown, unknown>;
  readonly #body: Uint8Array;

  constructor(codec: OperationCodec<unknown, unknown>, body: Uint8Array) {
    this.#codec = codec;
    this.#body = body;
  }

  read(): unknown {
    return this.#codec.readRequest({ method: 'POST', labels: {}, query: '', headers: {}, body: this.#body });
  }
}

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
  /** The input as it was read, or an UnreadInput; undefined when it couldn't be read. The journal gives it as it was read. */
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
