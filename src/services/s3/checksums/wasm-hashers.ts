/** The checksums that Node doesn't compute natively. */
import { createCRC32, createCRC64, createXXHash3, createXXHash64, createXXHash128 } from 'hash-wasm';
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

export async function createWasmHasher(algorithm: keyof typeof factories): Promise<Hasher> {
  const hasher = await factories[algorithm]();
  hasher.init();
  return {
    update: (bytes) => {
      hasher.update(bytes);
    },
    digest: () => Buffer.from(hasher.digest('hex'), 'hex'),
  };
}
