/** An HTTP endpoint of this machine that remembers what it gets and answers as it is told. */
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A status, or no answer at all. */
export type ReceiverAnswer = number | 'hang' | { readonly status: number; readonly headers: Readonly<Record<string, string>> };

export interface Receiver {
  /** Without a slash at its end. */
  readonly url: string;
  readonly received: readonly Received[];
  /** Of the next requests, one each; 200 after them. */
  answers: ReceiverAnswer[];
  /** The next request that nobody has taken yet, as soon as it is there. */
  next(): Promise<Received>;
  /** Resolves once every connection has been closed by its other end. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export async function openReceiver(tls?: { readonly cert: string; readonly key: string }, port = 0): Promise<Receiver> {
  const received: Received[] = [];
  const waiting: ((request: Received) => void)[] = [];
  const taken: Received[] = [];
  const answers: ReceiverAnswer[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const got = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
      received.push(got);
      const answer = receiver.answers.shift() ?? 200;
      if (answer !== 'hang') {
        const { status, headers: more } = typeof answer === 'number' ? { status: answer, headers: {} } : answer;
        response.writeHead(status, more).end();
      }
      const waiter = waiting.shift();
      if (waiter === undefined) taken.push(got);
      else waiter(got);
    });
  };
  const server: Server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  const sockets = new Set<Socket>();
  let whenIdle: () => void = () => undefined;
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
      if (sockets.size === 0) whenIdle();
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  // A TCP server has a port.
  const address = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${address.port}`,
    received,
    answers,
    next: () => {
      const first = taken.shift();
      return first === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(first);
    },
    idle: () =>
      new Promise((resolve) => {
        whenIdle = resolve;
        if (sockets.size === 0) resolve();
      }),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return receiver;
}
