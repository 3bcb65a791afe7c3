/** node:http's request and response on one side, WireRequest and WireResponse on the other. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { BodyBroken, BodyTooLarge } from '../contract/body-errors.js';
import type { ByteStream, WaitingClient, WireBody, WireHeaders, WireRequest, WireResponse } from '../contract/wire.js';

const noBytes = new Uint8Array(0);

/** What was read of a request, by which the server judges whether its client has stalled. */
export interface BodyProgress {
  /** Bytes so far. */
  readonly received: number;
  /** True while somebody waits for more. */
  readonly waiting: boolean;
}

export class NodeBody implements WireBody, BodyProgress {
  readonly length: number | undefined;
  received = 0;
  waiting = false;
  readonly #request: IncomingMessage;
  /** Sends `100 Continue`, where the client waits for it. */
  #invite: (() => void) | undefined;
  #taken = false;

  constructor(request: IncomingMessage, invite: (() => void) | undefined) {
    this.#request = request;
    this.#invite = invite;
    const announced = request.headers['content-length'];
    this.length = announced !== undefined ? Number(announced) : request.headers['transfer-encoding'] === undefined ? 0 : undefined;
  }

  /** True when the client was told nothing yet and may keep its body to itself. */
  get uninvited(): boolean {
    return this.#invite !== undefined;
  }

  read(limit: number): Promise<Uint8Array> {
    const request = this.#request;
    if (this.length === 0) return Promise.resolve(noBytes);
    if (this.length !== undefined && this.length > limit) return Promise.reject(new BodyTooLarge(limit));
    this.#take();
    return new Promise((resolve, reject) => {
      let first: Uint8Array | undefined;
      let chunks: Uint8Array[] | undefined;
      const stop = (): void => {
        this.waiting = false;
        request.off('data', onData);
        request.off('end', onEnd);
        request.off('close', onClose);
      };
      const onData = (chunk: Uint8Array): void => {
        this.received += chunk.length;
        if (this.received > limit) {
          stop();
          request.pause();
          reject(new BodyTooLarge(limit));
        } else if (first === undefined) {
          first = chunk;
        } else if (chunks === undefined) {
          chunks = [first, chunk];
        } else {
          chunks.push(chunk);
        }
      };
      const onEnd = (): void => {
        stop();
        resolve(chunks === undefined ? (first ?? noBytes) : Buffer.concat(chunks, this.received));
      };
      const onClose = (): void => {
        stop();
        reject(new BodyBroken('the client closed the connection'));
      };
      request.on('data', onData);
      request.on('end', onEnd);
      request.on('close', onClose);
      if (request.destroyed) onClose();
    });
  }

  stream(): ByteStream {
    const request = this.#request;
    if (this.length !== 0) this.#take();
    const iterate = (): AsyncGenerator<Uint8Array> => this.#chunks();
    return {
      length: this.length,
      trailers: () => wireHeaders(request.trailers),
      [Symbol.asyncIterator]: iterate,
    };
  }

  async *#chunks(): AsyncGenerator<Uint8Array> {
    if (this.length === 0) return;
    // Whoever stops reading early still has an answer to send on this socket.
    const chunks = this.#request.iterator({ destroyOnReturn: false });
    try {
      for (;;) {
        this.waiting = true;
        const { done, value } = await nextOrBroken(chunks);
        this.waiting = false;
        if (done === true) return;
        this.received += value.length;
        yield value;
      }
    } finally {
      this.waiting = false;
      await chunks.return?.();
    }
  }

  #take(): void {
    if (this.#taken) throw new Error('The body was read already.');
    this.#taken = true;
    this.waiting = true;
    // Without a listener, a connection that breaks while nobody reads would take the process down.
    this.#request.on('error', ignoreError);
    const invite = this.#invite;
    this.#invite = undefined;
    invite?.();
  }
}

/** The reader hears of the break through its iteration or through 'close'. */
function ignoreError(): void {}

async function nextOrBroken(chunks: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array>> {
  try {
    return await chunks.next();
  } catch (error) {
    throw new BodyBroken(error instanceof Error ? error.message : 'the connection broke');
  }
}

/** node joins repeated headers already (joinDuplicateHeaders), all but set-cookie, which no AWS request has. */
export function wireHeaders(headers: NodeJS.Dict<string | string[]>): WireHeaders {
  const cookies = headers['set-cookie'];
  // A cast: with set-cookie joined every value is a string.
  if (typeof cookies === 'object') return { ...headers, 'set-cookie': cookies.join(', ') } as WireHeaders;
  return headers as WireHeaders;
}

class NodeClient implements WaitingClient {
  readonly #request: IncomingMessage;

  constructor(request: IncomingMessage) {
    this.#request = request;
  }

  whenGone(listener: () => void): () => void {
    const { socket } = this.#request;
    socket.on('close', listener);
    return () => socket.off('close', listener);
  }
}

/** @param invite sends `100 Continue`; called when the body is wanted. */
export function readWireRequest(request: IncomingMessage, invite?: () => void): WireRequest & { readonly body: NodeBody } {
  const socket = request.socket;
  let target = request.url ?? '/';
  let headers = wireHeaders(request.headers);
  if (target.charCodeAt(0) !== 0x2f) {
    // Clients behind a proxy setting send the whole URL; its host counts then (RFC 9112, 3.2.2).
    const absolute = /^https?:\/\/([^/?#]+)([^#]*)/i.exec(target);
    if (absolute !== null) {
      const rest = absolute[2] ?? '';
      target = rest.startsWith('/') ? rest : `/${rest}`;
      headers = { ...headers, host: absolute[1] };
    }
  }
  return {
    method: request.method ?? 'GET',
    target,
    headers,
    body: new NodeBody(request, invite),
    scheme: 'encrypted' in socket ? 'https' : 'http',
    remoteAddress: socket.remoteAddress,
    client: new NodeClient(request),
  };
}

/**
 * Writes the answer. Resolves when the last byte was handed over, or when the client went away; a source that fails half-way
 * breaks the connection, since nothing else can tell the client that its answer is incomplete.
 * @param extra further headers: flat pairs of name and value
 */
export function writeWireResponse(answer: WireResponse, response: ServerResponse, extra?: readonly string[]): Promise<void> | undefined {
  const { status, headers, body } = answer;
  const flat: string[] = [];
  let sized = status === 204 || status === 304;
  let named = false;
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined) continue;
    flat.push(name, value);
    if (name.length === 14) sized ||= name.toLowerCase() === 'content-length';
    else if (name.length === 6) named ||= name.toLowerCase() === 'server';
  }
  if (!named) flat.push('Server', 'tinsmith');
  if (extra !== undefined) flat.push(...extra);
  if (body === undefined || typeof body === 'string') {
    if (!sized) flat.push('Content-Length', body === undefined ? '0' : String(Buffer.byteLength(body)));
    response.writeHead(status, flat);
    response.end(body);
    return undefined;
  }
  if (body instanceof Uint8Array) {
    if (!sized) flat.push('Content-Length', String(body.byteLength));
    response.writeHead(status, flat);
    response.end(body);
    return undefined;
  }
  response.writeHead(status, flat);
  return pump(body, response);
}

async function pump(source: AsyncIterable<Uint8Array>, response: ServerResponse): Promise<void> {
  response.flushHeaders();
  const chunks = source[Symbol.asyncIterator]();
  let closed = false;
  let wake: (() => void) | undefined;
  response.on('drain', () => wake?.());
  response.on('close', () => {
    closed = true;
    wake?.();
    // The source may be waiting for an event that never comes, and hold something open meanwhile.
    void Promise.resolve(chunks.return?.()).catch(ignoreError);
  });
  try {
    while (!closed) {
      const { done, value } = await chunks.next();
      if (done === true) break;
      if (!closed && !response.write(value)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
    response.end();
  } catch (error) {
    response.destroy();
    if (!closed) throw error;
  }
}
