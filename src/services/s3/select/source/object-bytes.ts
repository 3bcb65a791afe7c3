/** An object's bytes as a query reads them: in small chunks, decompressed, counted. */
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InvalidCompressionFormat, TruncatedInput } from '../../../../../generated/s3/errors.js';

/** Bytes. Between chunks other callers get their turn. */
const CHUNK = 128 * 1024;
const CHUNKS_A_TURN = 8;

export interface ByteCounts {
  /** As they are stored. */
  scanned: number;
  /** Decompressed. */
  processed: number;
}

export async function* readChunks(
  source: Uint8Array | AsyncIterable<Uint8Array>,
  gzip: boolean,
  counts: ByteCounts,
): AsyncGenerator<Buffer> {
  const stored = counted(source, counts);
  let chunks = 0;
  for await (const chunk of gzip ? decompressed(stored) : stored) {
    counts.processed += chunk.length;
    yield chunk;
    chunks += 1;
    if (chunks % CHUNKS_A_TURN === 0) await new Promise(setImmediate);
  }
}

async function* counted(source: Uint8Array | AsyncIterable<Uint8Array>, counts: ByteCounts): AsyncGenerator<Buffer> {
  for await (const bytes of source instanceof Uint8Array ? [source] : source) {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < buffer.length; at += CHUNK) {
      const chunk = buffer.subarray(at, at + CHUNK);
      counts.scanned += chunk.length;
      yield chunk;
    }
  }
}

async function* decompressed(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const compressed = Readable.from(source);
  const gunzip = createGunzip({ chunkSize: CHUNK });
  compressed.on('error', (error) => gunzip.destroy(error));
  compressed.pipe(gunzip);
  try {
    // The stream gives Buffers, since it has no encoding.
    for await (const chunk of gunzip as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    throw refusalOf(error);
  } finally {
    compressed.destroy();
    gunzip.destroy();
  }
}

function refusalOf(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'Z_BUF_ERROR')
    return new TruncatedInput(
      'Object decompression failed. Check that the object is properly compressed using the format specified in the request.',
    );
  if (typeof error.code === 'string' && error.code.startsWith('Z_'))
    return new InvalidCompressionFormat('GZIP is not applicable to the queried object. Please correct the request and try again.');
  return error;
}
