import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as tlsConnect } from 'node:tls';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Gateway } from '../../src/gateway/server.js';
import { type Certificate, makeCertificate, readCertificate } from '../../src/gateway/tls.js';
import { OptionError } from '../../src/options.js';
import { openRaw } from './raw-client.js';

let certificate: Certificate;
beforeAll(async () => {
  certificate = await makeCertificate();
});

let gateway: Gateway | undefined;
afterEach(async () => gateway?.stop());

async function listen(): Promise<number> {
  gateway = new Gateway({
    dispatch: async (request) => ({
      status: 200,
      headers: {},
      body: `${request.scheme} ${await request.body.read(1 << 24).then((b) => b.length)}`,
    }),
    loadAdmin: async () => (_request, response) => response.end('admin'),
    onFailure: (error) => {
      throw error;
    },
    certificate,
  });
  return (await gateway.listen(0, '127.0.0.1')).port;
}

function post(port: number, servername: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { port, host: '127.0.0.1', servername, ca: certificate.cert, method: 'POST', path: '/', agent: false as const };
    const request = httpsRequest(options, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += String(chunk);
      });
      response.on('end', () => resolve(text));
    });
    request.on('error', reject);
    request.end(body);
  });
}

describe('one port', () => {
  it('answers https and http', async () => {
    const port = await listen();
    expect(await post(port, 'localhost', '{}')).toBe('https 2');
    expect(await (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: '{}' })).text()).toBe('http 2');
    const long = 'x'.repeat(3_000_000);
    expect(await post(port, 'localhost', long)).toBe('https 3000000');
    expect(await (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: long })).text()).toBe('http 3000000');
  });

  it('takes a plain request that arrives byte by byte on a kept connection', async () => {
    const client = openRaw(await listen());
    for (const byte of 'GET / HTTP/1.1\r\nHost: h\r\n\r\n') {
      client.send(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await client.until(/http 0$/);
    client.send('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}');
    await client.until(/http 2$/);
    client.close();
  });

  it('survives bytes that only begin like TLS, and a client that leaves during the handshake', async () => {
    const port = await listen();
    const client = openRaw(port);
    client.send(new Uint8Array([0x16, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]));
    await client.rest();
    const leaving = openRaw(port);
    leaving.send(new Uint8Array([0x16, 0x03, 0x01]));
    leaving.close();
    expect(await post(port, 'localhost', '')).toBe('https 0');
  });

  it('stops with TLS connections open', async () => {
    const port = await listen();
    const socket = tlsConnect({ port, host: '127.0.0.1', servername: 'localhost', ca: certificate.cert });
    await new Promise<void>((resolve) => socket.once('secureConnect', () => resolve()));
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    await gateway?.stop();
    await closed;
  });
});

describe('the certificate', () => {
  it.each(['localhost', 'my-bucket.s3.localhost.localstack.cloud', 'sqs.localhost', 'my-bucket.s3.amazonaws.com'])(
    'is good for %s',
    async (name) => {
      expect(await post(await listen(), name, '')).toBe('https 0');
    },
  );

  it("isn't good for other names", async () => {
    await expect(post(await listen(), 'example.org', '')).rejects.toThrow(/Hostname\/IP does not match/);
  });

  it('can be read from files, and a bad one is refused in one line', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tinsmith-tls-'));
    try {
      const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
      await writeFile(certFile, certificate.cert);
      await expect(readCertificate(certFile, keyFile)).rejects.toThrow(OptionError);
      await writeFile(keyFile, certificate.key);
      expect(await readCertificate(certFile, keyFile)).toEqual(certificate);
      const other = new Gateway({
        dispatch: () => Promise.reject(new Error('unreachable')),
        loadAdmin: () => Promise.reject(new Error('unreachable')),
        onFailure: () => undefined,
        certificate: { cert: 'no PEM', key: certificate.key },
      });
      await expect(other.listen(0, '127.0.0.1')).rejects.toThrow(/The TLS certificate can't be used/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
