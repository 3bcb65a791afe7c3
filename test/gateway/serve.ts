/** A gateway on a free port before a dispatch that the test gives. */
import { afterEach } from 'vitest';
import type { WireRequest, WireResponse } from '../../src/contract/wire.js';
import { Gateway, type GatewayLimits } from '../../src/gateway/server.js';
import { openRaw, type RawConnection } from './raw-client.js';

export type Dispatch = (request: WireRequest) => Promise<WireResponse>;

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

export interface Served {
  readonly gateway: Gateway;
  readonly port: number;
  readonly failures: unknown[];
  raw(): RawConnection;
  url(path: string): string;
}

export async function serve(dispatch: Dispatch, limits: Partial<GatewayLimits> = {}): Promise<Served> {
  const failures: unknown[] = [];
  const gateway = new Gateway({
    dispatch,
    loadAdmin: async () => (_request, response) => response.end('admin'),
    onFailure: (error) => failures.push(error),
    limits,
  });
  const { port } = await gateway.listen(0, '127.0.0.1');
  open.push({ close: () => gateway.stop() });
  const raw = (): RawConnection => {
    const connection = openRaw(port);
    open.push(connection);
    return connection;
  };
  return { gateway, port, failures, raw, url: (path) => `http://127.0.0.1:${port}${path}` };
}

export const text = (body: string, status = 200): WireResponse => ({ status, headers: { 'Content-Type': 'text/plain' }, body });

/** Answers what arrived. */
export const echo: Dispatch = async (request) => {
  const bytes = await request.body.read(1 << 20);
  return text(`${request.method} ${request.target} ${request.headers.host ?? '-'} ${Buffer.from(bytes).toString()}`);
};

/** A promise, and the function that resolves it. */
export function signal<T = void>(): { readonly done: Promise<T>; readonly set: (value: T) => void } {
  let set: (value: T) => void = () => undefined;
  const done = new Promise<T>((resolve) => {
    set = resolve;
  });
  return { done, set };
}
