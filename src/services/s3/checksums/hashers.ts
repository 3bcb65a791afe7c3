/** The checksum algorithms of S3, each as a digest that grows with the bytes. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { InvalidRequest } from '../../../../generated/s3/errors.js';
import type { WasmAlgorithm } from './wasm-hashers.js';

export type ChecksumAlgorithm =
  | 'CRC32'
  | 'CRC32C'
  | 'CRC64NVME'
  | 'SHA1'
  | 'SHA256'
  | 'SHA512'
  | 'MD5'
  | 'XXHASH64'
  | 'XXHASH3'
  | 'XXHASH128';

/** Bytes of a digest. */
export const DIGEST_LENGTHS: Readonly<Record<ChecksumAlgorithm, number>> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
  SHA512: 64,
  MD5: 16,
  XXHASH64: 8,
  XXHASH3: 8,
  XXHASH128: 16,
};

/** @throws InvalidRequest for what is none. */
export function readAlgorithm(asked: string): ChecksumAlgorithm {
  if (isAlgorithm(asked)) return asked;
  const types = '[CRC32, CRC32C, CRC64NVME, SHA1, SHA256]';
  throw new InvalidRequest(`Checksum algorithm provided is unsupported. Please try again with any of the valid types: ${types}`);
}

const isAlgorithm = (text: string): text is ChecksumAlgorithm => Object.hasOwn(DIGEST_LENGTHS, text);

export interface Hasher {
  update(bytes: Uint8Array): void;
  /** Once, at the end. */
  digest(): Buffer;
}

/** CRC32 and the cryptographic digests are native; the others are WebAssembly, loaded when first used. */
export function createHasher(algorithm: ChecksumAlgorithm): Hasher | Promise<Hasher> {
  switch (algorithm) {
    case 'CRC32':
      return crc32Hasher();
    case 'SHA1':
    case 'SHA256':
    case 'SHA512':
    case 'MD5':
      return createHash(algorithm.toLowerCase());
    case 'CRC32C':
    case 'CRC64NVME':
    case 'XXHASH64':
    case 'XXHASH3':
    case 'XXHASH128':
      return wasm?.idleWasmHasher(algorithm) ?? loadedHasher(algorithm);
  }
}

let wasm: typeof import('./wasm-hashers.js') | undefined;

async function loadedHasher(algorithm: WasmAlgorithm): Promise<Hasher> {
  wasm ??= await import('./wasm-hashers.js');
  return wasm.createWasmHasher(algorithm);
}

function crc32Hasher(): Hasher {
  let value = 0;
  return {
    update: (bytes) => {
      value = crc32(bytes, value);
    },
    digest: () => {
      const digest = Buffer.alloc(4);
      digest.writeUInt32BE(value);
      return digest;
    },
  };
}
