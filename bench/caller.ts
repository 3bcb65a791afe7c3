/** One connection to a server: the next request goes when the last answer is complete. */
import { connect } from 'node:net';

export interface Caller {
  /** One call at a time. @returns the whole answer */
  ask(request: Buffer): Promise<Buffer>;
  close(): void;
}

export function connectTo(port: number): Caller {
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  let chunks: Buffer[] = [];
  let missing: number | undefined;
  let waiting: { resolve(answer: Buffer): void; reject(error: Error): void } | undefined;
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    missing = missing === undefined ? missingAfter(Buffer.concat(chunks)) : missing - chunk.length;
    if (missing !== 0) return;
    const answer = Buffer.concat(chunks);
    chunks = [];
    missing = undefined;
    if (answer[9] === 0x32) waiting?.resolve(answer);
    else waiting?.reject(new Error(answer.toString('utf8', 0, 1000)));
  });
  socket.on('error', (error) => waiting?.reject(error));
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}

/** Bytes of the answer that have yet to come; undefined while its head is incomplete. */
export function missingAfter(received: Buffer): number | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  // A 204 has neither a body nor its length.
  const length = /content-length: *(\d+)/i.exec(received.toString('latin1', 0, end))?.[1] ?? 0;
  return end + 4 + Number(length) - received.length;
}
