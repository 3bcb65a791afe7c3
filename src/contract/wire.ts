/** What crosses the edge of dispatch. Nothing behind it knows sockets or node:http. */

/** Header names in lower case; a header that came several times is joined with ', ' as HTTP allows. */
export type WireHeaders = Readonly<Record<string, string | undefined>>;

/** Bytes that arrive as they are read. */
export interface ByteStream extends AsyncIterable<Uint8Array> {
  /** What Content-Length (or x-amz-decoded-content-length) announced. */
  readonly length?: number | undefined;
  /** Trailing headers; complete once the iteration has ended. */
  readonly trailers?: () => WireHeaders;
  /** Instead of the iteration: all bytes where they have come already, undefined where some have yet to. */
  readonly takeAll?: () => Uint8Array | undefined;
}

/** Bytes of an answer, on their way out. */
export interface AnswerStream extends AsyncIterable<Uint8Array> {
  /** All of them in their order, where they are in memory already: nothing has to be waited for. */
  readonly held?: readonly Uint8Array[] | undefined;
}

export interface WireBody {
  /** What Content-Length announced, where it did. */
  readonly length: number | undefined;
  /** The whole body. Rejects with BodyTooLarge past the limit (in bytes), with BodyBroken when the client went away. */
  read(limit: number): Promise<Uint8Array>;
  /** The body as it comes. Either read or stream, once. */
  stream(): ByteStream;
}

/** Who waits for the answer. */
export interface WaitingClient {
  /**
   * Calls once the client has gone, or sends nothing more: for answers that take long, so that nothing is handed to nobody.
   * @returns what takes the listener back.
   */
  whenGone(listener: () => void): () => void;
}

export interface WireRequest {
  readonly method: string;
  /** The request target as it was sent, nothing decoded: `/bucket/a%2Fb?list-type=2`. */
  readonly target: string;
  readonly headers: WireHeaders;
  readonly body: WireBody;
  /** The scheme that the client used. */
  readonly scheme: 'http' | 'https';
  readonly remoteAddress?: string | undefined;
  /** Absent where it can't go away. */
  readonly client?: WaitingClient | undefined;
}

export interface WireResponse {
  readonly status: number;
  /** Names in the case in which they are sent. */
  readonly headers: Record<string, string>;
  /** A string is sent as UTF-8. A stream without content-length is sent chunked. */
  readonly body?: string | Uint8Array | AnswerStream | undefined;
  /** The service has rules of its own for browsers: the general CORS headers don't go with it. */
  readonly hasCorsRules?: true;
}
