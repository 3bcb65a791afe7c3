/** The reader of plain requests must see what node:http sees in the same bytes, however they are cut: another reading is a smuggled request. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WireRequest, WireResponse } from '../../../src/contract/wire.js';
import { readPlainHead } from '../../../src/gateway/plain/head.js';
import { Gateway } from '../../../src/gateway/server.js';
import { readWireRequest, writeWireResponse } from '../../../src/gateway/wire-node.js';

interface Seen {
  readonly requests: readonly unknown[];
  /** Whether bytes were refused as not being HTTP. (node:http refuses at once, and drops the answers that it owes to earlier requests.) */
  readonly refused: boolean;
}

let served: unknown[] = [];

async function dispatch(request: WireRequest): Promise<WireResponse> {
  // In the order of arrival: node:http begins with a pipelined request before the one in front of it is answered.
  const seen: unknown[] = [request.method, request.target, { ...request.headers }];
  served.push(seen);
  seen.push(Buffer.from(await request.body.read(1 << 20)).toString('latin1'));
  return { status: 200, headers: {}, body: 'ok' };
}

let gateway: Gateway;
let node: Server;
let gatewayPort = 0;
let nodePort = 0;

beforeAll(async () => {
  gateway = new Gateway({ dispatch, loadAdmin: async () => (_request, response) => response.end('admin'), onFailure: () => undefined });
  gatewayPort = (await gateway.listen(0, '127.0.0.1')).port;
  node = createServer({ maxHeaderSize: 64 * 1024, joinDuplicateHeaders: true }, (request, response) => {
    dispatch(readWireRequest(request)).then(
      (answer) => writeWireResponse(answer, response),
      () => request.socket.destroy(),
    );
  });
  await new Promise<void>((resolve) => node.listen(0, '127.0.0.1', resolve));
  nodePort = (node.address() as AddressInfo).port;
});
afterAll(async () => {
  await gateway.stop();
  node.closeAllConnections();
  await new Promise((resolve) => node.close(resolve));
});

async function send(port: number, pieces: readonly Buffer[]): Promise<Seen> {
  served = [];
  const answers = await new Promise<string>((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let received = '';
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      received += text;
    });
    // A refusal may reset a connection that still sends.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(received));
    void (async () => {
      for (const piece of pieces) {
        if (!socket.writable) return;
        await new Promise((written) => socket.write(piece, written));
        await new Promise((turn) => setImmediate(turn));
      }
      socket.end();
    })();
  });
  return { requests: served, refused: /HTTP\/1\.1 4\d\d/.test(answers) };
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const cuts = [...new Set([0, ...places.map((place) => place % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  return cuts.slice(1).map((end, index) => bytes.subarray(cuts[index], end));
}

const last = 'GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n';

const token = fc.string({ unit: fc.constantFrom(...'abzAZ09-_!#$%&*+.^`|~'), minLength: 1, maxLength: 12 });
const value = fc.string({ unit: fc.constantFrom(...'ab Z0,;:="\t\xe9\xff()<>@[]{}\\/?'), maxLength: 30 });
const header = fc.oneof(
  fc.tuple(token, value).map(([name, text]) => `${name}:${text}`),
  fc.constantFrom(
    'Connection: keep-alive',
    'connection: close',
    'Connection: x, keep-alive',
    'Transfer-Encoding: chunked',
    'Content-Length: 3',
    'Content-Length: 03',
    'content-length: +3',
    'Content-Length: 3, 3',
    'Content-Length: 99999999999999999999',
    'Content-Length : 3',
    'Upgrade: h2c',
    'Host: other',
    '__proto__: x',
    'constructor: x',
    'Set-Cookie: a=b',
    'Trailer: x',
    'Proxy-Connection: close',
    ' folded: x',
    'no colon',
    ': no name',
    'nul: a\0b',
    'lf: a\nb: c',
    'cr: a\rb: c',
  ),
);
const target = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'/ab%20?=&+;"<>\\^`{|}~\'()*@:$,!'), maxLength: 20 }).map((text) => `/${text}`),
  fc.constantFrom('*', 'http://h/x', '/a#b', '/\xe9', '/a b', 'x', '/a\tb'),
);
const request = fc
  .record({
    method: fc.oneof({ weight: 5, arbitrary: fc.constantFrom('GET', 'PUT', 'POST', 'HEAD', 'DELETE', 'PATCH', 'OPTIONS') }, token),
    target,
    version: fc.oneof({ weight: 8, arbitrary: fc.constant('HTTP/1.1') }, fc.constantFrom('HTTP/1.0', 'HTTP/1.2', 'http/1.1', '')),
    host: fc.oneof({ weight: 8, arbitrary: fc.constant(['Host: h']) }, fc.constant([])),
    headers: fc.array(header, { maxLength: 4 }),
    body: fc.option(fc.string({ unit: fc.constantFrom(...'ab\r\n\0{}'), maxLength: 20 }), { nil: undefined }),
    lineEnd: fc.oneof({ weight: 12, arbitrary: fc.constant('\r\n') }, fc.constantFrom('\n', '\r', '\r\n\r')),
  })
  .map(({ method, target: asked, version, host, headers, body, lineEnd }) => {
    const sized = body === undefined ? [] : [`Content-Length: ${body.length}`];
    return `${method} ${asked} ${version}${lineEnd}${[...host, ...sized, ...headers].join(lineEnd)}${lineEnd}${lineEnd}${body ?? ''}`;
  });

describe('the reader of plain requests', () => {
  it('sees what node:http sees, cut anywhere', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(request, { minLength: 1, maxLength: 3 }),
        fc.array(fc.nat(), { maxLength: 3 }),
        async (requests, places) => {
          const pieces = cut(Buffer.from(requests.join('') + last, 'latin1'), places);
          expect(await send(gatewayPort, pieces)).toEqual(await send(nodePort, pieces));
        },
      ),
      { numRuns: 400, seed: 3 },
    );
  });

  it('reads what the SDKs send without node:http', () => {
    const bytes = Buffer.from(
      'POST /b/k?x=%20 HTTP/1.1\r\nHost: h\r\nX-Amz-Target:  A.B \r\ncontent-length: 2\r\nempty:\r\n\r\n{}GET',
      'latin1',
    );
    expect(readPlainHead(bytes)).toEqual({
      method: 'POST',
      target: '/b/k?x=%20',
      headers: { host: 'h', 'x-amz-target': 'A.B', 'content-length': '2', empty: '' },
      contentLength: 2,
      end: bytes.length - 5,
    });
  });

  it.each([
    'GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: h\r\nContent-Length:\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: h\r\nX: a\r\n b\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: h\r\nX : a\r\n\r\n',
    'GET / HTTP/1.1\nHost: h\n\r\n\r\n',
    'GET / HTTP/1.0\r\nHost: h\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n',
    'GET http://h/ HTTP/1.1\r\nHost: h\r\n\r\n',
    'GET / HTTP/1.1\r\nX: h\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: h\r\n',
  ])('leaves to node:http what could be read in two ways: %j', (text) => {
    expect(readPlainHead(Buffer.from(text, 'latin1'))).toBeUndefined();
  });
});
