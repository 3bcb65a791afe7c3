/** Closed-loop load over raw sockets: each connection sends its next request when the last answer is complete. */
import { connect, type Socket } from 'node:net';
import { missingAfter } from './caller.js';

export interface Load {
  readonly requests: number;
  readonly seconds: number;
}

/** Of all figures that don't say otherwise. */
export const CONNECTIONS = 16;

/** How long: for so many seconds, or so many requests, whichever is over first. */
export interface LoadLimits {
  readonly seconds?: number;
  readonly requests?: number;
  readonly connections?: number;
}

/** @param nextRequest the whole request, head and body, for the n-th call. Answers other than 2xx end the run with an error. */
export async function runLoad(port: number, limits: LoadLimits, nextRequest: (n: number) => Buffer): Promise<Load> {
  const { seconds = Number.POSITIVE_INFINITY, requests = Number.POSITIVE_INFINITY, connections = CONNECTIONS } = limits;
  const startedAt = performance.now();
  const run = { sent: 0, done: 0, requests, stopAt: startedAt + seconds * 1000 };
  await Promise.all(Array.from({ length: Math.min(connections, requests) }, () => runConnection(port, run, nextRequest)));
  return { requests: run.done, seconds: (performance.now() - startedAt) / 1000 };
}

interface Run {
  sent: number;
  done: number;
  readonly requests: number;
  readonly stopAt: number;
}

function runConnection(port: number, run: Run, nextRequest: (n: number) => Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    let head: Buffer | undefined;
    let missing: number | undefined;
    const send = (): void => {
      socket.write(nextRequest(run.sent++));
    };
    socket.once('connect', send);
    socket.on('data', (chunk) => {
      if (missing !== undefined) missing -= chunk.length;
      else {
        head = head === undefined ? chunk : Buffer.concat([head, chunk]);
        missing = missingAfter(head);
      }
      if (missing !== 0) return;
      if (head?.[9] !== 0x32) {
        socket.destroy();
        reject(new Error(head?.toString('utf8', 0, 1000)));
        return;
      }
      head = undefined;
      missing = undefined;
      run.done++;
      if (run.sent < run.requests && performance.now() < run.stopAt) send();
      else socket.end(() => resolve());
    });
    socket.on('error', reject);
  });
}
