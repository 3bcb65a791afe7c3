/** Puts an emulator together and a gateway before it. */
import { openEmulator } from './emulator-opening.js';
import type { Emulator } from './gateway/emulator.js';
import { Gateway } from './gateway/server.js';
import { type Certificate, makeCertificate, readCertificate } from './gateway/tls.js';
import type { Options } from './options.js';
import { behaviours } from './services/registry.js';

export interface Running {
  /** `http://127.0.0.1:4566` */
  readonly endpoint: string;
  readonly port: number;
  readonly emulator: Emulator;
  /** PEM of the certificate that https is answered with. */
  readonly certificate: string | undefined;
  /** Finishes what runs, within 5 s, and what is written. */
  stop(): Promise<void>;
}

/** @throws OptionError when an option can't be followed: a port in use, a data directory that can't be written. */
export async function start(options: Options): Promise<Running> {
  const certificate = await certificateFor(options);
  const emulator = await openEmulator(options);
  const gateway = new Gateway({
    dispatch: (request) => emulator.dispatch(request),
    loadAdmin: async () => {
      const { createAdminHandler } = await import('./gateway/admin/entry.js');
      return createAdminHandler({ emulator, services: behaviours(), allowedHosts: { bound: options.host, names: options.allowedHosts } });
    },
    onFailure: (error, about) => emulator.log.error({ error }, about),
    certificate,
  });
  try {
    const { port } = await gateway.listen(options.port, options.host);
    const host = reachable(options.host);
    return {
      endpoint: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
      port,
      emulator,
      certificate: certificate?.cert,
      stop: async () => {
        const stopped = gateway.stop();
        emulator.beginStop();
        await stopped;
        await emulator.close();
      },
    };
  } catch (error) {
    await emulator.close();
    throw error;
  }
}

async function certificateFor({ tls, tlsCert, tlsKey }: Options): Promise<Certificate | undefined> {
  if (tlsCert !== undefined && tlsKey !== undefined) return readCertificate(tlsCert, tlsKey);
  return tls ? makeCertificate() : undefined;
}

/** An address that stands for all of the machine's is no address to call. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}
