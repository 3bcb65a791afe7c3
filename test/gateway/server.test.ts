import { describe, expect, it } from 'vitest';
import { echo, serve, signal, text } from './serve.js';

describe('plain requests', () => {
  it('keeps the connection for the next request, and takes pipelined ones in order', async () => {
    const { raw } = await serve(echo);
    const client = raw();
    client.send('POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\none');
    await client.until(/POST \/a h one$/);
    client.send('GET /b HTTP/1.1\r\nHost: h\r\n\r\nPOST /c HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\ntwo');
    const all = await client.until(/POST \/c h two$/);
    expect(all.match(/HTTP\/1.1 200 OK/g)).toHaveLength(3);
    expect(all.indexOf('GET /b')).toBeLessThan(all.indexOf('POST /c'));
    expect(all).toMatch(/\r\nDate: [^\r]+GMT\r\n/);
    expect(all).toMatch(/\r\nServer: tinsmith\r\n/);
  });

  it('joins the pieces of a chunked body', async () => {
    const { raw } = await serve(echo);
    const client = raw();
    client.send('PUT /k HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n');
    client.send('4\r\ndefg\r\n0\r\n\r\n');
    await client.until(/PUT \/k h abcdefg$/);
  });

  it('hands over the target as it was sent, and repeated headers joined', async () => {
    const { raw } = await serve(async (request) => text(`${request.target} ${request.headers['x-amz-meta-a']}`));
    const client = raw();
    client.send('GET //b//k%2Fa%20b?x=%20&prefix= HTTP/1.1\r\nHost: h\r\nx-amz-meta-a: 1\r\nX-Amz-Meta-A: 2\r\n\r\n');
    await client.until(/\/\/b\/\/k%2Fa%20b\?x=%20&prefix= 1, 2$/);
  });

  it('takes the absolute form that clients behind a proxy setting send', async () => {
    const { raw } = await serve(echo);
    const client = raw();
    client.send('GET http://b.s3.amazonaws.com/k?x=1 HTTP/1.1\r\nHost: proxy\r\n\r\n');
    await client.until(/GET \/k\?x=1 b.s3.amazonaws.com $/);
  });

  it('answers HEAD with the length of the body that it leaves out', async () => {
    const { raw } = await serve(async () => ({ status: 200, headers: { 'Content-Length': '1234' }, body: undefined }));
    const client = raw();
    client.send('HEAD /b/k HTTP/1.1\r\nHost: h\r\n\r\n');
    const head = await client.until(/\r\n\r\n$/);
    expect(head).toContain('\r\nContent-Length: 1234\r\n');
    expect(head).not.toContain('chunked');
    client.send('HEAD /b/k HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
    expect((await client.rest()).match(/200 OK/g)).toHaveLength(2);
  });

  it('sends bytes with their length and a status of 204 with no body at all', async () => {
    const { raw } = await serve(async (request) =>
      request.target === '/none' ? { status: 204, headers: {} } : { status: 200, headers: {}, body: new Uint8Array([0xe2, 0x82, 0xac]) },
    );
    const client = raw();
    client.send('GET /bytes HTTP/1.1\r\nHost: h\r\n\r\n');
    await client.until(/Content-Length: 3\r\n[\s\S]*\r\n\r\n\xe2\x82\xac$/);
    client.send('GET /none HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
    const last = (await client.rest()).split('HTTP/1.1 204 No Content')[1] ?? '';
    expect(last).not.toMatch(/content-length|transfer-encoding/i);
  });
});

describe('Expect: 100-continue', () => {
  const head = 'PUT /b/k HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n';

  it('is answered when the body is wanted', async () => {
    const wanted = signal();
    const { raw } = await serve(async (request) => {
      await wanted.done;
      return echo(request);
    });
    const client = raw();
    client.send(head);
    wanted.set();
    const invitation = await client.until(/\r\n\r\n$/);
    expect(invitation).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    client.send('body');
    await client.until(/PUT \/b\/k h body$/);
  });

  it("isn't answered when the request is refused before its body, and the connection is closed", async () => {
    const { raw } = await serve(async () => text('no such bucket', 404));
    const client = raw();
    client.send(head);
    const all = await client.rest();
    expect(all).toMatch(/^HTTP\/1.1 404 Not Found\r\n/);
    expect(all).toContain('\r\nConnection: close\r\n');
    expect(all).not.toContain('100 Continue');
  });
});

describe('the paths that are ours', () => {
  it('leaves signed requests, writes and bucket hosts to S3', async () => {
    const { raw } = await serve(async () => text('s3'));
    const answerTo = async (head: string): Promise<string> => {
      const client = raw();
      client.send(`${head}\r\nConnection: close\r\n\r\n`);
      return (await client.rest()).split('\r\n\r\n').slice(1).join('');
    };
    const auth = 'Authorization: AWS4-HMAC-SHA256 Credential=test/20300101/us-east-1/s3/aws4_request';
    expect(await answerTo('GET /health HTTP/1.1\r\nHost: localhost')).toContain('admin');
    expect(await answerTo('GET /_tinsmith/health HTTP/1.1\r\nHost: localhost')).toContain('admin');
    expect(await answerTo('POST /_tinsmith/reset HTTP/1.1\r\nHost: localhost')).toContain('admin');
    expect(await answerTo('GET /_localstack/info HTTP/1.1\r\nHost: localhost')).toContain('admin');
    expect(await answerTo(`GET /health HTTP/1.1\r\nHost: localhost\r\n${auth}`)).toBe('s3');
    expect(await answerTo('GET /metrics?X-Amz-Signature=00 HTTP/1.1\r\nHost: localhost')).toBe('s3');
    expect(await answerTo('PUT /health HTTP/1.1\r\nHost: localhost')).toBe('s3');
    expect(await answerTo('GET /health/key HTTP/1.1\r\nHost: localhost')).toBe('s3');
    expect(await answerTo('GET /health HTTP/1.1\r\nHost: site.s3.localhost:4566')).toBe('s3');
  });
});

describe('browsers', () => {
  it('may call from any page: the answer says so', async () => {
    const { url } = await serve(async () => ({
      status: 200,
      headers: { 'x-amzn-RequestId': '1', 'Content-Type': 'text/plain' },
      body: 'x',
    }));
    const answer = await fetch(url('/'), { headers: { Origin: 'http://app.test' } });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-expose-headers')).toContain('x-amzn-RequestId');
    expect((await fetch(url('/'))).headers.get('access-control-allow-origin')).toBeNull();
  });

  it("keep a service's own CORS answer", async () => {
    const { url } = await serve(async () => ({ status: 200, headers: { 'Access-Control-Allow-Origin': 'http://a' } }));
    expect((await fetch(url('/'), { headers: { Origin: 'http://a' } })).headers.get('access-control-allow-origin')).toBe('http://a');
  });
});
