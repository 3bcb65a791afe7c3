/** Keeps web pages away from the admin paths: by their origin, and by the Host that a rebound DNS name would show. */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

export interface AllowedHosts {
  /** The address that the gateway was told to listen on. */
  readonly bound: string;
  /** Names that the user allows besides. */
  readonly names: readonly string[];
}

/** @returns why the request is refused; undefined when it may pass. */
export function refusalOf(request: IncomingMessage, allowed: AllowedHosts): string | undefined {
  const { host = '', origin } = request.headers;
  if (!isAllowed(nameOf(host), request.socket.localAddress, allowed)) {
    return `The Host '${host}' isn't one of this emulator's. Allow it with --allowed-hosts.`;
  }
  const scheme = 'encrypted' in request.socket ? 'https' : 'http';
  const site = request.headers['sec-fetch-site'];
  const foreign =
    (origin !== undefined && origin !== `${scheme}://${host}`) || (site !== undefined && site !== 'same-origin' && site !== 'none');
  return foreign ? "Pages of other origins can't use the emulator's own paths." : undefined;
}

function nameOf(host: string): string {
  return host
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .toLowerCase();
}

function isAllowed(name: string, localAddress: string | undefined, { bound, names }: AllowedHosts): boolean {
  if (name === 'localhost' || name.endsWith('.localhost') || name === '127.0.0.1' || name === '::1') return true;
  if (name === 'localhost.localstack.cloud' || name.endsWith('.localhost.localstack.cloud')) return true;
  if (name === bound.toLowerCase() || names.some((allowed) => allowed.toLowerCase() === name)) return true;
  // A rebound name is never an address; this one is where the connection arrived.
  return isIP(name) !== 0 && name === localAddress?.replace(/^::ffff:/, '');
}
