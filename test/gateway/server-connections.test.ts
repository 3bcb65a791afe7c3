import { Agent, request as httpRequest } from 'node:http';
import { describe, expect, it } from 'vitest';
import { openRaw } from './raw-client.js';
import { echo, serve, signal, text } from './serve.js';

describe('broken clients', () => {
  it.each([
    ['NOT HTTP AT ALL\r\n\r\n', '400 Bad Request'],
    ['GET / HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n', '400 Bad Request'],
    ['GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', '400 Bad Request'],
    ['GET / HTTP/1.1\r\n\r\n', '400 Bad Request'],
    ['PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', '400 Bad Request'],
    [`GET / HTTP/1.1\r\nHost: h\r\nx: ${'y'.repeat(70000)}\r\n\r\n`, '431 Request Header Fields Too Large'],
  ])('get a refusal and a closed connection: %#', async (bytes, status) => {
    const { raw, url } = await serve(echo);
    const client = raw();
    client.send(bytes);
    const answer = await client.rest();
    expect(answer).toContain(`HTTP/1.1 ${status}\r\n`);
    expect(await (await fetch(url('/after'))).text()).toContain('GET /after');
  });

  it("lose their connection when their headers don't arrive in time", async () => {
    const { raw } = await serve(echo, { headersMs: 50 });
    const client = raw();
    client.send('GET / HTTP/1.1\r\nHost');
    expect(await client.rest()).toContain('HTTP/1.1 408 Request Timeout');
  });

  it('see a 500 when dispatch itself fails, and the emulator hears of it', async () => {
    const { url, failures } = await serve(() => Promise.reject(new Error('a bug')));
    expect((await fetch(url('/'))).status).toBe(500);
    expect(failures).toEqual([new Error('a bug')]);
  });
});

describe('a client that goes away while it waits', () => {
  // node:http reads what has a body of unknown length, the plain reader the rest.
  it.each([
    ['plain', 'GET / HTTP/1.1\r\nHost: h\r\n\r\n'],
    ['with a chunked body', 'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ])('is noticed: %s', async (_, bytes) => {
    const begun = signal();
    const gone = signal();
    const withdrawn: string[] = [];
    const { raw } = await serve(async ({ client }) => {
      client?.whenGone(() => gone.set());
      client?.whenGone(() => withdrawn.push('called'))();
      begun.set();
      await gone.done;
      return text('for nobody');
    });
    const waiting = raw();
    waiting.send(bytes);
    await begun.done;
    waiting.close();
    await gone.done;
    expect(withdrawn).toEqual([]);
  });
});

describe('stopping', () => {
  it('finishes what runs, closes the connection after it, and takes nothing new', async () => {
    const begun = signal();
    const release = signal();
    const { gateway, raw, port } = await serve(async () => {
      begun.set();
      await release.done;
      return text('finished');
    });
    const idle = raw();
    const client = raw();
    client.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    await begun.done;
    const stopped = gateway.stop();
    const late = openRaw(port);
    expect(await late.rest()).toBe('');
    release.set();
    expect(await client.rest()).toMatch(/Connection: close[\s\S]*finished$/);
    await idle.rest();
    await stopped;
  });

  it('waits no longer than its limit for what never ends', async () => {
    const begun = signal();
    const { gateway, raw } = await serve(
      () => {
        begun.set();
        return new Promise(() => undefined);
      },
      { stopMs: 30 },
    );
    const client = raw();
    client.send('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    await begun.done;
    await gateway.stop();
    expect(await client.rest()).toBe('');
  });

  it('serves a pool of kept connections without losing one', async () => {
    const { port } = await serve(echo);
    const agent = new Agent({ keepAlive: true, maxSockets: 4 });
    const call = (n: number): Promise<number> =>
      new Promise((resolve, reject) => {
        const sent = httpRequest({ port, agent, method: 'POST', path: `/${n}` }, (response) => {
          response.resume();
          response.on('end', () => resolve(response.statusCode ?? 0));
        });
        sent.on('error', reject);
        sent.end('x'.repeat(n * 100));
      });
    const statuses = await Promise.all(Array.from({ length: 200 }, (_, n) => call(n)));
    agent.destroy();
    expect(new Set(statuses)).toEqual(new Set([200]));
  });
});
