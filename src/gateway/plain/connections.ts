/** All connections of plain requests: their limits in time, and their end. */
import type { Socket } from 'node:net';
import { PlainConnection, type PlainHost } from './connection.js';

export class PlainConnections {
  readonly #all = new Set<PlainConnection>();
  readonly #host: PlainHost;
  /** Milliseconds for a connection's first request to come. */
  readonly #headersMs: number;

  constructor(host: PlainHost, headersMs: number) {
    this.#host = host;
    this.#headersMs = headersMs;
  }

  get areRunning(): boolean {
    for (const connection of this.#all) if (connection.isRunning) return true;
    return false;
  }

  accept(socket: Socket): void {
    const connection = new PlainConnection(socket, this.#host, (passed) => this.#all.delete(passed));
    this.#all.add(connection);
    socket.on('close', () => this.#all.delete(connection));
  }

  /** Called once in the time that a body may stand still. */
  dropStalled(): void {
    for (const connection of this.#all) {
      const { body } = connection;
      if (!connection.isRunning || body === undefined || !body.waiting) continue;
      if (body.received === connection.seen) connection.socket.destroy();
      connection.seen = body.received;
    }
  }

  /** Ends connections whose next request doesn't come. */
  dropIdle(): void {
    const now = performance.now();
    for (const { idleSince, used, socket } of this.#all) {
      if (idleSince === undefined) continue;
      if (now - idleSince > (used ? this.#host.keepAliveMs : this.#headersMs)) socket.destroySoon();
    }
  }

  closeIdle(): void {
    for (const { isRunning, socket } of this.#all) if (!isRunning) socket.destroySoon();
  }

  closeAll(): void {
    for (const { socket } of this.#all) socket.destroy();
  }
}
