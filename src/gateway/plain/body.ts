/** The body of a plain request: so many bytes that follow its head. */
import type { Socket } from 'node:net';
import { BodyBroken, BodyTooLarge } from '../../contract/body-errors.js';
import type { ByteStream, WireBody } from '../../contract/wire.js';
import type { BodyProgress } from '../wire-node.js';

/** Bytes that may wait for a reader before the client is made to wait. */
const MOST_HELD = 256 * 1024;
const noBytes = new Uint8Array(0);
const noTrailers = {};

interface Waiting {
  resolve(): void;
  reject(error: Error): void;
}

export class PlainBody implements WireBody, BodyProgress {
  readonly length: number;
  received = 0;
  readonly #socket: Socket;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #use: 'none' | 'read' | 'stream' | 'discard' = 'none';
  #waiting: Waiting | undefined;
  #discardLimit = 0;
  #broken: BodyBroken | undefined;

  constructor(socket: Socket, length: number) {
    this.#socket = socket;
    this.length = length;
  }

  /** Bytes that have yet to come. */
  get missing(): number {
    return this.length - this.received;
  }

  get waiting(): boolean {
    return this.#waiting !== undefined;
  }

  /** Takes what is the body's of the bytes that came. @returns what follows the body, if anything. */
  feed(bytes: Buffer): Buffer | undefined {
    const { missing } = this;
    const own = bytes.length <= missing ? bytes : bytes.subarray(0, missing);
    this.received += own.length;
    if (this.#use === 'discard') {
      if (this.received > this.#discardLimit) this.#socket.destroy();
    } else if (own.length > 0) {
      this.#held.push(own);
      this.#heldBytes += own.length;
      if (this.#heldBytes > MOST_HELD && this.#use !== 'read' && this.missing > 0) this.#socket.pause();
    }
    if (this.missing === 0 || this.#use === 'stream') this.#wake();
    return own.length === bytes.length ? undefined : bytes.subarray(own.length);
  }

  /** The connection is gone. */
  breakOff(): void {
    if (this.missing === 0) return;
    this.#broken = new BodyBroken('the client closed the connection');
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(this.#broken);
  }

  read(limit: number): Promise<Uint8Array> {
    if (this.length === 0) return Promise.resolve(noBytes);
    if (this.length > limit) return Promise.reject(new BodyTooLarge(limit));
    this.#take('read');
    return this.missing === 0 ? Promise.resolve(this.#takeAll()) : this.#more().then(() => this.#takeAll());
  }

  stream(): ByteStream {
    if (this.length !== 0) this.#take('stream');
    const chunks: AsyncIterator<Uint8Array> = {
      next: () => this.#next(),
      // Whoever stops reading early still has an answer to send on this socket.
      return: async () => ({ done: true, value: undefined }),
    };
    const takeAll = (): Uint8Array | undefined => (this.missing === 0 ? this.#takeAll() : undefined);
    return { length: this.length, trailers: () => noTrailers, takeAll, [Symbol.asyncIterator]: () => chunks };
  }

  /**
   * Reads on to the end of a body that nobody wants: a client that still sends wouldn't see the answer otherwise.
   * @param limit bytes; a client that sends more loses its connection.
   * @returns when the body is over; never for a connection that breaks.
   */
  async discard(limit: number): Promise<void> {
    const reader = this.#waiting;
    this.#use = 'discard';
    this.#held = [];
    if (this.missing > 0) this.#broken = new BodyBroken('it was answered before its end');
    if (this.#broken !== undefined) reader?.reject(this.#broken);
    this.#discardLimit = this.received + limit;
    this.#socket.resume();
    if (this.missing > 0) await new Promise<void>((resolve) => (this.#waiting = { resolve, reject: () => undefined }));
  }

  async #next(): Promise<IteratorResult<Uint8Array, undefined>> {
    while (this.#held.length === 0) {
      if (this.missing === 0) return { done: true, value: undefined };
      await this.#more();
    }
    const value = this.#held.shift() ?? noBytes;
    this.#heldBytes -= value.length;
    if (this.#heldBytes === 0 && this.missing > 0 && this.#socket.isPaused()) this.#socket.resume();
    return { done: false, value };
  }

  #takeAll(): Uint8Array {
    const [first = noBytes] = this.#held;
    const all = this.#held.length === 1 ? first : Buffer.concat(this.#held, this.length);
    this.#held = [];
    return all;
  }

  #more(): Promise<void> {
    if (this.#broken !== undefined) return Promise.reject(this.#broken);
    return new Promise((resolve, reject) => (this.#waiting = { resolve, reject }));
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve();
  }

  #take(use: 'read' | 'stream'): void {
    if (this.#use !== 'none') throw new Error('The body was read already.');
    this.#use = use;
    if (use === 'read' && this.missing > 0 && this.#socket.isPaused()) this.#socket.resume();
  }
}
