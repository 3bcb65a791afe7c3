/** Signed calls to a bucket of an S3-compatible store, tried again where that may help. */
import { setTimeout as delay } from 'node:timers/promises';
import { signRequest } from '../signature/sign-request.js';
import { messageOf, StateError } from './errors.js';
import type { S3Location } from './s3-location.js';

const NO_BYTES = new Uint8Array(0);
/** Milliseconds before the second and the third try. */
const PAUSES = [50, 250];
/** Milliseconds that a call may take whose answer is read whole. */
const TIMEOUT = 60_000;

export interface UpstreamCall {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE' | 'HEAD';
  /** Below the bucket; characters that need no encoding. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

export interface UpstreamAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export class S3Upstream {
  constructor(private readonly location: S3Location) {}

  /**
   * The answer, read whole.
   * @throws StateError for one that isn't 2xx
   */
  async call(call: UpstreamCall): Promise<UpstreamAnswer> {
    for (let attempt = 0; ; attempt++) {
      try {
        const response = await this.send(call, AbortSignal.timeout(TIMEOUT));
        const answer = { status: response.status, headers: response.headers, text: await response.text() };
        // CompleteMultipartUpload answers 200 before it knows how it ends.
        if (response.ok && !/^(<\?xml[^>]*>)?\s*<Error>/.test(answer.text)) return answer;
        if (attempt >= PAUSES.length || (response.status < 500 && response.status !== 429 && !response.ok)) throw refused(call, answer);
      } catch (error) {
        if (error instanceof StateError) throw error;
        if (attempt >= PAUSES.length) throw unreachable(call, error);
      }
      await delay(PAUSES[attempt]);
    }
  }

  /** The body as it comes; undefined where there is no such object, or the range begins past its end. */
  async open(call: UpstreamCall): Promise<AsyncIterable<Uint8Array> | undefined> {
    for (let attempt = 0; ; attempt++) {
      try {
        const response = await this.send(call, undefined);
        // A cast: node's streams can be iterated, which the DOM's types don't say.
        if (response.ok) return (response.body ?? []) as AsyncIterable<Uint8Array>;
        const answer = { status: response.status, headers: response.headers, text: await response.text() };
        if (response.status === 404) return undefined;
        if (attempt >= PAUSES.length || response.status < 500) throw refused(call, answer);
      } catch (error) {
        if (error instanceof StateError) throw error;
        if (attempt >= PAUSES.length) throw unreachable(call, error);
      }
      await delay(PAUSES[attempt]);
    }
  }

  private send(
    { method, key, query = {}, headers = {}, body = NO_BYTES }: UpstreamCall,
    signal: AbortSignal | undefined,
  ): Promise<Response> {
    const { url: bucket, region, credentials } = this.location;
    const url = new URL(key === undefined ? bucket : `${bucket}/${key}`);
    url.search = Object.entries(query)
      .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
      .join('&');
    const signed = signRequest({ method, url, headers, body }, { region, service: 's3', time: Date.now() }, credentials);
    return fetch(url, {
      method,
      headers: signed,
      redirect: 'error',
      ...(method === 'PUT' || method === 'POST' ? { body } : {}),
      ...(signal === undefined ? {} : { signal }),
    });
  }
}

function refused({ method, key }: UpstreamCall, { status, text }: UpstreamAnswer): StateError {
  const code = /<Code>([^<]*)<\/Code>/.exec(text)?.[1];
  return new StateError(
    'blob-engine',
    `the store answered ${method} ${key ?? 'of the bucket'} with ${status}${code === undefined ? '' : ` ${code}`}`,
  );
}

function unreachable({ method, key }: UpstreamCall, error: unknown): StateError {
  // fetch keeps what happened in the cause.
  const reason = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return new StateError('blob-engine', `the store can't be reached for ${method} ${key ?? 'of the bucket'}: ${messageOf(reason)}`, {
    cause: error,
  });
}
