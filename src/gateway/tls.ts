/** https on the port that also speaks http: the first byte of a connection tells which it is. */
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { OptionError } from '../options.js';

export interface Certificate {
  /** PEM. */
  readonly cert: string;
  readonly key: string;
}

/** The first byte of a TLS record that holds a handshake; no HTTP method begins with it. */
const tlsHandshake = 0x16;
/** A connection that says nothing for so long is closed. */
const firstByteTimeoutMs = 30_000;

/** Endpoint prefixes that clients put before `.localhost`: no client accepts a wildcard that stands directly before a top-level domain. */
const prefixes = 'apigateway dynamodb events execute-api firehose iam kinesis kms lambda logs monitoring s3 secretsmanager sns sqs ssm sts';

const dnsNames = [
  'localhost',
  '*.localhost',
  ...prefixes.split(' ').map((prefix) => `${prefix}.localhost`),
  'localhost.localstack.cloud',
  '*.localhost.localstack.cloud',
  ...['localhost', 'localhost.localstack.cloud', 'amazonaws.com', 'us-east-1.amazonaws.com'].map((domain) => `*.s3.${domain}`),
];

/** Good for a year, for the names under which an emulator is called. */
export async function makeCertificate(): Promise<Certificate> {
  // CommonJS: once bundled it has a default export alone.
  const { default: selfsigned } = await import('selfsigned');
  const made = await selfsigned.generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...dnsNames.map((value) => ({ type: 2 as const, value })),
          { type: 7 as const, ip: '127.0.0.1' },
          { type: 7 as const, ip: '::1' },
        ],
      },
    ],
  });
  return { cert: made.cert, key: made.private };
}

/** @throws OptionError when a file can't be read. */
export async function readCertificate(certFile: string, keyFile: string): Promise<Certificate> {
  const read = async (flag: string, file: string): Promise<string> => {
    try {
      return await readFile(file, 'utf8');
    } catch (error) {
      throw new OptionError(`${flag}: can't read ${file}: ${error instanceof Error ? error.message : String(error)}.`);
    }
  };
  return { cert: await read('--tls-cert', certFile), key: await read('--tls-key', keyFile) };
}

/**
 * Makes an http server take TLS connections too. It stays one server: its limits, timeouts and close() hold for both.
 * @returns what closes the connections that the server doesn't know yet, before their first byte or within their handshake
 * @throws OptionError when the certificate and key aren't usable.
 */
export async function acceptTls(server: Server, certificate: Certificate): Promise<() => void> {
  const tls = await import('node:tls');
  const asHttp = server.listeners('connection');
  const serveHttp = (socket: Socket): void => {
    for (const listener of asHttp) listener.call(server, socket);
  };
  let secure: import('node:tls').Server;
  try {
    secure = tls.createServer({ ...certificate, ALPNProtocols: ['http/1.1'] }, serveHttp);
  } catch (error) {
    throw new OptionError(`The TLS certificate can't be used: ${error instanceof Error ? error.message : String(error)}.`);
  }
  secure.on('tlsClientError', (_error, socket) => socket.destroy());

  const sockets = new Set<Socket>();
  const serveUnknown = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    const giveUp = (): void => {
      socket.destroy();
    };
    socket.setTimeout(firstByteTimeoutMs, giveUp);
    socket.on('error', giveUp);
    socket.once('data', (bytes: Buffer) => {
      socket.setTimeout(0);
      socket.off('timeout', giveUp);
      socket.off('error', giveUp);
      socket.pause();
      socket.unshift(bytes);
      if (bytes[0] === tlsHandshake) {
        secure.emit('connection', socket);
      } else {
        serveHttp(socket);
        process.nextTick(() => socket.resume());
      }
    });
  };
  server.removeAllListeners('connection');
  server.on('connection', serveUnknown);
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}
