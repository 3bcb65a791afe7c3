/** Bytes that aren't HTTP, or nearly: each connection is answered or closed, and the next client is served as if nothing had been. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTinsmith, type Tinsmith } from '../../src/index.js';
import { openRaw } from '../gateway/raw-client.js';
import { mutations } from './mutations.js';

const SEED = Number(process.env.TINSMITH_FUZZ_SEED ?? 20_260_101);
const RUNS = Number(process.env.TINSMITH_FUZZ_RUNS ?? 600);

let aws: Tinsmith;
let port: number;
beforeAll(async () => {
  aws = await startTinsmith();
  port = Number(new URL(aws.endpoint).port);
});
afterAll(() => aws.stop());

const identity = 'Action=GetCallerIdentity&Version=2011-06-15';
const valid = [
  'POST / HTTP/1.1',
  'Host: localhost',
  `Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
  'Content-Type: application/x-www-form-urlencoded',
  `Content-Length: ${identity.length}`,
  'Connection: close',
  '',
  identity,
].join('\r\n');

const chunked = [
  'PUT /bucket/key HTTP/1.1',
  'Host: localhost',
  `Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
  'x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'x-amz-trailer: x-amz-checksum-crc32',
  'x-amz-decoded-content-length: 3',
  'Transfer-Encoding: chunked',
  'Connection: close',
  '',
  '2a',
  '3\r\nabc\r\n0\r\nx-amz-checksum-crc32:NSRBwg==\r\n\r\n',
  '0',
  '',
  '',
].join('\r\n');

/** Everything that the server says to these bytes; the sender ends its side. */
async function answerTo(bytes: Uint8Array): Promise<string> {
  const connection = openRaw(port);
  connection.send(bytes);
  connection.socket.end();
  try {
    return await connection.rest();
  } finally {
    connection.close();
  }
}

async function expectServed(): Promise<void> {
  const answer = await answerTo(Buffer.from(valid));
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(answer).toContain('<Account>000000000000</Account>');
}

/** Nothing, or whole answers; 501 names what isn't emulated, and no other 5xx is ever right. */
function expectNoFailure(answer: string): void {
  if (answer === '') return;
  expect(answer).toMatch(/^HTTP\/1\.1 \d{3} /);
  for (const [, status] of answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)) {
    if (status !== '501') expect(Number(status), answer).toBeLessThan(500);
  }
}

describe('a connection', () => {
  it.each([
    ['a form', valid],
    ['a chunked body', chunked],
  ])('with %s that was mutilated is answered or closed', async (_, request) => {
    await fc.assert(
      fc.asyncProperty(mutations, async (mutate) => {
        expectNoFailure(await answerTo(mutate(Buffer.from(request, 'latin1'))));
      }),
      { seed: SEED, numRuns: RUNS },
    );
    await expectServed();
  });

  it('of random bytes is answered or closed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (bytes) => {
        expectNoFailure(await answerTo(bytes));
      }),
      { seed: SEED, numRuns: RUNS },
    );
    await expectServed();
  });

  it.each([
    ['two lengths', valid.replace('Connection', 'Content-Length: 5\r\nConnection')],
    ['a length and a transfer coding', valid.replace('Connection', 'Transfer-Encoding: chunked\r\nConnection')],
    ['a negative length', valid.replace(/Content-Length: \d+/, 'Content-Length: -1')],
    ['a length in hexadecimal', valid.replace(/Content-Length: \d+/, 'Content-Length: 0x10')],
    ['a header name with a space', valid.replace('Content-Type', 'Content Type')],
    ['a NUL in a header', valid.replace('localhost', 'local\0host')],
    ['a bare line feed in the request line', valid.replace(' HTTP/1.1', '\n HTTP/1.1')],
    ['an unknown version', valid.replace('HTTP/1.1', 'HTTP/9.9')],
    ['headers of 200 KiB', valid.replace('Connection', `X-Long: ${'a'.repeat(200 * 1024)}\r\nConnection`)],
  ])('with %s is refused with a 4xx and closed', async (_, request) => {
    const answer = await answerTo(Buffer.from(request, 'latin1'));
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(answer.match(/^HTTP\/1\.1/gm)).toHaveLength(1);
    await expectServed();
  });
});
