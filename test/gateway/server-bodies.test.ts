import { describe, expect, it } from 'vitest';
import { BodyBroken, BodyTooLarge } from '../../src/contract/body-errors.js';
import { serve, signal, text } from './serve.js';

describe('bodies', () => {
  it('refuses one past the limit without reading it, and the connection lives on once it has passed', async () => {
    const tried: unknown[] = [];
    const { raw } = await serve(async (request) => {
      try {
        await request.body.read(10);
        return text('read');
      } catch (error) {
        tried.push(error);
        return text('too large', 413);
      }
    });
    const client = raw();
    client.send(`POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 200000\r\n\r\n${'x'.repeat(100000)}`);
    await client.until(/413 Payload Too Large/);
    client.send('x'.repeat(100000));
    client.send(`POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n6\r\nfghijk\r\n0\r\n\r\n`);
    await client.until(/413[\s\S]*413 Payload Too Large/);
    client.send('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n0123456789');
    await client.until(/read$/);
    expect(tried).toHaveLength(2);
    for (const error of tried) expect(error).toBeInstanceOf(BodyTooLarge);
  });

  it('closes the connection of a client that goes on sending what nobody wants', async () => {
    const { raw } = await serve(async () => text('refused', 400), { drainBytes: 1 << 20 });
    const client = raw();
    client.send(`POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000000\r\n\r\n`);
    await client.until(/refused$/);
    const block = 'x'.repeat(1 << 16);
    const more = setInterval(() => client.send(block), 1);
    await client.rest();
    clearInterval(more);
  });

  it('streams: the operation sees the first bytes before the client has sent the last', async () => {
    const first = signal<string>();
    const { raw } = await serve(async (request) => {
      const stream = request.body.stream();
      let all = '';
      for await (const chunk of stream) {
        all += Buffer.from(chunk).toString();
        first.set(all);
      }
      return text(`${stream.length}:${all}:${stream.trailers?.()['x-amz-checksum-crc32'] ?? ''}`);
    });
    const client = raw();
    client.send('PUT /k HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTrailer: x-amz-checksum-crc32\r\n\r\n3\r\nabc\r\n');
    expect(await first.done).toBe('abc');
    client.send('3\r\ndef\r\n0\r\nx-amz-checksum-crc32: AAAAAA==\r\n\r\n');
    await client.until(/undefined:abcdef:AAAAAA==$/);
  });

  it.each(['read', 'stream'] as const)('ends a %s with BodyBroken when the client goes away', async (way) => {
    const broken = signal<unknown>();
    const begun = signal();
    const { raw, failures, url } = await serve(async (request) => {
      if (request.target === '/after') return text('alive');
      begun.set();
      try {
        if (way === 'read') await request.body.read(1 << 20);
        else for await (const _ of request.body.stream());
      } catch (error) {
        broken.set(error);
        throw error;
      }
      return text('complete');
    });
    const client = raw();
    client.send('PUT /k HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nabc');
    await begun.done;
    client.close();
    expect(await broken.done).toBeInstanceOf(BodyBroken);
    expect(await (await fetch(url('/after'))).text()).toBe('alive');
    expect(failures).toEqual([]);
  });

  it('gives up on a client whose body stands still', async () => {
    const broken = signal<unknown>();
    const { raw } = await serve(
      async (request) => {
        await request.body.read(1 << 20).catch((error: unknown) => {
          broken.set(error);
          throw error;
        });
        return text('complete');
      },
      { bodyIdleMs: 40 },
    );
    const client = raw();
    client.send('PUT /k HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nabc');
    expect(await broken.done).toBeInstanceOf(BodyBroken);
    await client.rest();
  });

  it('lets an operation take its time while its client waits', async () => {
    const release = signal();
    const { raw } = await serve(
      async (request) => {
        await request.body.read(100);
        await release.done;
        return text('late');
      },
      { bodyIdleMs: 10 },
    );
    const client = raw();
    client.send('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}');
    setTimeout(() => release.set(), 60);
    await client.until(/late$/);
  });
});

describe('streamed answers', () => {
  it('are sent chunked without a length, and whole with one', async () => {
    async function* pieces(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('abc');
      yield Buffer.from('def');
    }
    const { raw } = await serve(async (request) => ({
      status: 200,
      headers: request.target === '/sized' ? { 'content-length': '6' } : {},
      body: pieces(),
    }));
    const client = raw();
    client.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    expect(await client.until(/0\r\n\r\n$/)).toMatch(/Transfer-Encoding: chunked\r\n[\s\S]*3\r\nabc\r\n3\r\ndef\r\n/);
    client.send('GET /sized HTTP/1.1\r\nHost: h\r\n\r\n');
    await client.until(/\r\n\r\nabcdef$/);
  });

  it('wait for a client that reads slowly, and end when it goes away', async () => {
    let sent = 0;
    const ended = signal();
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          sent += 1;
          yield Buffer.alloc(1 << 16);
        }
      } finally {
        ended.set();
      }
    }
    const { raw, failures } = await serve(async () => ({ status: 200, headers: {}, body: endless() }));
    const client = raw();
    client.socket.pause();
    client.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    let seen = -1;
    while (sent === 0 || sent !== seen) {
      seen = sent;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    // What the kernel's socket buffers take, not more.
    expect(sent).toBeLessThan(300);
    client.close();
    await ended.done;
    expect(failures).toEqual([]);
  });

  it('that fail half-way break the connection instead of ending as if complete', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('abc');
      throw new Error('the disk is gone');
    }
    const { raw, failures } = await serve(async () => ({ status: 200, headers: {}, body: failing() }));
    const client = raw();
    client.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    expect(await client.rest()).not.toContain('0\r\n\r\n');
    expect(failures).toEqual([new Error('the disk is gone')]);
  });
});
