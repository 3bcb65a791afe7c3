import { createHash } from 'node:crypto';
import { type ChecksumAlgorithm, createHasher } from '../checksums/hashers.js';
import type { Storage } from '../storage.js';
import { readPieces } from './read-body.js';
import type { Piece } from './stored-version.js';

export interface PieceDigests {
  /** The MD5, as hexadecimal. */
  readonly etag: string;
  /** Base64. */
  readonly checksum: string;
}

/** Reads bytes that are stored already, for digests that nobody took yet. */
export async function digestPieces(
  storage: Storage,
  pieces: readonly Piece[],
  size: number,
  algorithm: ChecksumAlgorithm,
): Promise<PieceDigests> {
  // Begun in this turn, so that the blobs stay until they are read.
  const body = readPieces(storage.state.blobs, pieces, size);
  const checksum = await createHasher(algorithm);
  const md5 = createHash('md5');
  for await (const bytes of body instanceof Uint8Array ? [body] : body) {
    md5.update(bytes);
    checksum.update(bytes);
  }
  return { etag: md5.digest('hex'), checksum: checksum.digest().toString('base64') };
}
