import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { WireResponse } from '../../../src/contract/wire.js';
import { echo, serve, signal, text } from '../serve.js';

const answerOf = (held: readonly Uint8Array[]): WireResponse => ({
  status: 200,
  headers: { 'Content-Length': String(held.reduce((sum, { length }) => sum + length, 0)) },
  body: {
    held,
    async *[Symbol.asyncIterator]() {
      yield* held;
    },
  },
});

describe('a connection of plain requests', () => {
  it('ends when no request comes in time, and when the next one does not', async () => {
    const { raw } = await serve(echo, { headersMs: 20, keepAliveMs: 30 });
    expect(await raw().rest()).toBe('');
    const client = raw();
    client.send('GET /a HTTP/1.1\r\nHost: h\r\n\r\n');
    expect(await client.rest()).toMatch(/GET \/a h $/);
  });

  it('still answers a client that has closed its own side', async () => {
    const release = signal();
    const begun = signal();
    const { raw } = await serve(async () => {
      begun.set();
      await release.done;
      return text('answered');
    });
    const client = raw();
    client.send('GET /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n');
    client.socket.end();
    await begun.done;
    release.set();
    expect((await client.rest()).match(/answered/g)).toHaveLength(2);
  });

  it('goes over to node:http for good when a request is not plain', async () => {
    const { raw } = await serve(echo);
    const client = raw();
    client.send('GET /plain HTTP/1.1\r\nHost: h\r\n\r\n');
    await client.until(/GET \/plain h $/);
    client.send(
      'PUT /chunked HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\nGET /after HTTP/1.1\r\nHost: h\r\n\r\n',
    );
    expect(await client.until(/GET \/after h $/)).toContain('PUT /chunked h x');
  });

  it('makes a client wait whose body nobody reads', async () => {
    const release = signal();
    let received = 0;
    const { raw } = await serve(async (request) => {
      await release.done;
      for await (const chunk of request.body.stream()) received += chunk.length;
      return text('all');
    });
    const client = raw();
    const size = 32 * 1024 * 1024;
    client.send(`PUT /k HTTP/1.1\r\nHost: h\r\nContent-Length: ${size}\r\n\r\n`);
    client.send(new Uint8Array(size));
    let left = -1;
    while (client.socket.bytesWritten === 0 || left !== client.socket.writableLength) {
      left = client.socket.writableLength;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    // The write stands still: its bytes are the client's to hold.
    expect(client.socket.writableLength).toBeGreaterThan(0);
    release.set();
    await client.until(/all$/);
    expect(received).toBe(size);
  });

  it('waits with the next request until a slow client has taken the answer', async () => {
    let served = 0;
    const { raw } = await serve(async () => {
      served += 1;
      return { status: 200, headers: {}, body: new Uint8Array(16 * 1024 * 1024) };
    });
    const client = raw();
    client.socket.pause();
    client.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n'.repeat(20));
    let seen = -1;
    while (served === 0 || served !== seen) {
      seen = served;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(served).toBeLessThan(3);
  });
});

describe('the answer to a plain request', () => {
  it('is UTF-8 in its body and bytes in its headers', async () => {
    const { raw } = await serve(async (request) => ({
      status: 200,
      headers: { 'x-latin': 'caf\xe9' },
      body: request.target === '/long' ? '\u20ac'.repeat(10_000) : '\u20ac',
    }));
    const client = raw();
    client.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    expect(await client.until(/\r\n\r\n\xe2\x82\xac$/)).toMatch(/x-latin: caf\xe9\r\n[\s\S]*Content-Length: 3\r\n/);
    client.send('GET /long HTTP/1.1\r\nHost: h\r\n\r\n');
    await client.until(/Content-Length: 30000\r\n[\s\S]*\r\n\r\n(?:\xe2\x82\xac){10000}$/);
  });

  it('is whole and in order where its bytes are held in memory, more of them than leave at once', async () => {
    const held = Array.from({ length: 160 }, (_, i) => Buffer.alloc(64 * 1024, `piece ${i} `));
    const { url, raw } = await serve(async () => answerOf(held));
    const expected = createHash('sha256').update(Buffer.concat(held)).digest('hex');
    for (let round = 0; round < 2; round += 1) {
      const body = Buffer.from(await (await fetch(url('/'))).arrayBuffer());
      expect(createHash('sha256').update(body).digest('hex')).toBe(expected);
    }
    const client = raw();
    client.send('HEAD / HTTP/1.1\r\nHost: h\r\n\r\nHEAD /again HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
    expect(await client.rest()).toMatch(/^HTTP\/1.1 200 OK\r\n[\s\S]*?\r\n\r\nHTTP\/1.1 200 OK\r\n[\s\S]*?\r\n\r\n$/);
  });

  it('of which much is held in memory may be left half-way', async () => {
    const held = Array.from({ length: 400 }, () => new Uint8Array(64 * 1024));
    const { gateway, raw, failures } = await serve(async () => answerOf(held));
    const client = raw();
    client.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    await client.until(/HTTP\/1.1 200 OK/);
    client.socket.destroy();
    // It waits for the requests that run.
    await gateway.stop();
    expect(failures).toEqual([]);
  });

  it.each([
    ['x-a', 'a\r\nSet-Cookie: b'],
    ['x-a', '\u20ac'],
    ['x a', 'b'],
  ])('is a 500 instead of a broken head: %j %j', async (name, value) => {
    const { raw, failures } = await serve(async () => ({ status: 200, headers: { [name]: value }, body: 'x' }));
    const client = raw();
    client.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    expect(await client.rest()).toMatch(/^HTTP\/1.1 500 Internal Server Error\r\n/);
    expect(failures).toHaveLength(1);
  });
});
