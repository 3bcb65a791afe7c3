import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FrameworkError } from '../../src/contract/errors.js';
import { decodeAwsChunked, isAwsChunked } from '../../src/protocols/aws-chunked.js';

/** The text as it might arrive: cut anywhere. */
async function* pieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function decoded(text: string, size: number, length?: number): Promise<{ body: string; trailers: object }> {
  const stream = decodeAwsChunked(pieces(text, size), length === undefined ? {} : { 'x-amz-decoded-content-length': String(length) });
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return { body: Buffer.concat(chunks).toString('latin1'), trailers: stream.trailers?.() ?? {} };
}

const refusal = (text: string, length?: number): Promise<FrameworkError> =>
  decoded(text, 7, length).then(
    () => expect.fail('was accepted'),
    (error: FrameworkError) => error,
  );

describe('the aws-chunked coding', () => {
  it('is recognised by the payload hash, or by the content encoding beside the decoded length', () => {
    expect(isAwsChunked({ 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' })).toBe(true);
    expect(isAwsChunked({ 'content-encoding': 'gzip,aws-chunked', 'x-amz-decoded-content-length': '5' })).toBe(true);
    expect(isAwsChunked({ 'content-encoding': 'gzip,aws-chunked' })).toBe(false);
    expect(isAwsChunked({ 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'content-encoding': 'gzip' })).toBe(false);
  });

  it('gives back what was chunked, however the bytes arrive', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 40 }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 50 }),
        fc.boolean(),
        async (texts, cut, signed) => {
          // All but the last are as large as S3 wants them.
          const chunks = texts.map((text, index) => (index === texts.length - 1 ? text : text.padEnd(8192 + index, text)));
          const size = chunks.length > 1 ? cut * 100 + 1 : cut;
          const signature = signed ? `;chunk-signature=${'a'.repeat(64)}` : '';
          const body = chunks.join('');
          const text = `${chunks.map((chunk) => `${chunk.length.toString(16)}${signature}\r\n${chunk}\r\n`).join('')}0${signature}\r\n\r\n`;
          expect(await decoded(text, size, body.length)).toEqual({ body, trailers: {} });
        },
      ),
    );
  });

  it('reads the trailers', async () => {
    const text = '3\r\nabc\r\n0\r\nx-amz-checksum-crc32:NSRBwg==\r\nx-amz-trailer-signature: ff\r\n\r\n';
    for (const size of [1, 2, 5, 100])
      expect(await decoded(text, size, 3)).toEqual({
        body: 'abc',
        trailers: { 'x-amz-checksum-crc32': 'NSRBwg==', 'x-amz-trailer-signature': 'ff' },
      });
  });

  it.each([
    ['that ends within a chunk', '5\r\nab'],
    ['without a last chunk', '3\r\nabc\r\n'],
    ['whose size is no number', 'xyz\r\nabc\r\n0\r\n\r\n'],
    ['whose chunk is longer than its size', '2\r\nabc\r\n0\r\n\r\n'],
    ['with bytes after its end', '0\r\n\r\nmore'],
    ['with an endless line', `3;${'a'.repeat(10_000)}`],
  ])('refuses a body %s as incomplete', async (_, text) => {
    expect(await refusal(text)).toMatchObject({ code: 'IncompleteBody', message: 'The request body terminated unexpectedly' });
  });

  it('refuses a body of another length than was announced', async () => {
    const expected = (NumberBytesExpected: number) => ({
      code: 'IncompleteBody',
      message: 'You did not provide the number of bytes specified by the Content-Length HTTP header',
      members: { NumberBytesExpected, NumberBytesProvided: 3 },
    });
    expect(await refusal('3\r\nabc\r\n0\r\n\r\n', 2)).toMatchObject(expected(2));
    expect(await refusal('3\r\nabc\r\n0\r\n\r\n', 4)).toMatchObject(expected(4));
  });

  it('refuses chunks below 8 KiB but the last', async () => {
    const large = 'a'.repeat(8192);
    expect(await refusal(`2000\r\n${large}\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`)).toMatchObject({
      code: 'InvalidChunkSizeError',
      message: 'Only the last chunk is allowed to have a size less than 8192 bytes',
      httpStatus: 403,
      members: { Chunk: 3, BadChunkSize: 3 },
    });
    expect(await decoded(`2000\r\n${large}\r\n3\r\nabc\r\n0\r\n\r\n`, 1000)).toMatchObject({ body: `${large}abc` });
  });

  it('wants a length that is one', () => {
    expect(() => decodeAwsChunked(pieces('', 1), { 'x-amz-decoded-content-length': 'abc' })).toThrow(
      'You must provide the Content-Length HTTP header.',
    );
  });
});
