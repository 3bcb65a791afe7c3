/** One connection of plain requests: reads a request, has it served, writes the answer, and goes on to the next. */
import type { Socket } from 'node:net';
import type { WaitingClient, WireRequest, WireResponse } from '../../contract/wire.js';
import { corsHeaders } from '../cors.js';
import { writePlainAnswer } from './answer.js';
import { type Answering, answerAtEndOfTurn } from './answer-batch.js';
import { PlainBody } from './body.js';
import { type PlainHead, readPlainHead } from './head.js';

/** What connections need of the gateway. */
export interface PlainHost {
  /** Whether the gateway itself serves such a request; node:http reads the others. */
  isForNodeHttp(head: PlainHead): boolean;
  /** Takes the connection over; the bytes read so far are the next that its socket gives. */
  passToNodeHttp(socket: Socket): void;
  serve(request: WireRequest): Promise<WireResponse>;
  /** A request is over: its answer has left, or its connection is gone. */
  onEnd(): void;
  /** What to answer when there's no answer; undefined to break the connection without. */
  refusalOf(error: unknown): WireResponse | undefined;
  /** An answer broke off half-way. */
  onBrokenAnswer(error: unknown): void;
  readonly isStopping: boolean;
  readonly keepAliveMs: number;
  /** See GatewayLimits. */
  readonly drainBytes: number;
  readonly bodyIdleMs: number;
}

const CLOSE = 'Connection: close\r\n\r\n';

export class PlainConnection implements Answering, WaitingClient {
  readonly socket: Socket;
  /** When it was opened or gave its last answer, as performance.now() counts; undefined while a request runs. */
  idleSince: number | undefined = performance.now();
  /** False until the first request came. */
  used = false;
  /** Of the request that runs. */
  body: PlainBody | undefined;
  /** What had arrived of the body at the last look for stalled ones. */
  seen = -1;
  readonly #host: PlainHost;
  readonly #onPassedOn: (connection: PlainConnection) => void;
  readonly #scheme: 'http' | 'https';
  readonly #remoteAddress: string | undefined;
  readonly #keepAlive: string;
  #ended = false;
  #ready: { readonly request: WireRequest; readonly answer: WireResponse } | undefined;

  /** @param onPassedOn called when the connection leaves for node:http */
  constructor(socket: Socket, host: PlainHost, onPassedOn: (connection: PlainConnection) => void) {
    this.socket = socket;
    this.#host = host;
    this.#onPassedOn = onPassedOn;
    this.#scheme = 'encrypted' in socket ? 'https' : 'http';
    this.#remoteAddress = socket.remoteAddress;
    this.#keepAlive = `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(host.keepAliveMs / 1000)}\r\n\r\n`;
    socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
    socket.on('close', this.#onClose);
    socket.on('error', ignoreError);
  }

  /** Called at the end of what the client sends, too: one that only closed its half can't be told from one that has gone. */
  whenGone(listener: () => void): () => void {
    const { socket } = this;
    socket.on('end', listener);
    socket.on('close', listener);
    return () => {
      socket.off('end', listener);
      socket.off('close', listener);
    };
  }

  get isRunning(): boolean {
    return this.idleSince === undefined;
  }

  readonly #onData = (bytes: Buffer): void => {
    if (!this.isRunning) this.#begin(bytes);
    else this.#hold(this.body === undefined ? bytes : this.body.feed(bytes));
  };

  /** A client that sent all of its requests may still wait for the answers. */
  readonly #onEnd = (): void => {
    this.#ended = true;
    if (!this.isRunning) this.socket.destroySoon();
    else if (this.body !== undefined && this.body.missing > 0) this.socket.destroy();
  };

  readonly #onClose = (): void => {
    this.body?.breakOff();
    const wasRunning = this.isRunning;
    this.idleSince = performance.now();
    if (wasRunning) this.#host.onEnd();
  };

  /** The beginning of the next request, which waits for its turn where the socket keeps it. */
  #hold(bytes: Buffer | undefined): void {
    if (bytes === undefined) return;
    this.socket.pause();
    this.socket.unshift(bytes);
  }

  #begin(bytes: Buffer): void {
    const head = readPlainHead(bytes);
    if (head === undefined || this.#host.isForNodeHttp(head)) {
      this.#passOn(bytes);
      return;
    }
    this.idleSince = undefined;
    this.used = true;
    this.seen = -1;
    const body = new PlainBody(this.socket, head.contentLength);
    this.body = body;
    if (bytes.length > head.end) this.#hold(body.feed(bytes.subarray(head.end)));
    const request: WireRequest = {
      method: head.method,
      target: head.target,
      headers: head.headers,
      body,
      scheme: this.#scheme,
      remoteAddress: this.#remoteAddress,
      client: this,
    };
    this.#host.serve(request).then(
      (answer) => {
        this.#ready = { request, answer };
        answerAtEndOfTurn(this);
      },
      (error: unknown) => this.#fail(request, error),
    );
  }

  #passOn(bytes: Buffer): void {
    const { socket } = this;
    socket.off('data', this.#onData);
    socket.off('end', this.#onEnd);
    socket.off('close', this.#onClose);
    socket.off('error', ignoreError);
    this.#onPassedOn(this);
    socket.pause();
    socket.unshift(bytes);
    this.#host.passToNodeHttp(socket);
    process.nextTick(() => socket.resume());
  }

  writeAnswer(): void {
    const ready = this.#ready;
    this.#ready = undefined;
    if (ready !== undefined) this.#answer(ready.request, ready.answer);
  }

  #answer(request: WireRequest, answer: WireResponse, mustClose = false): void {
    const { socket } = this;
    if (socket.destroyed) return;
    const last = mustClose || this.#host.isStopping;
    let streaming: Promise<void> | undefined;
    try {
      streaming = writePlainAnswer(answer, socket, {
        isHead: request.method === 'HEAD',
        extra: corsHeaders(request.headers, answer),
        connection: last ? CLOSE : this.#keepAlive,
      });
    } catch (error) {
      this.#fail(request, error);
      return;
    }
    if (streaming === undefined) {
      this.#flushed(last);
      return;
    }
    streaming.then(
      () => this.#flushed(last),
      (error: unknown) => {
        this.#host.onBrokenAnswer(error);
        socket.destroy();
      },
    );
  }

  /** The answer was written; the next request waits until a slow client has taken it. */
  #flushed(last: boolean): void {
    const { socket } = this;
    if (socket.destroyed) return;
    if (socket.writableNeedDrain) socket.once('drain', () => this.#finishBody(last));
    else this.#finishBody(last);
  }

  #finishBody(last: boolean): void {
    const { body, socket } = this;
    if (body === undefined || body.missing === 0) {
      this.#next(last);
      return;
    }
    const limit = setTimeout(() => socket.destroy(), this.#host.bodyIdleMs);
    limit.unref();
    socket.once('close', () => clearTimeout(limit));
    void body.discard(this.#host.drainBytes).then(() => {
      clearTimeout(limit);
      this.#next(last);
    });
  }

  #next(last: boolean): void {
    const { socket } = this;
    if (last || this.#ended || this.#host.isStopping) {
      // The request is over when its answer has left, which 'close' tells.
      socket.destroySoon();
      return;
    }
    this.body = undefined;
    this.idleSince = performance.now();
    this.#host.onEnd();
    if (socket.isPaused()) socket.resume();
  }

  #fail(request: WireRequest, error: unknown): void {
    const refusal = this.#host.refusalOf(error);
    if (refusal === undefined) this.socket.destroy();
    else this.#answer(request, refusal, true);
  }
}

/** 'close' follows, and whoever reads the body hears of it there. */
function ignoreError(): void {}
