/**
 * The socket: plain requests straight into dispatch, everything unusual through node:http, which costs twice as much.
 * Nothing here knows AWS, and nothing a client does here costs more than its own connection.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { BodyBroken } from '../contract/body-errors.js';
import type { WireRequest, WireResponse } from '../contract/wire.js';
import { isAdminPath } from './admin/paths.js';
import { corsHeaders } from './cors.js';
import { listenError } from './listen-error.js';
import type { PlainHost } from './plain/connection.js';
import { PlainConnections } from './plain/connections.js';
import { acceptTls, type Certificate } from './tls.js';
import { type NodeBody, readWireRequest, writeWireResponse } from './wire-node.js';

export type NodeHandler = (request: IncomingMessage, response: ServerResponse) => void;

export interface GatewayParts {
  readonly dispatch: (request: WireRequest) => Promise<WireResponse>;
  /** The pages that people and tools open; loads when the first is asked for. */
  readonly loadAdmin: () => Promise<NodeHandler>;
  /** A failure that isn't the client's. */
  readonly onFailure: (error: unknown, about: string) => void;
  readonly certificate?: Certificate | undefined;
  readonly limits?: Partial<GatewayLimits>;
}

/** Milliseconds and bytes. */
export interface GatewayLimits {
  /** For a request's headers to arrive. */
  readonly headersMs: number;
  /** For a body's next byte. */
  readonly bodyIdleMs: number;
  /** An idle connection is kept so long: longer than any SDK's pool, so that the client closes first. */
  readonly keepAliveMs: number;
  /** For what runs to end, once the gateway stops. */
  readonly stopMs: number;
  /** Bytes of an unwanted body that are read and dropped so that its client sees the answer. */
  readonly drainBytes: number;
}

const defaultLimits: GatewayLimits = {
  headersMs: 30_000,
  bodyIdleMs: 30_000,
  keepAliveMs: 75_000,
  stopMs: 5_000,
  drainBytes: 64 * 1024 * 1024,
};

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The body, and what had arrived of it at the last look. */
  readonly body: NodeBody | undefined;
  seen: number;
}

export class Gateway {
  readonly #parts: GatewayParts;
  readonly #limits: GatewayLimits;
  readonly #server: Server;
  /** What runs in node:http. */
  readonly #running = new Set<Exchange>();
  readonly #plain: PlainConnections;
  #admin: Promise<NodeHandler> | undefined;
  readonly #watches: NodeJS.Timeout[] = [];
  #stopping = false;
  #onIdle: (() => void) | undefined;
  #closeSockets: (() => void) | undefined;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
    this.#limits = { ...defaultLimits, ...parts.limits };
    this.#server = createServer({
      keepAliveTimeout: this.#limits.keepAliveMs,
      headersTimeout: this.#limits.headersMs,
      // A body may take as long as it likes while it moves; #dropStalled ends one that doesn't.
      requestTimeout: 0,
      connectionsCheckingInterval: Math.min(5_000, this.#limits.headersMs),
      maxHeaderSize: 64 * 1024,
      joinDuplicateHeaders: true,
    });
    this.#server.on('request', (request, response) => this.#take(request, response));
    this.#server.on('checkContinue', (request, response) => this.#take(request, response, () => response.writeContinue()));
    this.#server.on('clientError', (error, socket) => this.#refuse(error, socket as Socket));
    this.#plain = this.#takePlainConnections();
  }

  /** @throws OptionError when the address can't be had. */
  async listen(port: number, host: string): Promise<AddressInfo> {
    const { certificate } = this.#parts;
    if (certificate !== undefined) this.#closeSockets = await acceptTls(this.#server, certificate);
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (error) => reject(listenError(error, port, host)));
      this.#server.listen(port, host, 511, resolve);
    });
    this.#server.removeAllListeners('error');
    this.#server.on('error', (error) => this.#parts.onFailure(error, 'the listening socket failed'));
    this.#repeat(this.#limits.bodyIdleMs, () => this.#dropStalled());
    this.#repeat(Math.min(5_000, this.#limits.headersMs), () => this.#plain.dropIdle());
    // A listening TCP socket's address is never a pipe's name or null.
    return this.#server.address() as AddressInfo;
  }

  /** Stops accepting, lets what runs end within the limit, and closes every connection. */
  async stop(): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    for (const watch of this.#watches) clearInterval(watch);
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    this.#plain.closeIdle();
    if (this.#isRunning) {
      let limit: NodeJS.Timeout | undefined;
      const waited = new Promise<void>((resolve) => {
        limit = setTimeout(resolve, this.#limits.stopMs);
      });
      await Promise.race([new Promise<void>((resolve) => (this.#onIdle = resolve)), waited]);
      clearTimeout(limit);
    }
    this.#server.closeAllConnections();
    this.#plain.closeAll();
    this.#closeSockets?.();
    await closed;
  }

  get #isRunning(): boolean {
    return this.#running.size > 0 || this.#plain.areRunning;
  }

  #repeat(milliseconds: number, act: () => void): void {
    const watch = setInterval(act, milliseconds);
    watch.unref();
    this.#watches.push(watch);
  }

  /** Puts the reader of plain requests in front of node:http. */
  #takePlainConnections(): PlainConnections {
    const server = this.#server;
    const parts = this.#parts;
    const asHttp = server.listeners('connection');
    const isStopping = (): boolean => this.#stopping;
    const host: PlainHost = {
      isForNodeHttp: (head) => isAdminPath({ method: head.method, url: head.target, headers: head.headers }),
      passToNodeHttp: (socket) => {
        for (const listener of asHttp) listener.call(server, socket);
      },
      serve: (request) => parts.dispatch(request),
      refusalOf: (error) => {
        if (error instanceof BodyBroken) return undefined;
        parts.onFailure(error, 'a request failed outside of its operation');
        return failure;
      },
      onEnd: () => this.#noticeEnd(),
      onBrokenAnswer: (error) => parts.onFailure(error, 'an answer broke off half-way'),
      get isStopping() {
        return isStopping();
      },
      keepAliveMs: this.#limits.keepAliveMs,
      drainBytes: this.#limits.drainBytes,
      bodyIdleMs: this.#limits.bodyIdleMs,
    };
    const plain = new PlainConnections(host, this.#limits.headersMs);
    server.removeAllListeners('connection');
    server.on('connection', (socket: Socket) => plain.accept(socket));
    return plain;
  }

  #noticeEnd(): void {
    if (this.#onIdle !== undefined && !this.#isRunning) this.#onIdle();
  }

  #take(request: IncomingMessage, response: ServerResponse, invite?: () => void): void {
    if (isAdminPath(request)) {
      this.#track({ request, response, body: undefined, seen: 0 });
      invite?.();
      this.#serveAdmin(request, response);
      return;
    }
    const wire = readWireRequest(request, invite);
    const exchange: Exchange = { request, response, body: wire.body, seen: -1 };
    this.#track(exchange);
    this.#parts.dispatch(wire).then(
      (answer) => this.#answer(exchange, wire, answer),
      (error: unknown) => this.#fail(exchange, error),
    );
  }

  #track(exchange: Exchange): void {
    this.#running.add(exchange);
    exchange.response.on('close', () => {
      this.#running.delete(exchange);
      this.#noticeEnd();
    });
  }

  #answer(exchange: Exchange, wire: WireRequest, answer: WireResponse): void {
    const { request, response, body } = exchange;
    if (response.destroyed) return;
    try {
      // An uninvited body may come or not: the connection's next bytes could be either.
      if (this.#stopping || body?.uninvited === true) response.shouldKeepAlive = false;
      const streaming = writeWireResponse(answer, response, corsHeaders(wire.headers, answer));
      streaming?.catch((error: unknown) => this.#parts.onFailure(error, 'an answer broke off half-way'));
    } catch (error) {
      this.#fail(exchange, error);
      return;
    }
    if (body !== undefined && body.length !== 0 && !body.uninvited && !request.readableEnded) this.#drain(request);
  }

  /** Reads on to the end of a body that nobody wants, within bounds: a client that still sends wouldn't see the answer otherwise. */
  #drain(request: IncomingMessage): void {
    let left = this.#limits.drainBytes;
    const limit = setTimeout(() => request.socket.destroy(), this.#limits.bodyIdleMs);
    limit.unref();
    request.on('data', (chunk: Uint8Array) => {
      left -= chunk.length;
      if (left < 0) request.socket.destroy();
    });
    request.on('error', () => undefined);
    request.on('close', () => clearTimeout(limit));
    request.on('end', () => clearTimeout(limit));
    request.resume();
  }

  #fail(exchange: Exchange, error: unknown): void {
    const { request, response } = exchange;
    if (!(error instanceof BodyBroken)) this.#parts.onFailure(error, 'a request failed outside of its operation');
    if (error instanceof BodyBroken || response.headersSent) {
      request.socket.destroy();
      return;
    }
    response.shouldKeepAlive = false;
    writeWireResponse(failure, response);
  }

  #serveAdmin(request: IncomingMessage, response: ServerResponse): void {
    if (this.#stopping) response.shouldKeepAlive = false;
    this.#admin ??= this.#parts.loadAdmin();
    this.#admin.then(
      (handle) => handle(request, response),
      (error: unknown) => {
        this.#admin = undefined;
        this.#fail({ request, response, body: undefined, seen: 0 }, error);
      },
    );
  }

  /** Called once in the time that a body may stand still. */
  #dropStalled(): void {
    this.#plain.dropStalled();
    for (const exchange of this.#running) {
      const { body, request } = exchange;
      if (body === undefined || !body.waiting) continue;
      if (body.received === exchange.seen) request.destroy();
      exchange.seen = body.received;
    }
  }

  /** Bytes that aren't HTTP. */
  #refuse(error: Error & { code?: string }, socket: Socket): void {
    let begun = false;
    for (const { request, response } of this.#running) begun ||= request.socket === socket && response.headersSent;
    if (error.code === 'ECONNRESET' || !socket.writable || begun) {
      socket.destroy();
      return;
    }
    const [status, reason] = refusals[error.code ?? ''] ?? ['400 Bad Request', `The request isn't valid HTTP: ${error.message}.`];
    const body = JSON.stringify({ __type: 'BadRequest', message: reason });
    const head = ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`, 'Server: tinsmith', 'Connection: close'];
    socket.end(`HTTP/1.1 ${status}\r\n${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
  }
}

const failure: WireResponse = {
  status: 500,
  headers: { 'Content-Type': 'application/json' },
  body: '{"__type":"InternalFailure","message":"The emulator failed; its log says why."}',
};

const refusals: Readonly<Record<string, readonly [status: string, reason: string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The request line and headers are longer than 64 KiB.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', "The request's headers didn't arrive in time."],
};
