/**
 * The aws-chunked content coding: `<hex size>[;chunk-signature=...]CRLF <bytes> CRLF ... 0[;...]CRLF [trailers] CRLF`.
 * SDKs send it for streamed uploads, signed or unsigned, with a checksum in the trailer (Amazon S3 API Reference,
 * "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks").
 */
import { FrameworkError } from '../contract/errors.js';
import type { ByteStream, WireHeaders } from '../contract/wire.js';

/** Bytes of a chunk's head or a trailer line; signatures take about a hundred. */
const LINE_LIMIT = 8192;
/** Bytes that every chunk but the last must have. */
const SMALLEST_CHUNK = 8192;
const TRAILER_SIGNATURE = 'x-amz-trailer-signature';
const CR = 13;
const LF = 10;

/** A content encoding alone doesn't tell: it may have been given for the object, by a caller who copies headers. */
export function isAwsChunked(headers: WireHeaders): boolean {
  if (headers['x-amz-content-sha256']?.startsWith('STREAMING-') === true) return true;
  return headers['x-amz-decoded-content-length'] !== undefined && headers['content-encoding']?.includes('aws-chunked') === true;
}

/** Signatures of chunks, checked as these come; each answers whether the signature is right. */
export interface ChunkVerifier {
  update(bytes: Uint8Array): void;
  endChunk(signature: string): boolean;
  /** @param trailers in their order. */
  endTrailers(trailers: readonly (readonly [name: string, value: string])[], signature: string): boolean;
}

/** @returns the decoded bytes; its trailers are complete once the iteration has ended. */
export function decodeAwsChunked(
  source: AsyncIterable<Uint8Array>,
  headers: WireHeaders,
  verifier?: ChunkVerifier | undefined,
): ByteStream {
  const announced = headers['x-amz-decoded-content-length'];
  const length = announced === undefined ? undefined : Number(announced);
  if (length !== undefined && !(Number.isSafeInteger(length) && length >= 0))
    throw new FrameworkError('SerializationException', 'You must provide the Content-Length HTTP header.', {
      code: 'MissingContentLength',
      httpStatus: 411,
    });
  const trailers: Record<string, string> = {};
  return {
    length,
    trailers: () => trailers,
    [Symbol.asyncIterator]: () => decode(source, length, trailers, verifier),
  };
}

type Expecting = 'head' | 'data' | 'data-end' | 'trailer' | 'nothing';

async function* decode(
  source: AsyncIterable<Uint8Array>,
  announced: number | undefined,
  trailers: Record<string, string>,
  verifier: ChunkVerifier | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  let expecting: Expecting = 'head';
  let remaining = 0;
  let decoded = 0;
  let chunks = 0;
  let last = SMALLEST_CHUNK;
  let line = '';
  let signature = '';
  const sent: (readonly [name: string, value: string])[] = [];
  const endChunk = (): void => {
    if (verifier?.endChunk(signature) === false) throw badChunkSignature();
  };

  for await (const bytes of source) {
    let at = 0;
    while (at < bytes.length) {
      if (expecting === 'data') {
        const end = Math.min(bytes.length, at + remaining);
        const data = bytes.subarray(at, end);
        verifier?.update(data);
        yield data;
        remaining -= end - at;
        at = end;
        if (remaining === 0) {
          endChunk();
          expecting = 'data-end';
        }
        continue;
      }
      if (expecting === 'nothing') throw incomplete();
      const newline = bytes.indexOf(LF, at);
      const end = newline < 0 ? bytes.length : newline;
      line += latin1(bytes.subarray(at, bytes[end - 1] === CR ? Math.max(at, end - 1) : end));
      at = end + 1;
      if (line.length > LINE_LIMIT) throw incomplete();
      if (newline < 0) break;
      if (expecting === 'data-end') {
        if (line !== '') throw incomplete();
        expecting = 'head';
      } else if (expecting === 'head') {
        remaining = chunkSize(line);
        signature = /;chunk-signature=([0-9a-f]*)/.exec(line)?.[1] ?? '';
        if (remaining === 0) endChunk();
        chunks += 1;
        if (remaining > 0 && last < SMALLEST_CHUNK) throw tooSmall(chunks, last);
        last = remaining;
        decoded += remaining;
        if (announced !== undefined && decoded > announced) throw wrongLength(announced, decoded);
        expecting = remaining === 0 ? 'trailer' : 'data';
      } else if (line === '') {
        expecting = 'nothing';
      } else {
        const trailer = readTrailer(line);
        sent.push(trailer);
        // Checksums and signatures are all that travels here; other names aren't kept.
        if (trailer[0].startsWith('x-amz-')) trailers[trailer[0]] = trailer[1];
      }
      line = '';
    }
  }
  // The last empty line is often left out when there are no trailers.
  if (expecting !== 'nothing' && !(expecting === 'trailer' && line === '')) throw incomplete();
  if (announced !== undefined && decoded !== announced) throw wrongLength(announced, decoded);
  if (verifier !== undefined && sent.length > 0) {
    const signed = sent.filter(([name]) => name !== TRAILER_SIGNATURE);
    if (!verifier.endTrailers(signed, trailers[TRAILER_SIGNATURE] ?? '')) throw badChunkSignature();
  }
}

function chunkSize(line: string): number {
  const size = /^([0-9a-fA-F]{1,12})(?:;.*)?$/.exec(line)?.[1];
  if (size === undefined) throw incomplete();
  return Number.parseInt(size, 16);
}

function readTrailer(line: string): readonly [name: string, value: string] {
  const colon = line.indexOf(':');
  if (colon <= 0) throw incomplete();
  return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');

const incomplete = (): FrameworkError =>
  new FrameworkError('SerializationException', 'The request body terminated unexpectedly', { code: 'IncompleteBody' });

const wrongLength = (NumberBytesExpected: number, NumberBytesProvided: number): FrameworkError =>
  new FrameworkError('SerializationException', 'You did not provide the number of bytes specified by the Content-Length HTTP header', {
    code: 'IncompleteBody',
    members: { NumberBytesExpected, NumberBytesProvided },
  });

/** @param Chunk the one that came after it, counted from one. */
const tooSmall = (Chunk: number, BadChunkSize: number): FrameworkError =>
  new FrameworkError('SerializationException', `Only the last chunk is allowed to have a size less than ${SMALLEST_CHUNK} bytes`, {
    code: 'InvalidChunkSizeError',
    httpStatus: 403,
    members: { Chunk, BadChunkSize },
  });

/** S3 says the same as of a request's head; which chunk it was it doesn't say. */
const badChunkSignature = (): FrameworkError =>
  new FrameworkError(
    'AccessDenied',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    { code: 'SignatureDoesNotMatch' },
  );
