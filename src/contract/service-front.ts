/** What a service does beside the operations of its model. Only S3 has such: browsers' preflights, websites, access logs. */
import type { Answer, Context } from './context.js';
import type { WireHeaders, WireResponse } from './wire.js';

export interface FrontRequest {
  readonly method: string;
  /** As it was sent. */
  readonly target: string;
  /** The path in path style, undecoded: `/bucket/key`, whether or not the host names the bucket. */
  readonly resource: string;
  /** Without the question mark, undecoded. */
  readonly query: string;
  readonly headers: WireHeaders;
  readonly scheme: 'http' | 'https';
  /** The Host that the caller used, port included. */
  readonly host: string;
  /** The region that the host names. */
  readonly region: string | undefined;
  readonly remoteAddress?: string | undefined;
  readonly requestId: string;
}

/** A request whose answer is known. */
export interface AnsweredRequest extends FrontRequest {
  readonly kind: 'operation' | 'preflight' | 'website';
  /** In the model; empty where none was found. */
  readonly operation: string;
  readonly response: WireResponse;
  /** Of a refusal; empty otherwise. */
  readonly code: string;
  /** When it came, in milliseconds since the epoch. */
  readonly at: number;
  readonly durationMs: number;
  /** Undefined where it was refused before it was known. */
  readonly ctx: Context | undefined;
}

export interface ServiceFront {
  /**
   * What a browser is told that asks before it calls.
   * @param isAddressed whether host or signature name the service; otherwise it may leave the answer to others.
   * @returns the answer's headers; undefined where the service has no say.
   * @throws the service's errors.
   */
  preflight(request: FrontRequest, isAddressed: boolean): Readonly<Record<string, string>> | undefined;
  /** Answers a request to a host of websites. */
  website(request: FrontRequest): Answer<WireResponse>;
  /** Whether anything is to be done about a request that was answered. Asked with each. */
  concerns(headers: WireHeaders): boolean;
  /** Adds to the answer, and takes note of it. */
  finish(request: AnsweredRequest): WireResponse;
}
