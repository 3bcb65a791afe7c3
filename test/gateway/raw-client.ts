/** HTTP by hand, for what no HTTP client would send. */
import { connect, type Socket } from 'node:net';

export interface RawConnection {
  readonly socket: Socket;
  send(text: string | Uint8Array): void;
  /** Waits until what came so far matches; returns all of it. Rejects when the connection ends first. */
  until(pattern: RegExp): Promise<string>;
  /** Everything, once the other side has closed. */
  rest(): Promise<string>;
  close(): void;
}

export function openRaw(port: number): RawConnection {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  let ended = false;
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const end = (): void => {
    ended = true;
    changed();
  };
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => {
    received += text;
    changed();
  });
  socket.on('error', end);
  socket.on('close', end);
  const wait = <T>(look: () => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        const found = look();
        if (found === undefined && !ended) return;
        listeners.delete(check);
        if (found === undefined) reject(new Error(`the connection ended after: ${received}`));
        else resolve(found);
      };
      listeners.add(check);
      check();
    });
  return {
    socket,
    send: (text) => socket.write(text),
    until: (pattern) => wait(() => (pattern.test(received) ? received : undefined)),
    rest: () => wait(() => (ended ? received : undefined)),
    close: () => socket.destroy(),
  };
}
