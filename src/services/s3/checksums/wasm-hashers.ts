/** The checksums that Node doesn't compute natively. */
import { createCRC32, createCRC64, createXXHash3, createXXHash64, createXXHash128, type IHasher } from 'hash-wasm';
import type { Hasher } from './hashers.js';

/** Castagnoli's polynomial and NVM Express's, reflected. */
const CASTAGNOLI = 0x82f63b78;
const NVME = '9a6c9329ac4bc9b5';

const factories = {
  CRC32C: () => createCRC32(CASTAGNOLI),
  CRC64NVME: () => createCRC64(NVME),
  XXHASH64: () => createXXHash64(),
  XXHASH3: () => createXXHash3(),
  XXHASH128: () => createXXHash128(),
} as const;

export type WasmAlgorithm = keyof typeof factories;

/** An instance has a memory of its own, which costs far more to make than a small body to digest: those at rest are used again. */
const MOST_IDLE = 32;
const idle: Record<WasmAlgorithm, IHasher[]> = { CRC32C: [], CRC64NVME: [], XXHASH64: [], XXHASH3: [], XXHASH128: [] };

/** Undefined where none is at rest. */
export function idleWasmHasher(algorithm: WasmAlgorithm): Hasher | undefined {
  const instance = idle[algorithm].pop();
  return instance && begin(instance, algorithm);
}

export const createWasmHasher = async (algorithm: WasmAlgorithm): Promise<Hasher> => begin(await factories[algorithm](), algorithm);

function begin(instance: IHasher, algorithm: WasmAlgorithm): Hasher {
  instance.init();
  let used: IHasher | undefined = instance;
  const current = (): IHasher => {
    if (used === undefined) throw new Error('The digest was taken already.');
    return used;
  };
  return {
    update: (bytes) => {
      current().update(bytes);
    },
    digest: () => {
      const bytes = current().digest('binary');
      const digest = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      used = undefined;
      if (idle[algorithm].length < MOST_IDLE) idle[algorithm].push(instance);
      return digest;
    },
  };
}
