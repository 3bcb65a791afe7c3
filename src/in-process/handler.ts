/** A requestHandler for SDK v3 clients: their requests go into dispatch without a socket. */
import { Readable } from 'node:stream';
import type { HttpHandlerOptions, HttpRequest, HttpResponse, QueryParameterBag, RequestHandler } from '@smithy/types';
import { BodyTooLarge } from '../contract/body-errors.js';
import type { ByteStream, WaitingClient, WireBody, WireRequest, WireResponse } from '../contract/wire.js';

export class InProcessHandler implements RequestHandler<HttpRequest, HttpResponse, HttpHandlerOptions> {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  readonly #dispatch: (request: WireRequest) => Promise<WireResponse>;

  constructor(dispatch: (request: WireRequest) => Promise<WireResponse>) {
    this.#dispatch = dispatch;
  }

  async handle(request: HttpRequest, { abortSignal }: HttpHandlerOptions = {}): Promise<{ response: HttpResponse }> {
    const client = abortSignal === undefined ? undefined : new AbortingClient(abortSignal);
    const answering = this.#dispatch(wireRequest(request, client)).then((answer) => ({ response: httpResponse(answer) }));
    if (abortSignal === undefined) return answering;
    return new Promise((resolve, reject) => {
      const abort = (): void => reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }));
      if (abortSignal.aborted) abort();
      // The SDK's older AbortSignal has a handler property alone.
      if ('addEventListener' in abortSignal) abortSignal.addEventListener('abort', abort, { once: true });
      else abortSignal.onabort = abort;
      answering.then(resolve, reject);
    });
  }

  /** There is nothing to configure, but every client asks. */
  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): Record<string, never> {
    return {};
  }

  destroy(): void {}
}

/** A caller that may give up. */
class AbortingClient implements WaitingClient {
  readonly #signal: NonNullable<HttpHandlerOptions['abortSignal']>;

  constructor(signal: NonNullable<HttpHandlerOptions['abortSignal']>) {
    this.#signal = signal;
  }

  whenGone(listener: () => void): () => void {
    const signal = this.#signal;
    // The SDK's older AbortSignal has one handler alone, which is taken.
    if (!('addEventListener' in signal)) return () => undefined;
    signal.addEventListener('abort', listener, { once: true });
    return () => signal.removeEventListener('abort', listener);
  }
}

function wireRequest(request: HttpRequest, client: WaitingClient | undefined): WireRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name.toLowerCase()] = value;
  headers.host ??= request.port === undefined ? request.hostname : `${request.hostname}:${request.port}`;
  const query = queryString(request.query);
  return {
    method: request.method,
    target: query === '' ? request.path : `${request.path}?${query}`,
    headers,
    body: bodyOf(request.body, headers['content-length']),
    scheme: request.protocol === 'https:' ? 'https' : 'http',
    client,
  };
}

/** As the SDK's own handlers write it: sorted, and escaped as SigV4 escapes. */
function queryString(query: QueryParameterBag | undefined): string {
  const parts: string[] = [];
  for (const name of Object.keys(query ?? {}).sort()) {
    const value = query?.[name];
    if (Array.isArray(value)) for (const each of value) parts.push(`${escaped(name)}=${escaped(each)}`);
    else if (value === null || value === undefined) parts.push(escaped(name));
    else parts.push(`${escaped(name)}=${escaped(value)}`);
  }
  return parts.join('&');
}

const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

function bodyOf(body: unknown, announced: string | undefined): WireBody {
  if (body === undefined || body === null) return bytesBody(new Uint8Array(0));
  if (typeof body === 'string') return bytesBody(Buffer.from(body));
  if (body instanceof ArrayBuffer) return bytesBody(new Uint8Array(body));
  if (ArrayBuffer.isView(body)) return bytesBody(new Uint8Array(body.buffer, body.byteOffset, body.byteLength));
  if (body instanceof Blob) return streamBody(bytesOf(body.stream()), body.size);
  if (isAsyncIterable(body)) return streamBody(bytesOf(body), announced === undefined ? undefined : Number(announced));
  throw new TypeError('The request has a body that is neither text, bytes nor a stream.');
}

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

async function* bytesOf(source: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    if (typeof chunk === 'string') yield Buffer.from(chunk);
    else if (chunk instanceof Uint8Array) yield chunk;
    else throw new TypeError('A streamed body must give text or bytes.');
  }
}

function bytesBody(bytes: Uint8Array): WireBody {
  return {
    length: bytes.length,
    read: (limit) => (bytes.length > limit ? Promise.reject(new BodyTooLarge(limit)) : Promise.resolve(bytes)),
    stream: () => byteStream(Readable.from(bytes.length === 0 ? [] : [bytes]), bytes.length),
  };
}

function streamBody(source: AsyncIterable<Uint8Array>, length: number | undefined): WireBody {
  return {
    length,
    read: async (limit) => {
      const chunks: Uint8Array[] = [];
      let total = 0;
      for await (const chunk of source) {
        total += chunk.length;
        if (total > limit) throw new BodyTooLarge(limit);
        chunks.push(chunk);
      }
      return Buffer.concat(chunks, total);
    },
    stream: () => byteStream(source, length),
  };
}

const byteStream = (source: AsyncIterable<Uint8Array>, length: number | undefined): ByteStream => ({
  length,
  trailers: () => ({}),
  [Symbol.asyncIterator]: () => source[Symbol.asyncIterator](),
});

/** The SDK reads header names in lower case, and bodies as Node streams. */
function httpResponse({ status, headers, body }: WireResponse): HttpResponse {
  const lower: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) lower[name.toLowerCase()] = value;
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  if (bytes instanceof Uint8Array) lower['content-length'] ??= String(bytes.length);
  const pieces = bytes === undefined ? [] : bytes instanceof Uint8Array ? [bytes] : bytes;
  return { statusCode: status, headers: lower, body: Readable.from(pieces, { objectMode: false }) };
}
