/** Closed-loop load over raw sockets: each connection sends its next request when the last answer is complete. */
import { connect, type Socket } from 'node:net';

export interface Load {
  readonly requests: number;
  readonly seconds: number;
}

const CONNECTIONS = 16;

/** @param nextRequest the whole request, head and body, for the n-th call. Answers other than 2xx end the run with an error. */
export async function runLoad(port: number, seconds: number, nextRequest: (n: number) => Buffer, connections = CONNECTIONS): Promise<Load> {
  const state = { sent: 0, done: 0, stopAt: performance.now() + seconds * 1000 };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: connections }, () => runConnection(port, state, nextRequest)));
  return { requests: state.done, seconds: (performance.now() - startedAt) / 1000 };
}

function runConnection(
  port: number,
  state: { sent: number; done: number; readonly stopAt: number },
  nextRequest: (n: number) => Buffer,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    let received = Buffer.alloc(0);
    const send = (): void => {
      socket.write(nextRequest(state.sent++));
    };
    socket.once('connect', send);
    socket.on('data', (chunk) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const length = answerLength(received);
      if (length === undefined || received.length < length) return;
      if (received[9] !== 0x32) {
        socket.destroy();
        reject(new Error(received.toString('utf8').slice(0, 1000)));
        return;
      }
      received = received.subarray(length);
      state.done++;
      if (performance.now() < state.stopAt) send();
      else socket.end(() => resolve());
    });
    socket.on('error', reject);
  });
}

/** Bytes of the whole answer; undefined while its head is incomplete. */
function answerLength(received: Buffer): number | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const length = /content-length: *(\d+)/i.exec(received.toString('latin1', 0, end))?.[1];
  return end + 4 + Number(length ?? 0);
}
