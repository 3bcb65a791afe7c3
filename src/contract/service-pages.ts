/** Pages that a service serves to people and tests below `/_aws/<service>/`, beside what AWS has: SQS's messages, SNS's deliveries. */
import type { Answer } from './context.js';
import type { WireHeaders } from './wire.js';

export interface PageRequest {
  readonly method: string;
  /** The segments after the service's name, percent-decoded; empty ones are left out: `['messages', 'us-east-1', '000000000000', 'q']`. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: WireHeaders;
  readonly body: Uint8Array;
  readonly scheme: 'http' | 'https';
  /** The Host that the caller used, port included. */
  readonly host: string;
  readonly requestId: string;
}

/** What goes out: a value as JSON, an operation's answer in a protocol of the service, or bytes. Status 200 where none is given. */
export type PageAnswer = JsonPage | OperationPage | RawPage;

export interface JsonPage {
  readonly status?: number;
  /** Plain JSON; undefined for an answer without a body (204). */
  readonly json: unknown;
}

/**
 * Written as AWS answers the operation: in awsJson to a request with X-Amz-Target, else in the query protocol's XML, and with
 * `Accept: application/json` in the JSON that query services gave for it.
 */
export interface OperationPage {
  readonly operation: string;
  readonly output: unknown;
}

export interface RawPage {
  readonly status?: number;
  readonly contentType: string;
  readonly body: string | Uint8Array;
}

export interface ServicePages {
  /**
   * Runs as a handler does: what answers at once is atomic.
   * @returns undefined where there is no such page.
   * @throws AwsError for what is refused; it is shown with its status, code and message.
   */
  answer(request: PageRequest): Answer<PageAnswer | undefined>;
}
