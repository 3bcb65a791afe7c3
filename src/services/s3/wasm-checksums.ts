/** CRC32C and CRC-64/NVME. Node computes neither natively. */
import { createCRC32, createCRC64 } from 'hash-wasm';
import type { Hasher } from './checksums.js';

/** Castagnoli's polynomial and NVM Express's, reflected. */
const CASTAGNOLI = 0x82f63b78;
const NVME = '9a6c9329ac4bc9b5';

export const createCRC32C = async (): Promise<Hasher> => asHasher(await createCRC32(CASTAGNOLI));
export const createCRC64NVME = async (): Promise<Hasher> => asHasher(await createCRC64(NVME));

function asHasher(hasher: Awaited<ReturnType<typeof createCRC32>>): Hasher {
  hasher.init();
  return {
    update: (bytes) => {
      hasher.update(bytes);
    },
    digest: () => Buffer.from(hasher.digest('hex'), 'hex'),
  };
}
